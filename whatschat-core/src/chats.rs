//! Chats: between two people, or a group's.

use crate::endpoint::endpoints;
use crate::groups::Role;
use crate::id::{ChatId, UserId};
use crate::messages::Message;
use crate::names::names;
use crate::{limits, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a chat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChatType {
    /// Between two people; there is one for each pair.
    Private,
    /// A group's.
    Group,
}

names!(ChatType { Private = "private", Group = "group" });

/// List the caller's chats
///
/// The one with the newest message comes first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ListChats {}

/// Create a chat
///
/// The caller need not be in `participants`. A private chat names exactly one other user; where
/// it exists already it is given back, with status 200. The creator of a group is its admin.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateChat {
    /// The chat's name: of a private chat for the caller alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::name, required = false)]
    pub name: Option<String>,
    /// What it is.
    pub r#type: ChatType,
    /// Who is in it besides the caller.
    #[schema(schema_with = limits::participants)]
    pub participants: Vec<UserId>,
}

/// Show a chat
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GetChat {
    /// Which chat.
    pub id: ChatId,
}

/// Change a chat
///
/// A private chat's name is the caller's own, and it has no description; a group's are for its
/// admins to change.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UpdateChat {
    /// Which chat.
    pub id: ChatId,
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::name, required = false)]
    pub name: Option<String>,
    /// A new description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::description, required = false)]
    pub description: Option<String>,
}

/// Remove a chat from the caller's list
///
/// Clears the caller's view of its messages, for nobody else. It comes back with the next message.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeleteChat {
    /// Which chat.
    pub id: ChatId,
}

/// Archive a chat
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ArchiveChat {
    /// Which chat.
    pub id: ChatId,
}

/// Take a chat out of the archive
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UnarchiveChat {
    /// Which chat.
    pub id: ChatId,
}

/// Mute a chat
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MuteChat {
    /// Which chat.
    pub id: ChatId,
    /// Until when; for ever when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Unmute a chat
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UnmuteChat {
    /// Which chat.
    pub id: ChatId,
}

/// Mark a chat as read up to a message
///
/// A mark never goes backwards.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkRead {
    /// Which chat.
    pub id: ChatId,
    /// The position of the last message that was read.
    #[schema(schema_with = limits::seq)]
    pub seq: u64,
}

/// Someone in a chat
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// The user's id.
    pub id: UserId,
    /// The user name.
    pub username: String,
    /// The address of the picture.
    #[schema(required)]
    pub avatar: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Since when they are in it.
    pub joined_at: Timestamp,
}

/// What a chat is to the caller
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatSettings {
    /// Whether it keeps silent.
    pub muted: bool,
    /// Until when; `null` for ever.
    #[schema(required)]
    pub muted_until: Option<Timestamp>,
    /// Whether it is put away.
    pub archived: bool,
}

/// A chat
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Chat {
    /// The chat's id.
    pub id: ChatId,
    /// Its name; a private chat without one has the other user's.
    pub name: String,
    /// What it is.
    pub r#type: ChatType,
    /// A group's description.
    #[schema(required)]
    pub description: Option<String>,
    /// The address of a group's picture.
    #[schema(required)]
    pub avatar: Option<String>,
    /// Who is in it, the longest-standing first.
    pub participants: Vec<Participant>,
    /// What it is to the caller.
    pub settings: ChatSettings,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A chat, as a list shows it
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatSummary {
    /// The chat's id.
    pub id: ChatId,
    /// Its name; a private chat without one has the other user's.
    pub name: String,
    /// What it is.
    pub r#type: ChatType,
    /// Who is in it, the longest-standing first.
    pub participants: Vec<Participant>,
    /// The newest message; `null` where there is none.
    #[schema(required)]
    pub last_message: Option<Message>,
    /// How many messages of others the caller has not read.
    pub unread_count: u64,
    /// What it is to the caller.
    pub settings: ChatSettings,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How much of a chat is read
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadState {
    /// The position up to which the caller has read.
    pub seq: u64,
    /// How many messages of others the caller has not read.
    pub unread_count: u64,
}

endpoints! {
    ListChats     = GET    "/chats"              => Vec<ChatSummary>, 200,        bearer;
    CreateChat    = POST   "/chats"              => Chat,             201 or 200, bearer, say: "聊天创建成功" / "Chat created.", errors: [NotOnePeer, UserNotFound, Blocked, GroupFull];
    GetChat       = GET    "/chats/{id}"         => Chat,             200,        bearer, errors: [ChatNotFound];
    UpdateChat    = PUT    "/chats/{id}"         => Chat,             200,        bearer, say: "聊天更新成功" / "Chat changed.", errors: [ChatNotFound, Forbidden];
    DeleteChat    = DELETE "/chats/{id}"         => (),               200,        bearer, say: "聊天删除成功" / "Chat deleted.", errors: [ChatNotFound];
    ArchiveChat   = POST   "/chats/{id}/archive" => ChatSettings,     200,        bearer, say: "聊天已归档" / "Chat archived.", errors: [ChatNotFound];
    UnarchiveChat = DELETE "/chats/{id}/archive" => ChatSettings,     200,        bearer, say: "聊天已取消归档" / "Chat taken out of the archive.", errors: [ChatNotFound];
    MuteChat      = POST   "/chats/{id}/mute"    => ChatSettings,     200,        bearer, say: "聊天已静音" / "Chat muted.", errors: [ChatNotFound];
    UnmuteChat    = DELETE "/chats/{id}/mute"    => ChatSettings,     200,        bearer, say: "聊天已取消静音" / "Chat unmuted.", errors: [ChatNotFound];
    MarkRead      = POST   "/chats/{id}/read"    => ReadState,        200,        bearer, say: "已标记为已读" / "Marked as read.", errors: [ChatNotFound];
}
