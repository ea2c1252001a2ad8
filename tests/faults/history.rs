//! What everybody noted while things went wrong: the writers what they sent and what they were
//! told, the readers what they saw.

use std::collections::HashMap;
use whatschat_core::id::{ChatId, ClientMessageId, MessageId, UserId};
use whatschat_core::messages::Message;

/// The notes of all.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// What was sent; what one sender sent into one chat stands in the order of the sends.
    pub sends: Vec<Sent>,
    /// Whether that is all that was sent: who is killed may not have noted their last.
    pub sends_are_all: bool,
    /// What was seen, a reader each.
    pub readings: Vec<Reading>,
    /// How many unread messages each member is told of in each chat.
    pub unread: HashMap<(ChatId, UserId), u64>,
}

/// One send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Who sent it.
    pub sender: UserId,
    /// Where to.
    pub chat: ChatId,
    /// The id that its sender chose.
    pub key: ClientMessageId,
    /// What its sender was told.
    pub told: Told,
}

/// What the sender of a message was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// That it is stored, as this, at this place.
    Stored(MessageId, u64),
    /// That it is not stored, and will not be.
    Refused,
    /// By their own program, that it will be sent.
    Kept,
    /// Nothing, whatever became of it.
    Nothing,
}

/// What one reader saw.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Whose eyes they were.
    pub reader: UserId,
    /// What there is to see in each chat.
    pub due: HashMap<ChatId, Due>,
    /// The new messages, in the order in which they were shown.
    pub seen: Vec<Seen>,
    /// The last place of each chat that was shown.
    pub last: HashMap<ChatId, u64>,
}

/// Which messages of a chat are for a reader to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Those after this place,
    pub after: u64,
    /// and up to this one; to the end where there is none.
    pub up_to: Option<u64>,
}

/// A message that a reader was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Where.
    pub chat: ChatId,
    /// At which place.
    pub seq: u64,
    /// Which.
    pub id: MessageId,
}

impl Reading {
    /// Nothing yet.
    pub fn of(reader: UserId, due: HashMap<ChatId, Due>) -> Self {
        Self { reader, due, seen: Vec::new(), last: HashMap::new() }
    }

    /// Notes a message that was shown.
    pub fn note(&mut self, message: &Message) {
        let Message { chat_id: chat, seq, id, .. } = *message;
        self.seen.push(Seen { chat, seq, id });
        let last = self.last.entry(chat).or_default();
        *last = seq.max(*last);
    }

    /// Whether everything was shown up to these places of the chats, as far as it is due.
    pub fn reaches(&self, ends: &HashMap<ChatId, u64>) -> bool {
        self.due.iter().all(|(chat, due)| {
            let end = ends.get(chat).copied().unwrap_or_default();
            let end = due.up_to.unwrap_or(end).min(end);
            end <= due.after || self.last.get(chat).is_some_and(|last| *last >= end)
        })
    }
}

impl Due {
    /// Whether the message at this place is for the reader to see.
    pub fn holds(&self, seq: u64) -> bool {
        seq > self.after && self.up_to.is_none_or(|last| seq <= last)
    }
}
