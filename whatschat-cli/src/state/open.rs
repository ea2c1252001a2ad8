//! The open chat, and which of its messages are on the screen.

use std::collections::BTreeMap;
use whatschat_client::core::id::{ChatId, MessageId, UserId};
use whatschat_client::core::messages::Message;
use whatschat_client::core::time::Timestamp;

/// The chat in which plain lines are sent.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    /// Which chat.
    pub(crate) id: ChatId,
    /// Its name.
    pub(crate) name: String,
    /// The messages on the screen, by their number.
    shown: BTreeMap<u64, Shown>,
    /// The number before which `/more` goes on.
    pub(crate) more_before: Option<u64>,
}

/// A message on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Which message.
    pub(crate) id: MessageId,
    /// Who wrote it.
    pub(crate) sender: UserId,
    /// When it was last changed, as far as the screen shows.
    updated_at: Timestamp,
    deleted: bool,
}

impl Open {
    /// Opens a chat of which nothing is shown yet.
    pub(crate) fn new(id: ChatId, name: String) -> Self {
        Self { id, name, shown: BTreeMap::new(), more_before: None }
    }

    /// Notes that a message is on the screen.
    pub(crate) fn show(&mut self, message: &Message) {
        let shown = Shown {
            id: message.id,
            sender: message.sender_id,
            updated_at: message.updated_at,
            deleted: message.deleted_at.is_some(),
        };
        self.shown.insert(message.seq, shown);
    }

    /// Notes a change; `false` where the screen does not show the message, or the change already.
    pub(crate) fn change(&mut self, message: &Message) -> bool {
        let Some(shown) = self.shown.get_mut(&message.seq) else { return false };
        let deleted = message.deleted_at.is_some();
        let new = if deleted { !shown.deleted } else { shown.updated_at != message.updated_at };
        (shown.updated_at, shown.deleted) = (message.updated_at, deleted);
        new
    }

    /// Notes a deletion; `false` where the screen shows it already.
    pub(crate) fn delete(&mut self, seq: u64) -> bool {
        self.shown.get_mut(&seq).is_none_or(|shown| !std::mem::replace(&mut shown.deleted, true))
    }

    /// The message with this number, if it is on the screen.
    pub(crate) fn shown(&self, seq: u64) -> Option<&Shown> {
        self.shown.get(&seq)
    }

    /// Whether the screen shows that the message with this number is deleted.
    pub(crate) fn is_deleted(&self, seq: u64) -> bool {
        self.shown.get(&seq).is_some_and(|shown| shown.deleted)
    }

    /// The number of a message on the screen.
    pub(crate) fn number_of(&self, id: MessageId) -> Option<u64> {
        self.shown.iter().find(|(_, shown)| shown.id == id).map(|(seq, _)| *seq)
    }

    /// The number of the newest message on the screen.
    pub(crate) fn newest(&self) -> Option<u64> {
        self.shown.keys().next_back().copied()
    }
}
