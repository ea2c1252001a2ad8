//! The chats.

use super::State;
use std::collections::HashSet;
use whatschat_client::core::chats::{ChatSummary, ChatType, Participant};
use whatschat_client::core::id::{ChatId, UserId};

impl State {
    /// The chats, the one with the newest message first.
    pub(crate) fn chats(&self) -> &[ChatSummary] {
        &self.chats
    }

    /// Takes over a list of the chats.
    pub(crate) fn set_chats(&mut self, list: Vec<ChatSummary>) {
        for chat in &list {
            let title = self.title_of(chat).to_owned();
            self.entitle(chat.id, &title);
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

    /// The members of a chat, as far as a list names them, whose names stand in `text` behind an
    /// `@`.
    pub(crate) fn mentioned(&self, chat: ChatId, text: &str) -> Vec<UserId> {
        self.chat(chat).map_or_else(Vec::new, |known| named(&known.participants, text))
    }

    /// Whether a name in `text` may be that of a member whom a list of chats does not name.
    pub(crate) fn may_mention_others(&self, chat: ChatId, text: &str) -> bool {
        let Some(known) = self.chat(chat) else { return !names_in(text).is_empty() };
        let is_whole = known.participants.len() >= known.participant_count as usize;
        !is_whole && names_in(text).len() > named(&known.participants, text).len()
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

/// Those of `people` whose names stand in `text` behind an `@`.
pub(crate) fn named(people: &[Participant], text: &str) -> Vec<UserId> {
    let names = names_in(text);
    let meant = people.iter().filter(|person| names.contains(&person.username.to_lowercase()));
    meant.map(|person| person.id).collect()
}

fn names_in(text: &str) -> HashSet<String> {
    let fits = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let names = text.split('@').skip(1).map(|rest| rest.chars().take_while(fits));
    let names = names.map(|name| name.collect::<String>().to_lowercase());
    names.filter(|name| !name.is_empty()).collect()
}
