//! What the client knows: who is logged in, the chats, which one is open, what was seen.
//!
//! No terminal and no network: events and answers are put in, and out comes what to show.

mod open;
mod resolve;
mod seen;

pub(crate) use open::Open;
pub(crate) use resolve::{Resolution, resolve};
pub(crate) use seen::Seen;

use std::collections::HashMap;
use whatschat_client::core::chats::{ChatSummary, ChatType};
use whatschat_client::core::id::{ChatId, UserId};
use whatschat_client::core::messages::Message;

/// Everything known in this session.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Who is logged in.
    pub(crate) me: Option<Me>,
    /// The chat in which plain lines are sent.
    pub(crate) open: Option<Open>,
    chats: Vec<Known>,
    names: HashMap<UserId, String>,
}

/// Stands for a name that is not known; too short for a user name.
const UNNAMED: &str = "me";

/// Who is logged in.
#[derive(Debug, Clone)]
pub(crate) struct Me {
    /// The user's id.
    pub(crate) id: UserId,
    /// The user name.
    pub(crate) name: String,
}

impl Me {
    /// Somebody of whom only the id is known, as long as the server cannot be asked.
    pub(crate) fn unnamed(id: UserId) -> Self {
        Self { id, name: UNNAMED.into() }
    }

    /// Whether the name is known.
    pub(crate) fn is_named(&self) -> bool {
        self.name != UNNAMED
    }
}

/// A chat and what was seen of it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The chat, as the list has it.
    pub(crate) chat: ChatSummary,
    /// Which of its messages were seen.
    pub(crate) seen: Seen,
}

/// What to do with a message that came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It was seen before.
    Again,
    /// It belongs into the open chat.
    Here,
    /// It belongs into another chat.
    Elsewhere,
    /// It belongs into a chat that is not known yet.
    Unknown,
}

impl State {
    /// What is known at the beginning of a session.
    pub(crate) fn of(me: Me) -> Self {
        Self { me: Some(me), ..Self::default() }
    }

    /// The chats, the one with the newest message first.
    pub(crate) fn chats(&self) -> &[Known] {
        &self.chats
    }

    /// Takes over the server's list; what was seen stays.
    pub(crate) fn set_chats(&mut self, list: Vec<ChatSummary>) {
        let before = std::mem::take(&mut self.chats);
        for chat in list {
            for person in &chat.participants {
                self.names.insert(person.id, person.username.clone());
            }
            let known = before.iter().find(|known| known.chat.id == chat.id);
            let newest = chat.last_message.as_ref().map_or(0, |message| message.seq);
            let seen = known.map_or_else(|| Seen::up_to(newest), |known| known.seen.clone());
            self.chats.push(Known { chat, seen });
        }
    }

    /// A chat that is known.
    pub(crate) fn chat(&self, id: ChatId) -> Option<&Known> {
        self.chats.iter().find(|known| known.chat.id == id)
    }

    /// The same, to be changed.
    pub(crate) fn chat_mut(&mut self, id: ChatId) -> Option<&mut Known> {
        self.chats.iter_mut().find(|known| known.chat.id == id)
    }

    /// Whether `id` is the open chat.
    pub(crate) fn is_open(&self, id: ChatId) -> bool {
        self.open.as_ref().is_some_and(|open| open.id == id)
    }

    /// Whether `id` is the user who is logged in.
    pub(crate) fn is_me(&self, id: UserId) -> bool {
        self.me.as_ref().is_some_and(|me| me.id == id)
    }

    /// Notes a message that came, and tells what to do with it.
    pub(crate) fn arrive(&mut self, message: &Message) -> Arrival {
        let (open, mine) = (self.is_open(message.chat_id), self.is_me(message.sender_id));
        let Some(at) = self.chats.iter().position(|known| known.chat.id == message.chat_id) else {
            return Arrival::Unknown;
        };
        if !self.chats[at].seen.insert(message.seq) {
            return Arrival::Again;
        }
        let mut known = self.chats.remove(at);
        let newest = known.chat.last_message.as_ref().map_or(0, |last| last.seq);
        if message.seq > newest {
            known.chat.last_message = Some(message.clone());
        }
        known.chat.unread_count += u64::from(!open && !mine);
        self.chats.insert(0, known);
        if open { Arrival::Here } else { Arrival::Elsewhere }
    }

    /// Notes a change of a message that may be the last of its chat.
    pub(crate) fn change(&mut self, message: &Message) {
        let last =
            self.chat_mut(message.chat_id).and_then(|known| known.chat.last_message.as_mut());
        if let Some(last) = last.filter(|last| last.id == message.id) {
            *last = message.clone();
        }
    }

    /// A user's name, where it is known.
    pub(crate) fn name(&self, id: UserId) -> Option<&str> {
        let me = self.me.as_ref().filter(|me| me.id == id);
        me.map(|me| &me.name).or_else(|| self.names.get(&id)).map(String::as_str)
    }

    /// Remembers a user's name.
    pub(crate) fn learn(&mut self, id: UserId, name: &str) {
        self.names.insert(id, name.into());
    }

    /// Every name of a person that is known.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.values().map(String::as_str)
    }

    /// The chat with the person of this name.
    pub(crate) fn private_with(&self, name: &str) -> Option<&Known> {
        self.chats.iter().find(|known| {
            let others = known.chat.participants.iter().filter(|person| !self.is_me(person.id));
            known.chat.r#type == ChatType::Private
                && others.into_iter().any(|person| person.username.eq_ignore_ascii_case(name))
        })
    }

    /// How many messages of others are unread, and in how many chats; muted ones keep silent.
    pub(crate) fn unread(&self) -> (u64, usize) {
        let unread = self.chats.iter().filter(|known| !known.chat.settings.muted);
        let counts: Vec<u64> =
            unread.map(|known| known.chat.unread_count).filter(|&count| count > 0).collect();
        (counts.iter().sum(), counts.len())
    }
}

#[cfg(test)]
pub(crate) mod tests;
