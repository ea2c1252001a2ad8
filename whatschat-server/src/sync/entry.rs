//! What clients must learn, on its way into the log and to those who are connected.

use crate::messages::store::without_words;
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;
use whatschat_core::id::{ChatId, SessionId, UserId};
use whatschat_core::messages::Message;
use whatschat_core::socket::ServerEvent;

/// Something that clients must learn.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) to: To,
    pub(crate) event: ServerEvent,
    /// What some of them get in its place: see [`To`].
    pub(crate) other: Option<ServerEvent>,
}

/// Who learns it.
#[derive(Debug, Clone)]
pub(crate) enum To {
    /// Who is in the chat.
    Members(ChatId),
    /// Who is in the chat and sees what stands at a place of it. Who does not see what it answers
    /// gets the entry's `other`.
    Readers { chat: ChatId, about: Shown, quote: Option<Shown> },
    /// A user, on all devices.
    User(UserId),
    /// A user; all devices but this one get the entry's `other`.
    Devices { user: UserId, device: SessionId },
    /// A user, and who shares one of these chats, which are all of the user's.
    Companions { user: UserId, chats: Vec<ChatId> },
}

/// A message that is shown.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) seq: u64,
    /// Found as the entry is written.
    pub(crate) hidden_from: Vec<UserId>,
}

impl Shown {
    fn at(seq: u64) -> Self {
        Self { seq, hidden_from: vec![] }
    }

    /// Whether a user sees it who sees what comes after `from`.
    pub(crate) fn is_seen_by(&self, user: UserId, from: u64) -> bool {
        from < self.seq && !self.hidden_from.contains(&user)
    }
}

impl Entry {
    pub(crate) fn members(chat: ChatId, event: ServerEvent) -> Self {
        Self { to: To::Members(chat), event, other: None }
    }

    pub(crate) fn user(user: UserId, event: ServerEvent) -> Self {
        Self { to: To::User(user), event, other: None }
    }

    /// An event about the message at a place.
    pub(crate) fn about(chat: ChatId, seq: u64, event: ServerEvent) -> Self {
        Self { to: To::Readers { chat, about: Shown::at(seq), quote: None }, event, other: None }
    }

    /// An event with a message in it. Who cannot see what it answers gets it without that one's
    /// words.
    pub(crate) fn message(message: &Message, wrap: impl Fn(Message) -> ServerEvent) -> Self {
        let quote = message.reply_to.as_ref().map(|quote| Shown::at(quote.seq));
        let other = message.reply_to.as_ref().map(|quote| {
            let blank = without_words(quote);
            wrap(Message { reply_to: Some(blank), ..message.clone() })
        });
        let to = To::Readers { chat: message.chat_id, about: Shown::at(message.seq), quote };
        Self { to, event: wrap(message.clone()), other }
    }

    /// What it shows that somebody may have hidden: nobody has what is new.
    pub(super) fn places(&self) -> Vec<(ChatId, u64)> {
        let To::Readers { chat, about, quote } = &self.to else { return vec![] };
        let is_new = matches!(self.event, ServerEvent::NewMessage(_));
        let about = Some(about).filter(|_| !is_new);
        about.into_iter().chain(quote).map(|shown| (*chat, shown.seq)).collect()
    }

    /// Notes who has hidden what.
    pub(super) fn hide(&mut self, hidden: &HashMap<(ChatId, u64), Vec<UserId>>) {
        let To::Readers { chat, about, quote } = &mut self.to else { return };
        for shown in [about].into_iter().chain(quote) {
            shown.hidden_from = hidden.get(&(*chat, shown.seq)).cloned().unwrap_or_default();
        }
    }
}

/// An entry as it is kept. What the database knows anyway is not kept again: it is read when the
/// entry is, so that no deleted or changed word is found in the log.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) stream: Uuid,
    pub(super) event: &'static str,
    pub(super) seq: Option<u64>,
    pub(super) about: Option<Uuid>,
    pub(super) detail: Option<String>,
}

/// The stream of those who share a chat with a user.
pub(super) const COMPANIONS: Uuid = Uuid::nil();

impl Row {
    pub(super) fn of(entry: &Entry) -> Self {
        let (stream, seq) = match entry.to {
            To::Members(chat) => (chat.0, None),
            To::Readers { chat, ref about, .. } => (chat.0, Some(about.seq)),
            To::User(user) | To::Devices { user, .. } => (user.0, None),
            To::Companions { .. } => (COMPANIONS, None),
        };
        let row = Self { stream, event: entry.event.name(), seq, about: None, detail: None };
        match &entry.event {
            ServerEvent::NewMessage(_)
            | ServerEvent::MessageUpdated(_)
            | ServerEvent::MessageDeleted(_) => row,
            ServerEvent::PinChanged(change) => row.about(change.user_id.0),
            ServerEvent::ReactionsChanged(change) => row.about(change.user_id.0),
            ServerEvent::IncomingCall(incoming) => row.about(incoming.call.id.0),
            ServerEvent::CallStatusUpdate(update) => row.about(update.call_id.0),
            ServerEvent::UserChanged(change) => row.about(change.user_id.0),
            ServerEvent::MessageHidden(hidden) => row.detail(hidden),
            ServerEvent::ChatChanged(change) => row.detail(change),
            ServerEvent::ChatRead(marks) => row.detail(marks),
            ServerEvent::BlockChanged(change) => row.detail(change),
            ServerEvent::SessionChanged(change) => row.detail(change),
            // These are of the moment, and no rule makes entries of them.
            ServerEvent::UserStatusChanged(change) => row.detail(change),
            ServerEvent::UserTyping(typing) => row.detail(typing),
            ServerEvent::Synced(synced) => row.detail(synced),
            ServerEvent::SyncReset(reset) => row.detail(reset),
            ServerEvent::Error(failure) => row.detail(failure),
        }
    }

    fn about(self, about: Uuid) -> Self {
        Self { about: Some(about), ..self }
    }

    fn detail(self, detail: &impl Serialize) -> Self {
        Self { detail: serde_json::to_string(detail).ok(), ..self }
    }
}
