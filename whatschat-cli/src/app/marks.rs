//! Read marks, gathered: a burst of messages makes one call.

use std::time::Duration;
use tokio::time::Instant;
use whatschat_client::Client;
use whatschat_client::core::id::ChatId;

/// How long messages are gathered.
const PAUSE: Duration = Duration::from_millis(300);

/// Up to where the open chat was read, as the server does not know yet.
#[derive(Default)]
pub(crate) struct Marks {
    pending: Option<(ChatId, u64, Instant)>,
}

impl Marks {
    /// Notes that a message was read.
    pub(crate) fn read(&mut self, chat: ChatId, seq: u64) {
        self.pending = match self.pending {
            Some((same, before, due)) if same == chat => Some((chat, before.max(seq), due)),
            _ => Some((chat, seq, Instant::now() + PAUSE)),
        };
    }

    /// Waits until there is something to tell; for ever while there is nothing.
    pub(crate) async fn due(&self) {
        match self.pending {
            Some((_, _, due)) => tokio::time::sleep_until(due).await,
            None => std::future::pending().await,
        }
    }

    /// Tells the server, without waiting. A mark that is lost comes with the next message.
    pub(crate) fn tell(&mut self, client: &Client) {
        let (mut last, client) = (std::mem::take(self), client.clone());
        tokio::spawn(async move { last.tell_now(&client).await });
    }

    /// Tells the server.
    pub(crate) async fn tell_now(&mut self, client: &Client) {
        if let Some((chat, seq, _)) = self.pending.take() {
            let _ = client.chats().mark_read(chat, seq).await;
        }
    }
}
