//! Writers: each sends one message after the other, and insists on each until it is told what
//! became of it.

use crate::Result;
use crate::crowd::{Crowd, Person};
use crate::history::{Sent, Told};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use whatschat_client::Retry;
use whatschat_core::id::{ChatId, ClientMessageId};
use whatschat_core::messages::SendMessage;

/// The longest that a writer waits before it asks again.
const PATIENCE: Duration = Duration::from_millis(200);

/// Everyone who writes.
#[derive(Debug)]
pub struct Writers {
    tasks: JoinSet<Notes>,
    pace: Arc<Pace>,
}

/// What a writer has to show.
#[derive(Debug, Default)]
pub struct Notes {
    /// What it sent.
    pub sends: Vec<Sent>,
    /// How long each took to its acknowledgement.
    pub took: Vec<Duration>,
}

#[derive(Debug)]
struct Pace {
    each: usize,
    stop: AtomicBool,
    acknowledged: AtomicUsize,
    refused: AtomicUsize,
    failed: AtomicUsize,
    text: String,
}

impl Writers {
    /// Has everyone write into all of their chats, so many messages each, or until they are
    /// stopped.
    pub fn start(crowd: &Crowd, each: usize) -> Self {
        Self::say(crowd, each, "What weather!")
    }

    /// The same with a text of their own.
    pub fn say(crowd: &Crowd, each: usize, text: impl Into<String>) -> Self {
        let (stop, text) = (AtomicBool::new(false), text.into());
        let (acknowledged, refused, failed) = Default::default();
        let pace = Arc::new(Pace { each, stop, acknowledged, refused, failed, text });
        let mut tasks = JoinSet::new();
        for person in &crowd.people {
            for chat in &person.chats {
                tasks.spawn(write(person.clone(), *chat, pace.clone()));
            }
        }
        Self { tasks, pace }
    }

    /// How many messages were acknowledged so far.
    pub fn acknowledged(&self) -> usize {
        self.pace.acknowledged.load(Ordering::Relaxed)
    }

    /// How many were refused so far.
    pub fn refused(&self) -> usize {
        self.pace.refused.load(Ordering::Relaxed)
    }

    /// How often a send failed so far, after all that the SDK tries by itself.
    pub fn failed(&self) -> usize {
        self.pace.failed.load(Ordering::Relaxed)
    }

    /// Waits until all have written what they were to write.
    ///
    /// # Errors
    /// One of them panicked.
    pub async fn done(mut self) -> Result<Notes> {
        let mut all = Notes::default();
        while let Some(notes) = self.tasks.join_next().await {
            let Notes { sends, took } = notes?;
            all.sends.extend(sends);
            all.took.extend(took);
        }
        Ok(all)
    }

    /// Lets each finish the message that they are at, and no more.
    ///
    /// # Errors
    /// One of them panicked.
    pub async fn stop(self) -> Result<Notes> {
        self.pace.stop.store(true, Ordering::Relaxed);
        self.done().await
    }
}

impl Notes {
    /// The time that 99 of a hundred sends took at most.
    pub fn p99(&mut self) -> Duration {
        self.took.sort_unstable();
        self.took.get(self.took.len() * 99 / 100).copied().unwrap_or_default()
    }
}

async fn write(person: Person, chat: ChatId, pace: Arc<Pace>) -> Notes {
    let mut notes = Notes::default();
    for _ in 0..pace.each {
        if pace.stop.load(Ordering::Relaxed) {
            break;
        }
        let begun = Instant::now();
        let sent = insist(&person, chat, &pace).await;
        notes.sends.push(sent);
        notes.took.push(begun.elapsed());
        let told = if sent.told == Told::Refused { &pace.refused } else { &pace.acknowledged };
        told.fetch_add(1, Ordering::Relaxed);
    }
    notes
}

/// Sends the same message until the server says what became of it.
async fn insist(person: &Person, chat: ChatId, pace: &Pace) -> Sent {
    let key = ClientMessageId::fresh();
    let draft = SendMessage { client_message_id: Some(key), ..SendMessage::text(chat, &pace.text) };
    let told = loop {
        match person.client.messages().send_request(draft.clone()).await {
            Ok(message) => break Told::Stored(message.id, message.seq),
            Err(error) => match error.retry() {
                Retry::After(wait) => {
                    pace.failed.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(wait.min(PATIENCE)).await;
                }
                Retry::Never | Retry::LogIn => break Told::Refused,
            },
        }
    };
    Sent { sender: person.id, chat, key, told }
}
