//! Chats: between two people, or a group's.

use crate::endpoint::endpoints;
use crate::groups::Role;
use crate::id::{ChatId, UserId};
use crate::messages::Message;
use crate::names::names;
use crate::socket::server_events;
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
/// A mark never goes backwards. It takes the mark of `DELETE` away.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkRead {
    /// Which chat.
    pub id: ChatId,
    /// The position of the last message that was read.
    #[schema(schema_with = limits::seq)]
    pub seq: u64,
}

/// Mark a chat as unread
///
/// For the eye of the caller alone, until the next `POST`: the mark of what was read stays where
/// it is, and so do the counts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkUnread {
    /// Which chat.
    pub id: ChatId,
}

/// Mark a chat's messages as having arrived at the caller's device
///
/// A mark never goes backwards. What was read has arrived too.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkDelivered {
    /// Which chat.
    pub id: ChatId,
    /// The position of the last message that has arrived.
    #[schema(schema_with = limits::seq)]
    pub seq: u64,
}

/// List how far the messages of a chat have reached each of its members
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ListMarks {
    /// Which chat.
    pub id: ChatId,
}

/// How far a chat's messages have reached one of its members, also on `chat_read`
///
/// The event goes to the other members of a chat of at most 100, and to the member's own devices.
/// Marks only grow: of two events about a member the greater marks hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Marks {
    /// Which chat.
    pub chat_id: ChatId,
    /// Which member.
    pub user_id: UserId,
    /// The position up to which they have arrived.
    pub delivered_seq: u64,
    /// The position up to which they were read.
    pub read_seq: u64,
}

/// A change of a chat, on `chat_changed`: read it again
///
/// Goes to its members, and to those who were until now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChatChanged {
    /// Which chat.
    pub chat_id: ChatId,
    /// What has changed.
    pub change: ChatChange,
    /// Whom it is about: who was added or removed, whose role changed.
    pub user_ids: Vec<UserId>,
}

/// What has changed of a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatChange {
    /// It was made, and one is in it.
    Created,
    /// Its name, description or picture; or, on one's own devices, its settings.
    Details,
    /// Members were added.
    Added,
    /// Members were removed, or have left: they too are told.
    Removed,
    /// A member has another role.
    Role,
    /// The group has ended.
    Ended,
    /// One has removed it from one's list, on another device.
    Cleared,
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
    /// How much of it the caller has read.
    pub read_state: ReadState,
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
    /// How many are in it.
    pub participant_count: u32,
    /// Who is in it, the longest-standing first; of a group the first 20.
    pub participants: Vec<Participant>,
    /// The newest message that the caller sees; `null` where there is none.
    #[schema(required)]
    pub last_message: Option<Message>,
    /// How many messages of others the caller has not read.
    pub unread_count: u64,
    /// How many of these mention the caller.
    pub mention_count: u64,
    /// Whether the caller has marked it as unread.
    pub marked_unread: bool,
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
    /// How many of these mention the caller.
    pub mention_count: u64,
    /// The position of the first of them.
    #[schema(required)]
    pub first_unread_seq: Option<u64>,
    /// Whether the caller has marked the chat as unread.
    pub marked_unread: bool,
}

endpoints! {
    ListChats     = GET    "/chats"              => Vec<ChatSummary>, 200,        bearer;
    CreateChat    = POST   "/chats"              => Chat,             201 or 200, bearer, say: "聊天创建成功" / "Chat created.", errors: [NotOnePeer, UserNotFound, Blocked, GroupFull, TooManyChats];
    GetChat       = GET    "/chats/{id}"         => Chat,             200,        bearer, errors: [ChatNotFound];
    UpdateChat    = PUT    "/chats/{id}"         => Chat,             200,        bearer, say: "聊天更新成功" / "Chat changed.", errors: [ChatNotFound, Forbidden];
    DeleteChat    = DELETE "/chats/{id}"         => (),               200,        bearer, say: "聊天删除成功" / "Chat deleted.", errors: [ChatNotFound];
    ArchiveChat   = POST   "/chats/{id}/archive" => ChatSettings,     200,        bearer, say: "聊天已归档" / "Chat archived.", errors: [ChatNotFound];
    UnarchiveChat = DELETE "/chats/{id}/archive" => ChatSettings,     200,        bearer, say: "聊天已取消归档" / "Chat taken out of the archive.", errors: [ChatNotFound];
    MuteChat      = POST   "/chats/{id}/mute"    => ChatSettings,     200,        bearer, say: "聊天已静音" / "Chat muted.", errors: [ChatNotFound];
    UnmuteChat    = DELETE "/chats/{id}/mute"    => ChatSettings,     200,        bearer, say: "聊天已取消静音" / "Chat unmuted.", errors: [ChatNotFound];
    MarkRead      = POST   "/chats/{id}/read"    => ReadState,        200,        bearer, say: "已标记为已读" / "Marked as read.", errors: [ChatNotFound];
    MarkUnread    = DELETE "/chats/{id}/read"    => ReadState,        200,        bearer, say: "已标记为未读" / "Marked as unread.", errors: [ChatNotFound];
    MarkDelivered = POST   "/chats/{id}/delivered" => Marks,          200,        bearer, say: "已标记为已送达" / "Marked as delivered.", errors: [ChatNotFound];
    ListMarks     = GET    "/chats/{id}/marks"   => Vec<Marks>,       200,        bearer, errors: [ChatNotFound];
}

server_events! { ChatChanged = "chat_changed"; Marks = "chat_read"; }
