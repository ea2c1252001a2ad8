//! What clients must learn, on its way into the log and to those who are connected.

use crate::messages::store::without_words;
use serde::Serialize;
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
    /// Who is in the chat and sees what stands at a place of it: these have hidden it. Who came
    /// after the message that it answers gets the entry's `other`.
    Readers { chat: ChatId, seq: u64, quote: Option<u64>, hidden_from: Vec<UserId> },
    /// A user, on all devices.
    User(UserId),
    /// A user; all devices but this one get the entry's `other`.
    Devices { user: UserId, device: SessionId },
    /// A user, and who shares one of these chats, which are all of the user's.
    Companions { user: UserId, chats: Vec<ChatId> },
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
        Self { to: readers(chat, seq, None), event, other: None }
    }

    /// An event with a message in it. Who cannot see what it answers gets it without that one's
    /// words.
    pub(crate) fn message(message: &Message, wrap: impl Fn(Message) -> ServerEvent) -> Self {
        let quote = message.reply_to.as_ref().map(|quote| quote.seq);
        let other = message.reply_to.as_ref().map(|quote| {
            let blank = without_words(quote);
            wrap(Message { reply_to: Some(blank), ..message.clone() })
        });
        let to = readers(message.chat_id, message.seq, quote);
        Self { to, event: wrap(message.clone()), other }
    }
}

/// Who has hidden it is found as the entry is written.
fn readers(chat: ChatId, seq: u64, quote: Option<u64>) -> To {
    To::Readers { chat, seq, quote, hidden_from: vec![] }
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
            To::Readers { chat, seq, .. } => (chat.0, Some(seq)),
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
