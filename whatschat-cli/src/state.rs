//! What the client knows: who is logged in, the chats, which one is open and what of it was shown.
//!
//! No terminal and no network: the store's lists and the server's answers are put in, and out
//! comes what to show.

mod chats;
mod open;
mod people;
mod resolve;

pub(crate) use chats::named;
pub(crate) use open::{Notice, Open};
pub(crate) use people::shown_name;
pub(crate) use resolve::{Resolution, resolve};

use std::collections::{HashMap, HashSet};
use whatschat_client::core::chats::ChatSummary;
use whatschat_client::core::id::{ChatId, MessageId, UserId};

/// Who is logged in.
#[derive(Debug, Clone)]
pub(crate) struct Me {
    /// The user's id.
    pub(crate) id: UserId,
    /// The user name; `None` as long as the server cannot be asked.
    pub(crate) name: Option<String>,
}

/// Everything known in this session.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Who is logged in.
    pub(crate) me: Option<Me>,
    /// The chat in which plain lines are sent.
    pub(crate) open: Option<Open>,
    chats: Vec<ChatSummary>,
    /// What every chat is called, or was when one was in it.
    titles: HashMap<ChatId, String>,
    /// The chats as they were numbered for people the last time.
    listed: Vec<ChatId>,
    names: HashMap<UserId, String>,
    /// What the chats have shown while they were open, this one or others.
    shown: HashSet<MessageId>,
}

impl State {
    /// What is known at the beginning of a session.
    pub(crate) fn of(me: Me) -> Self {
        Self { me: Some(me), ..Self::default() }
    }

    /// Whether `id` is the open chat.
    pub(crate) fn is_open(&self, id: ChatId) -> bool {
        self.open.as_ref().is_some_and(|open| open.id == id)
    }

    /// Notes that a message of the open chat is on the screen.
    pub(crate) fn note_shown(&mut self, id: MessageId) {
        self.shown.insert(id);
    }

    /// Whether a message was on the screen while its chat was open. The event may come later than
    /// the answer to one's own send, and the chat may be closed by then.
    pub(crate) fn was_shown(&self, id: MessageId) -> bool {
        self.shown.contains(&id)
    }

    /// Whether `id` is the user who is logged in.
    pub(crate) fn is_me(&self, id: UserId) -> bool {
        self.me.as_ref().is_some_and(|me| me.id == id)
    }

    /// A user's name, where it is known.
    pub(crate) fn name(&self, id: UserId) -> Option<&str> {
        let me = self.me.as_ref().filter(|me| me.id == id);
        me.and_then(|me| me.name.as_ref()).or_else(|| self.names.get(&id)).map(String::as_str)
    }

    /// The name of who is logged in, where it is known.
    pub(crate) fn own_name(&self) -> Option<&str> {
        self.me.as_ref().and_then(|me| self.name(me.id))
    }

    /// Remembers a user's name.
    pub(crate) fn learn(&mut self, id: UserId, name: &str) {
        let name = shown_name(id, name);
        self.names.insert(id, name.into());
        if let Some(me) = self.me.as_mut().filter(|me| me.id == id) {
            me.name = Some(name.into());
        }
    }

    /// Every name of a person that is known.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.values().map(String::as_str)
    }
}

#[cfg(test)]
pub(crate) mod tests;
