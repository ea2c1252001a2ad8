//! Sending, and what a sender may do afterwards.

use super::{MessageType, Metadata};
use crate::id::{ChatId, ClientMessageId, MessageId, UserId};
use crate::limits;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Send a message
///
/// Messages of type `image`, `video`, `audio` and `file` name an uploaded file in
/// `metadata.fileId`; the server adds its `url`, `name`, `size`, `type` and what else it knows.
/// With a `clientMessageId` a repeated send is harmless, for ever: the same id with the same
/// content gives the first message back (status 200), with other content 409.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SendMessage {
    /// Into which chat.
    pub chat_id: ChatId,
    /// What it is.
    #[schema(schema_with = limits::sendable)]
    pub r#type: MessageType,
    /// The text.
    #[schema(schema_with = limits::content)]
    pub content: String,
    /// What else travels with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = HashMap<String, serde_json::Value>, required = false)]
    pub metadata: Option<Metadata>,
    /// The message of the same chat that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// Members of the chat whom it mentions; they are counted as mentioned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(schema_with = limits::mentions, required = false)]
    pub mentions: Vec<UserId>,
    /// A UUID of the sender's choice, best of version 7, which the server stores the quickest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<ClientMessageId>,
}

impl SendMessage {
    /// A plain text, without a `clientMessageId`.
    pub fn text(chat_id: ChatId, content: impl Into<String>) -> Self {
        Self {
            chat_id,
            r#type: MessageType::Text,
            content: content.into(),
            metadata: None,
            reply_to: None,
            mentions: vec![],
            client_message_id: None,
        }
    }
}

/// Edit a message
///
/// For its sender. What it said before can be read in its history.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpdateMessage {
    /// Which message.
    pub message_id: MessageId,
    /// The text from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::content, required = false)]
    pub content: Option<String>,
    /// What travels with it from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = HashMap<String, serde_json::Value>, required = false)]
    pub metadata: Option<Metadata>,
}

/// Delete a message
///
/// For everyone: by its sender and the group's admins; a tombstone keeps its `seq`. Or, with
/// `scope=me`, from what the caller sees alone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteMessage {
    /// Which message.
    pub message_id: MessageId,
    /// For whom.
    #[serde(default)]
    #[schema(schema_with = limits::scope, required = false)]
    pub scope: Scope,
}

/// For whom a message is deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// For all members of the chat.
    #[default]
    Everyone,
    /// For the caller.
    Me,
}

/// Forward a message into another chat
///
/// The caller must see the one and be in the other. Repeats are harmless as with a send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForwardMessage {
    /// Which message.
    pub message_id: MessageId,
    /// Into which chat.
    pub chat_id: ChatId,
    /// A UUID of the caller's choice, best of version 7, which the server stores the quickest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<ClientMessageId>,
}
