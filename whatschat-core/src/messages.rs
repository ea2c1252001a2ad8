//! Messages: send, read, edit, delete.

use crate::endpoint::endpoints;
use crate::id::{ChatId, ClientMessageId, MessageId, UserId};
use crate::names::names;
use crate::page::{self, Pagination};
use crate::socket::{client_events, server_events};
use crate::{limits, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A JSON object that travels with a message, at most 16 KiB.
pub type Metadata = serde_json::Map<String, serde_json::Value>;

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MessageType {
    /// Text alone.
    Text,
    /// A picture; `metadata.fileId` names it.
    Image,
    /// A film; `metadata.fileId` names it.
    Video,
    /// A recording; `metadata.fileId` names it.
    Audio,
    /// Any other file; `metadata.fileId` names it.
    File,
}

names!(MessageType { Text = "text", Image = "image", Video = "video", Audio = "audio", File = "file" });

/// List a chat's messages, newest first
///
/// `before` and `after` are cursors: positions (`seq`) that the page ends before or begins
/// after. They cost the same at any depth. With `after` alone the page is the oldest that
/// follows, so that a client can catch up; it too comes newest first. A cursor takes the place
/// of `page`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListMessages {
    /// Whose messages.
    pub chat_id: ChatId,
    /// Which page, from 1.
    #[serde(default = "page::first")]
    #[schema(schema_with = limits::page, required = false)]
    pub page: u32,
    /// How many a page.
    #[serde(default = "page::twenty")]
    #[schema(schema_with = limits::limit, required = false)]
    pub limit: u32,
    /// Words that the content must have, without regard to case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::search, required = false)]
    pub search: Option<String>,
    /// Only messages with a smaller `seq`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::seq, required = false)]
    pub before: Option<u64>,
    /// Only messages with a greater `seq`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::seq, required = false)]
    pub after: Option<u64>,
}

impl ListMessages {
    /// The newest page of a chat.
    pub fn newest(chat_id: ChatId) -> Self {
        Self {
            chat_id,
            page: page::first(),
            limit: page::twenty(),
            search: None,
            before: None,
            after: None,
        }
    }
}

/// Send a message
///
/// With a `clientMessageId` a repeated send is harmless, for ever: the same id with the same
/// content gives the first message back (status 200), with other content 409.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SendMessage {
    /// Into which chat.
    pub chat_id: ChatId,
    /// What it is.
    pub r#type: MessageType,
    /// The text.
    #[schema(schema_with = limits::content)]
    pub content: String,
    /// What else travels with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object, required = false)]
    pub metadata: Option<Metadata>,
    /// A UUID of the sender's choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<ClientMessageId>,
}

/// Edit a message
///
/// For its sender.
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
    #[schema(value_type = Object, required = false)]
    pub metadata: Option<Metadata>,
}

/// Delete a message for everyone
///
/// For its sender and the group's admins. A tombstone keeps its `seq`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteMessage {
    /// Which message.
    pub message_id: MessageId,
}

/// A message
///
/// One that was deleted keeps its place and has `deletedAt`, an empty content and no metadata.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The message's id.
    pub id: MessageId,
    /// The text.
    pub content: String,
    /// What it is.
    pub r#type: MessageType,
    /// Who sent it.
    pub sender_id: UserId,
    /// In which chat.
    pub chat_id: ChatId,
    /// Its place in the chat: 1, 2, 3 … without a gap, the same for everyone.
    pub seq: u64,
    /// What else travels with it.
    #[schema(value_type = Object)]
    pub metadata: Metadata,
    /// The UUID that its sender chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<ClientMessageId>,
    /// When the server stored it.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was last edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

/// A page of messages, newest first
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MessagePage {
    /// The page's messages.
    pub messages: Vec<Message>,
    /// Where the page stands; with a cursor, `page` is 1.
    pub pagination: Pagination,
}

endpoints! {
    ListMessages  = GET    "/messages/{chatId}"    => MessagePage, 200,        bearer, errors: [ChatNotFound];
    SendMessage   = POST   "/messages"             => Message,     201 or 200, bearer, say: "消息发送成功" / "Message sent.", errors: [ChatNotFound, FileNotFound, ClientMessageIdUsed, MessageNotStored];
    UpdateMessage = PUT    "/messages/{messageId}" => Message,     200,        bearer, say: "消息更新成功" / "Message changed.", errors: [MessageNotFound, MessageDeleted, Forbidden];
    DeleteMessage = DELETE "/messages/{messageId}" => (),          200,        bearer, say: "消息删除成功" / "Message deleted.", errors: [MessageNotFound, Forbidden];
}

client_events! { SendMessage = "send_message" => Message; }
server_events! { Message = "new_message"; MessageUpdated = "message_updated"; MessageDeleted = "message_deleted"; }

/// An edited message, whole, on `message_updated`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct MessageUpdated(pub Message);

/// A deleted message's tombstone, on `message_deleted`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct MessageDeleted(pub Message);
