//! Readers: each follows the SDK's stream, and notes all that it shows.

use crate::Result;
use crate::crowd::Person;
use crate::history::{Due, Reading};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use whatschat_client::{Event, EventStream, ServerEvent};
use whatschat_core::id::ChatId;

/// How long a stream may take to open.
const OPENING: Duration = Duration::from_secs(60);

/// Everyone who reads.
#[derive(Debug)]
pub struct Readers(Vec<Reader>);

#[derive(Debug)]
struct Reader {
    reading: Arc<watch::Sender<Reading>>,
    /// When its stream was connected the last time since it was opened.
    connected: Arc<watch::Sender<Option<Instant>>>,
    task: JoinHandle<()>,
}

impl Readers {
    /// Opens a stream for each of these people, and waits until nothing is missed any more. Due is
    /// what comes after the ends that their chats have.
    ///
    /// # Errors
    /// A stream does not open.
    pub async fn open<'a>(
        people: impl IntoIterator<Item = &'a Person>,
        ends: &HashMap<ChatId, u64>,
    ) -> Result<Self> {
        let mut streams = Vec::new();
        for person in people {
            streams.push((person, person.client.events()));
        }
        let mut readers = Vec::new();
        for (person, mut stream) in streams {
            tokio::time::timeout(OPENING, synced(&mut stream)).await??;
            readers.push(Reader::follow(nothing_yet(person, ends), stream));
        }
        Ok(Self(readers))
    }

    /// Notes what this stream shows, too, and counts as due what comes after these ends.
    pub fn add(&mut self, person: &Person, ends: &HashMap<ChatId, u64>, stream: EventStream) {
        self.0.push(Reader::follow(nothing_yet(person, ends), stream));
    }

    /// Says of a reader that they left a chat after this place.
    pub fn left(&self, person: &Person, chat: ChatId, last: u64) {
        for reader in &self.0 {
            reader.reading.send_if_modified(|reading| {
                let due = reading.due.get_mut(&chat).filter(|_| reading.reader == person.id);
                due.map(|due| due.up_to = Some(last)).is_some()
            });
        }
    }

    /// Waits until everyone was shown what is due up to these ends of the chats; says how long
    /// that took, or nothing if it took too long.
    pub async fn reach(&self, ends: &HashMap<ChatId, u64>, limit: Duration) -> Option<Duration> {
        let begun = Instant::now();
        for reader in &self.0 {
            let mut reading = reader.reading.subscribe();
            let reached = reading.wait_for(|reading| reading.reaches(ends));
            tokio::time::timeout_at(begun + limit, reached).await.ok()?.ok()?;
        }
        Some(begun.elapsed())
    }

    /// When the last of the streams that were connected anew was.
    pub fn last_connected(&self) -> Option<Instant> {
        self.0.iter().filter_map(|reader| *reader.connected.borrow()).max()
    }

    /// Closes the streams, and gives what was noted.
    pub fn close(self) -> Vec<Reading> {
        let end = |reader: Reader| {
            reader.task.abort();
            reader.reading.borrow().clone()
        };
        self.0.into_iter().map(end).collect()
    }
}

impl Reader {
    fn follow(reading: Reading, mut stream: EventStream) -> Self {
        let reading = Arc::new(watch::Sender::new(reading));
        let connected = Arc::new(watch::Sender::new(None));
        let (notes, connects) = (reading.clone(), connected.clone());
        let task = tokio::spawn(async move {
            while let Some(event) = stream.next().await {
                match event {
                    Event::Server(ServerEvent::NewMessage(message)) => {
                        notes.send_modify(|reading| reading.note(&message));
                    }
                    Event::Connected => drop(connects.send_replace(Some(Instant::now()))),
                    _ => {}
                }
            }
        });
        Self { reading, connected, task }
    }
}

fn nothing_yet(person: &Person, ends: &HashMap<ChatId, u64>) -> Reading {
    let due = person.chats.iter().map(|chat| {
        let after = ends.get(chat).copied().unwrap_or_default();
        (*chat, Due { after, up_to: None })
    });
    Reading::of(person.id, due.collect())
}

/// Waits until a stream has all that happened up to now.
///
/// # Errors
/// It ends before.
pub async fn synced(stream: &mut EventStream) -> Result<()> {
    while let Some(event) = stream.next().await {
        match event {
            Event::Synced => return Ok(()),
            Event::LoggedOut(why) => return Err(why.into()),
            _ => {}
        }
    }
    Err("a stream ended".into())
}
