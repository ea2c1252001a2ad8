//! Chats: between two people, or a group's.

mod events;
mod marks;
mod requests;

pub use events::*;
pub use marks::*;
pub use requests::*;

use crate::endpoint::endpoints;
use crate::groups::Role;
use crate::id::{ChatId, UserId};
use crate::messages::Message;
use crate::names::names;
use crate::socket::server_events;
use crate::time::Timestamp;
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

server_events! { ChatChanged = "chat_changed", logged; Marks = "chat_read", logged; }
