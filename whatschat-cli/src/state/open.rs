//! The open chat, and which of its messages are on the screen.

use std::collections::{BTreeMap, HashSet};
use whatschat_client::core::id::{ChatId, ClientMessageId, MessageId, UserId};
use whatschat_client::core::messages::Message;
use whatschat_client::core::time::Timestamp;
use whatschat_client::outbox::SendState;

/// The chat in which plain lines are sent.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    /// Which chat.
    pub(crate) id: ChatId,
    /// Its name.
    pub(crate) name: String,
    /// The messages on the screen, by their number.
    shown: BTreeMap<u64, Shown>,
    /// The first message of what was read back last, where that was asked for.
    pub(crate) read_back: Option<u64>,
    /// Messages of one's own that are on the screen, and were not sent when they came there.
    pub(crate) pending: HashSet<ClientMessageId>,
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
    /// How far it had come, where it is one's own.
    state: Option<SendState>,
}

/// What the screen does not show yet of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// The message.
    New,
    /// That it was edited or deleted.
    Changed,
    /// That it has come further.
    Further,
    /// Nothing.
    Nothing,
}

impl Open {
    /// Opens a chat of which nothing is shown yet.
    pub(crate) fn new(id: ChatId, name: String) -> Self {
        Self { id, name, shown: BTreeMap::new(), read_back: None, pending: HashSet::new() }
    }

    /// Notes that a message is on the screen.
    pub(crate) fn show(&mut self, message: &Message, state: Option<&SendState>) {
        let shown = Shown {
            id: message.id,
            sender: message.sender_id,
            updated_at: message.updated_at,
            deleted: message.deleted_at.is_some(),
            state: state.cloned(),
        };
        self.shown.insert(message.seq, shown);
    }

    /// What is new about a message as it is now. Those before the first on the screen stay away
    /// until they are asked for. After a backup was restored, another one may have its number.
    pub(crate) fn notice(&self, message: &Message, state: Option<&SendState>) -> Notice {
        match self.shown.get(&message.seq) {
            None if self.shown.keys().next().is_some_and(|first| message.seq < *first) => {
                Notice::Nothing
            }
            None => Notice::New,
            Some(shown) if shown.id != message.id => Notice::New,
            Some(shown) if shown.is_other(message) => Notice::Changed,
            Some(shown) if shown.state.as_ref() != state => Notice::Further,
            Some(_) => Notice::Nothing,
        }
    }

    /// Notes a change; `false` where the screen does not show the message, or the change already.
    pub(crate) fn change(&mut self, message: &Message) -> bool {
        let shown = self.shown.get_mut(&message.seq).filter(|shown| shown.id == message.id);
        let Some(shown) = shown else { return false };
        let new = shown.is_other(message);
        (shown.updated_at, shown.deleted) = (message.updated_at, message.deleted_at.is_some());
        new
    }

    /// Notes how far a message on the screen has come.
    pub(crate) fn bring(&mut self, seq: u64, state: Option<&SendState>) {
        if let Some(shown) = self.shown.get_mut(&seq) {
            shown.state = state.cloned();
        }
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

    /// Whether no message of one's own on the screen is newer.
    pub(crate) fn is_newest_own(&self, seq: u64) -> bool {
        let own = self.shown.iter().rfind(|(_, shown)| shown.state.is_some());
        own.is_none_or(|(newest, _)| *newest <= seq)
    }
}

impl Shown {
    /// Whether a message is not as the screen shows it.
    fn is_other(&self, message: &Message) -> bool {
        match message.deleted_at {
            Some(_) => !self.deleted,
            None => self.updated_at != message.updated_at,
        }
    }
}
