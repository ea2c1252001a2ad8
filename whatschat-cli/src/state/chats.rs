//! The chats, and what arrives in them.

use super::{Seen, State};
use std::collections::HashSet;
use whatschat_client::core::chats::{ChatSummary, ChatType};
use whatschat_client::core::id::{ChatId, UserId};
use whatschat_client::core::messages::Message;

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
    /// The chats, the one with the newest message first.
    pub(crate) fn chats(&self) -> &[Known] {
        &self.chats
    }

    /// Takes over the server's list; what was seen stays. What stands in the first list counts as
    /// seen; of a chat that began later, nothing does.
    pub(crate) fn set_chats(&mut self, list: Vec<ChatSummary>) {
        let before = std::mem::take(&mut self.chats);
        let is_first = !std::mem::replace(&mut self.loaded, true);
        for chat in list {
            for person in &chat.participants {
                self.learn(person.id, &person.username);
            }
            let known = before.iter().find(|known| known.chat.id == chat.id);
            let newest = chat.last_message.as_ref().filter(|_| is_first);
            let newest = newest.map_or(0, |message| message.seq);
            let seen = known.map_or_else(|| Seen::up_to(newest), |known| known.seen.clone());
            self.chats.push(Known { chat, seen });
        }
    }

    /// Keeps the numbers under which people see these chats: a message that arrives must not
    /// make `/open 2` another chat.
    pub(crate) fn number(&mut self, chats: Vec<ChatId>) {
        self.listed = chats;
    }

    /// The chat that people see under this number.
    pub(super) fn numbered(&self, number: usize) -> Option<ChatId> {
        self.listed.get(number.checked_sub(1)?).copied()
    }

    /// A chat that is known.
    pub(crate) fn chat(&self, id: ChatId) -> Option<&Known> {
        self.chats.iter().find(|known| known.chat.id == id)
    }

    /// The same, to be changed.
    pub(crate) fn chat_mut(&mut self, id: ChatId) -> Option<&mut Known> {
        self.chats.iter_mut().find(|known| known.chat.id == id)
    }

    /// The chat with the person of this name.
    pub(crate) fn private_with(&self, name: &str) -> Option<&Known> {
        self.chats.iter().find(|known| {
            let mut others = known.chat.participants.iter().filter(|person| !self.is_me(person.id));
            known.chat.r#type == ChatType::Private
                && others.any(|person| person.username.eq_ignore_ascii_case(name))
        })
    }

    /// The members of a chat whose names stand in `text` behind an `@`.
    pub(crate) fn mentioned(&self, chat: ChatId, text: &str) -> Vec<UserId> {
        let named: HashSet<String> = text
            .split('@')
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_'))
            .map(|name| name.collect::<String>().to_lowercase())
            .collect();
        let people = self.chat(chat).into_iter().flat_map(|known| &known.chat.participants);
        let meant = people.filter(|person| named.contains(&person.username.to_lowercase()));
        meant.map(|person| person.id).collect()
    }

    /// Whether nothing is missing before a message, as far as its chat is known.
    pub(crate) fn is_next(&self, message: &Message) -> bool {
        self.chat(message.chat_id).is_some_and(|known| message.seq <= known.seen.complete_to() + 1)
    }

    /// Notes a message that came, and tells what to do with it.
    pub(crate) fn arrive(&mut self, message: &Message) -> Arrival {
        let (open, mine) = (self.is_open(message.chat_id), self.is_me(message.sender_id));
        let mentioned = message.mentions.iter().any(|user| self.is_me(*user));
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
        let unread = u64::from(!open && !mine);
        known.chat.unread_count += unread;
        known.chat.mention_count += if mentioned { unread } else { 0 };
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

    /// Forgets a chat that one is in no more; its name.
    pub(crate) fn forget(&mut self, id: ChatId) -> Option<String> {
        let at = self.chats.iter().position(|known| known.chat.id == id)?;
        Some(self.chats.remove(at).chat.name)
    }

    /// The chats with unread messages, and the number of the last one in each.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = (ChatId, u64)> {
        let unread = self.chats.iter().filter(|known| known.chat.unread_count > 0);
        unread.filter_map(|known| Some((known.chat.id, known.chat.last_message.as_ref()?.seq)))
    }

    /// How many messages of others are unread, and in how many chats; muted ones keep silent.
    pub(crate) fn unread(&self) -> (u64, usize) {
        let heard = self.chats.iter().filter(|known| !known.chat.settings.muted);
        let counts = heard.map(|known| known.chat.unread_count).filter(|&count| count > 0);
        counts.fold((0, 0), |(messages, chats), count| (messages + count, chats + 1))
    }
}
