//! The chats.

use super::State;
use std::collections::HashSet;
use whatschat_client::core::chats::{ChatSummary, ChatType};
use whatschat_client::core::id::{ChatId, UserId};

impl State {
    /// The chats, the one with the newest message first.
    pub(crate) fn chats(&self) -> &[ChatSummary] {
        &self.chats
    }

    /// Takes over a list of the chats.
    pub(crate) fn set_chats(&mut self, list: Vec<ChatSummary>) {
        for chat in &list {
            self.entitle(chat.id, &chat.name);
            for person in &chat.participants {
                self.learn(person.id, &person.username);
            }
        }
        self.chats = list;
    }

    /// Remembers what a chat is called.
    pub(crate) fn entitle(&mut self, id: ChatId, name: &str) {
        self.titles.insert(id, name.into());
    }

    /// What a chat is called, or was when one was in it.
    pub(crate) fn title(&self, id: ChatId) -> Option<&str> {
        self.titles.get(&id).map(String::as_str)
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
    pub(crate) fn chat(&self, id: ChatId) -> Option<&ChatSummary> {
        self.chats.iter().find(|known| known.id == id)
    }

    /// The chat with the person of this name.
    pub(crate) fn private_with(&self, name: &str) -> Option<&ChatSummary> {
        self.chats.iter().find(|known| {
            let mut others = known.participants.iter().filter(|person| !self.is_me(person.id));
            known.r#type == ChatType::Private
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
        let people = self.chat(chat).into_iter().flat_map(|known| &known.participants);
        let meant = people.filter(|person| named.contains(&person.username.to_lowercase()));
        meant.map(|person| person.id).collect()
    }

    /// The chats with unread messages, and the number of the last one in each.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = (ChatId, u64)> {
        let unread = self.chats.iter().filter(|known| known.unread_count > 0);
        unread.filter_map(|known| Some((known.id, known.last_message.as_ref()?.seq)))
    }

    /// How many messages of others are unread, and in how many chats; muted ones keep silent, and
    /// what the open one has is before everybody's eyes.
    pub(crate) fn unread(&self) -> (u64, usize) {
        let heard = |known: &&ChatSummary| !known.settings.muted && !self.is_open(known.id);
        let counts = self.chats.iter().filter(heard).map(|known| known.unread_count);
        let counts = counts.filter(|&count| count > 0);
        counts.fold((0, 0), |(messages, chats), count| (messages + count, chats + 1))
    }
}
