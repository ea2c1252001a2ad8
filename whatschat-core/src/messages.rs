//! Messages: send, read, edit, delete; reactions, pins, receipts.

mod react;
mod read;
mod send;
mod system;

pub use react::*;
pub use read::*;
pub use send::*;
pub use system::*;

use crate::endpoint::endpoints;
use crate::id::{ChatId, ClientMessageId, MessageId, UserId};
use crate::names::names;
use crate::socket::{client_events, server_events};
use crate::time::Timestamp;
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
    /// Something that happened in the chat, in `system`; only the server sends these.
    System,
}

impl MessageType {
    /// The types that a client may send.
    pub const SENDABLE: [Self; 5] = [Self::Text, Self::Image, Self::Video, Self::Audio, Self::File];
}

names!(MessageType { Text = "text", Image = "image", Video = "video", Audio = "audio", File = "file", System = "system" });

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
    #[schema(value_type = HashMap<String, serde_json::Value>)]
    pub metadata: Metadata,
    /// What happened, where the type is `system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemEvent>,
    /// The message that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Quote>,
    /// Whom it mentions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub mentions: Vec<UserId>,
    /// Who first sent what is forwarded here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<UserId>,
    /// The reactions to it, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub reactions: Vec<Reaction>,
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
    /// When it was pinned; only while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned_at: Option<Timestamp>,
    /// When it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

/// A message that another one answers, as it is now
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// The message's id.
    pub id: MessageId,
    /// Its place in the chat.
    pub seq: u64,
    /// Who sent it.
    pub sender_id: UserId,
    /// What it is.
    pub r#type: MessageType,
    /// The first 200 characters of its text; empty where it was deleted.
    pub content: String,
}

endpoints! {
    ListMessages   = GET    "/messages/{chatId}"              => MessagePage,         200,        bearer, errors: [ChatNotFound];
    SearchMessages = GET    "/messages/search"                => MessageHits,         200,        bearer;
    SendMessage    = POST   "/messages"                       => Message,             201 or 200, bearer, say: "消息发送成功" / "Message sent.", errors: [ChatNotFound, Blocked, MessageNotFound, FileNotFound, ClientMessageIdUsed, MessageNotStored];
    UpdateMessage  = PUT    "/messages/{messageId}"           => Message,             200,        bearer, say: "消息更新成功" / "Message changed.", errors: [MessageNotFound, MessageDeleted, Forbidden, Blocked, FileNotFound];
    DeleteMessage  = DELETE "/messages/{messageId}"           => (),                  200,        bearer, say: "消息删除成功" / "Message deleted.", errors: [MessageNotFound, Forbidden];
    ForwardMessage = POST   "/messages/{messageId}/forward"   => Message,             201 or 200, bearer, say: "消息转发成功" / "Message forwarded.", errors: [MessageNotFound, MessageDeleted, Forbidden, ChatNotFound, Blocked, ClientMessageIdUsed, MessageNotStored];
    GetHistory     = GET    "/messages/{messageId}/history"   => Vec<MessageVersion>, 200,        bearer, errors: [MessageNotFound];
    GetReceipts    = GET    "/messages/{messageId}/receipts"  => Receipts,            200,        bearer, errors: [MessageNotFound];
    AddReaction    = POST   "/messages/{messageId}/reactions" => Vec<Reaction>,       200,        bearer, say: "已添加表情回应" / "Reaction added.", errors: [MessageNotFound, MessageDeleted, Blocked, TooManyReactions];
    RemoveReaction = DELETE "/messages/{messageId}/reactions" => Vec<Reaction>,       200,        bearer, say: "已移除表情回应" / "Reaction taken back.", errors: [MessageNotFound];
    PinMessage     = POST   "/messages/{messageId}/pin"       => Message,             200,        bearer, say: "消息已置顶" / "Message pinned.", errors: [MessageNotFound, MessageDeleted, Forbidden, Blocked, TooManyPins];
    UnpinMessage   = DELETE "/messages/{messageId}/pin"       => Message,             200,        bearer, say: "消息已取消置顶" / "Message unpinned.", errors: [MessageNotFound, Forbidden, Blocked];
    ListPins       = GET    "/messages/{chatId}/pins"         => Vec<Message>,        200,        bearer, errors: [ChatNotFound];
}

client_events! { SendMessage = "send_message" => Message; }
server_events! {
    Message = "new_message", logged;
    MessageUpdated = "message_updated", logged;
    MessageDeleted = "message_deleted", logged;
    MessageHidden = "message_hidden", logged;
    ReactionsChanged = "message_reactions", logged;
    PinChanged = "message_pinned", logged;
}

/// An edited message, whole, on `message_updated`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct MessageUpdated(pub Message);

/// A deleted message's tombstone, on `message_deleted`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct MessageDeleted(pub Message);
