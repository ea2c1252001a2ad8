//! What was read and what has arrived, gathered: a burst of messages makes one call.

use std::collections::HashMap;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use whatschat_client::Client;
use whatschat_client::core::id::ChatId;

/// How long messages are gathered.
const PAUSE: Duration = Duration::from_millis(300);
/// How long the server may take to hear of it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Up to where chats were read, or have arrived, as the server does not know yet.
#[derive(Default)]
pub(crate) struct Marks {
    read: HashMap<ChatId, u64>,
    arrived: HashMap<ChatId, u64>,
    due: Option<Instant>,
}

impl Marks {
    /// Notes that a message was read.
    pub(crate) fn read(&mut self, chat: ChatId, seq: u64) {
        note(&mut self.read, chat, seq);
        self.due.get_or_insert_with(|| Instant::now() + PAUSE);
    }

    /// Notes that a message has arrived, and was not read.
    pub(crate) fn arrived(&mut self, chat: ChatId, seq: u64) {
        note(&mut self.arrived, chat, seq);
        self.due.get_or_insert_with(|| Instant::now() + PAUSE);
    }

    /// Waits until there is something to tell; for ever while there is nothing.
    pub(crate) async fn due(&self) {
        match self.due {
            Some(due) => tokio::time::sleep_until(due).await,
            None => std::future::pending().await,
        }
    }

    /// Tells the server, without waiting. A mark that is lost comes with the next message.
    pub(crate) fn tell(&mut self, client: &Client) {
        let (mut last, client) = (std::mem::take(self), client.clone());
        tokio::spawn(async move { last.tell_now(&client).await });
    }

    /// Tells the server, if it listens.
    pub(crate) async fn tell_now(&mut self, client: &Client) {
        let last = std::mem::take(self);
        let tell = async {
            for (chat, seq) in last.read {
                let _ = client.chats().mark_read(chat, seq).await;
            }
            for (chat, seq) in last.arrived {
                let _ = client.chats().mark_delivered(chat, seq).await;
            }
        };
        let _ = timeout(PATIENCE, tell).await;
    }
}

fn note(marks: &mut HashMap<ChatId, u64>, chat: ChatId, seq: u64) {
    let mark = marks.entry(chat).or_default();
    *mark = seq.max(*mark);
}
