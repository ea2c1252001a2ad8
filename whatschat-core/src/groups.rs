//! Groups: chats of many, with roles.

mod requests;

pub use requests::*;

use crate::chats::{ChatSettings, Participant};
use crate::endpoint::endpoints;
use crate::id::{ChatId, UserId};
use crate::messages::Message;
use crate::names::names;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What someone may do in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Changes the group and its members.
    Admin,
    /// Reads and writes.
    Member,
}

names!(Role { Admin = "admin", Member = "member" });

/// A group
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// The group's id, which is its chat's.
    pub id: ChatId,
    /// Its name.
    pub name: String,
    /// What it is about.
    #[schema(required)]
    pub description: Option<String>,
    /// The address of its picture.
    #[schema(required)]
    pub avatar: Option<String>,
    /// Who is in it, the longest-standing first.
    pub participants: Vec<Participant>,
    /// What it is to the caller.
    pub settings: ChatSettings,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A group, as a list shows it
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupSummary {
    /// The group's id, which is its chat's.
    pub id: ChatId,
    /// Its name.
    pub name: String,
    /// What it is about.
    #[schema(required)]
    pub description: Option<String>,
    /// The address of its picture.
    #[schema(required)]
    pub avatar: Option<String>,
    /// How many are in it.
    pub participant_count: u32,
    /// What the caller may do in it.
    pub role: Role,
    /// The newest message; `null` where there is none.
    #[schema(required)]
    pub last_message: Option<Message>,
    /// How many messages of others the caller has not read.
    pub unread_count: u64,
    /// How many of these mention the caller.
    pub mention_count: u64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Who was added to a group
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddedParticipants {
    /// The new members.
    pub added_participants: Vec<Participant>,
}

/// A member's role
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberRole {
    /// Whose role.
    pub user_id: UserId,
    /// The role from now on.
    pub role: Role,
}

endpoints! {
    ListGroups        = GET    "/groups"                                  => Vec<GroupSummary>, 200, bearer;
    CreateGroup       = POST   "/groups"                                  => Group,             201, bearer, say: "群组创建成功" / "Group created.", errors: [UserNotFound, FileNotFound, GroupFull, TooManyChats];
    GetGroup          = GET    "/groups/{id}"                             => Group,             200, bearer, errors: [ChatNotFound];
    UpdateGroup       = PUT    "/groups/{id}"                             => Group,             200, bearer, say: "群组更新成功" / "Group changed.", errors: [ChatNotFound, Forbidden, FileNotFound];
    DeleteGroup       = DELETE "/groups/{id}"                             => (),                200, bearer, say: "群组删除成功" / "Group deleted.", errors: [ChatNotFound, Forbidden];
    AddParticipants   = POST   "/groups/{id}/participants"                => AddedParticipants, 200, bearer, say: "成员添加成功" / "Members added.", errors: [ChatNotFound, UserNotFound, Forbidden, GroupFull, TooManyChats];
    RemoveParticipant = DELETE "/groups/{id}/participants/{userId}"       => (),                200, bearer, say: "成员移除成功" / "Member removed.", errors: [ChatNotFound, NotInGroup, Forbidden];
    ChangeRole        = PUT    "/groups/{id}/participants/{userId}/role"  => MemberRole,        200, bearer, say: "角色更改成功" / "Role changed.", errors: [ChatNotFound, NotInGroup, Forbidden, LastAdmin];
}
