//! What the client knows: who is logged in, the chats, which one is open, what was seen.
//!
//! No terminal and no network: events and answers are put in, and out comes what to show.

mod chats;
mod open;
mod resolve;
mod seen;

pub(crate) use chats::{Arrival, Known};
pub(crate) use open::Open;
pub(crate) use resolve::{Resolution, resolve};
pub(crate) use seen::Seen;

use std::collections::HashMap;
use whatschat_client::core::id::{ChatId, UserId};

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
    chats: Vec<Known>,
    /// Whether the chats were read once.
    loaded: bool,
    /// The chats as they were numbered for people the last time.
    listed: Vec<ChatId>,
    names: HashMap<UserId, String>,
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

    /// Whether `id` is the user who is logged in.
    pub(crate) fn is_me(&self, id: UserId) -> bool {
        self.me.as_ref().is_some_and(|me| me.id == id)
    }

    /// A user's name, where it is known.
    pub(crate) fn name(&self, id: UserId) -> Option<&str> {
        let me = self.me.as_ref().filter(|me| me.id == id);
        me.and_then(|me| me.name.as_ref()).or_else(|| self.names.get(&id)).map(String::as_str)
    }

    /// Remembers a user's name.
    pub(crate) fn learn(&mut self, id: UserId, name: &str) {
        self.names.insert(id, name.into());
    }

    /// Every name of a person that is known.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.values().map(String::as_str)
    }
}

#[cfg(test)]
pub(crate) mod tests;
