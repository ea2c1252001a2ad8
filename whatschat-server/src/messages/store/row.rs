//! A message as it is kept.

use serde::{Serialize, de::DeserializeOwned};
use sqlx::FromRow;
use uuid::Uuid;
use whatschat_core::id::{ChatId, ClientMessageId, MessageId, UserId};
use whatschat_core::limits::QUOTE_MAX;
use whatschat_core::messages::{Message, MessageType, Metadata, Quote, Reaction, SystemEvent};
use whatschat_core::time::Timestamp;

/// A message as it is kept; what it answers is kept elsewhere.
#[derive(Debug, FromRow)]
pub(crate) struct MessageRow {
    id: Uuid,
    chat_id: Uuid,
    #[sqlx(try_from = "i64")]
    seq: u64,
    pub(in crate::messages) sender_id: Uuid,
    client_message_id: Option<Uuid>,
    #[sqlx(try_from = "String")]
    r#type: MessageType,
    content: String,
    #[sqlx(try_from = "String")]
    metadata: Json<Metadata>,
    #[sqlx(try_from = "i64")]
    created_at: Timestamp,
    #[sqlx(try_from = "i64")]
    updated_at: Timestamp,
    edited_at: Option<i64>,
    deleted_at: Option<i64>,
    #[sqlx(try_from = "Option<String>")]
    system: Json<Option<SystemEvent>>,
    pub(super) reply_to: Option<Uuid>,
    #[sqlx(try_from = "Option<String>")]
    mentions: Json<Vec<UserId>>,
    forwarded_from: Option<Uuid>,
    pinned_at: Option<i64>,
    #[sqlx(try_from = "Option<String>")]
    reactions: Json<Vec<Reaction>>,
}

impl MessageRow {
    /// The message, with the one that it answers.
    pub(in crate::messages) fn message(self, reply_to: Option<Quote>) -> Message {
        Message {
            id: MessageId(self.id),
            content: self.content,
            r#type: self.r#type,
            sender_id: UserId(self.sender_id),
            chat_id: ChatId(self.chat_id),
            seq: self.seq,
            metadata: self.metadata.0,
            system: self.system.0,
            reply_to,
            mentions: self.mentions.0,
            forwarded_from: self.forwarded_from.map(UserId),
            reactions: self.reactions.0,
            client_message_id: self.client_message_id.map(ClientMessageId),
            created_at: self.created_at,
            updated_at: self.updated_at,
            edited_at: self.edited_at.map(Timestamp),
            pinned_at: self.pinned_at.map(Timestamp),
            deleted_at: self.deleted_at.map(Timestamp),
        }
    }
}

/// What an answer to a message shows of it.
pub(in crate::messages) fn quote(message: &Message) -> Quote {
    Quote {
        id: message.id,
        seq: message.seq,
        sender_id: message.sender_id,
        r#type: message.r#type,
        content: message.content.chars().take(QUOTE_MAX).collect(),
    }
}

/// What is kept as JSON; nothing is an empty one. What is no such JSON is a row that was damaged.
#[derive(Debug)]
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned> TryFrom<String> for Json<T> {
    type Error = serde_json::Error;
    fn try_from(json: String) -> serde_json::Result<Self> {
        serde_json::from_str(&json).map(Self)
    }
}

impl<T: DeserializeOwned + Default> TryFrom<Option<String>> for Json<T> {
    type Error = serde_json::Error;
    fn try_from(json: Option<String>) -> serde_json::Result<Self> {
        json.map_or_else(|| Ok(Self(T::default())), Self::try_from)
    }
}

/// A list on its way into the database.
pub(super) fn list_json<T: Serialize>(list: &[T]) -> Option<String> {
    if list.is_empty() { None } else { serde_json::to_string(list).ok() }
}

pub(super) fn metadata_json(message: &Message) -> String {
    serde_json::Value::Object(message.metadata.clone()).to_string()
}
