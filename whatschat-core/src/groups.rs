//! Groups: chats of many, with roles.

use crate::chats::{ChatSettings, Participant};
use crate::endpoint::endpoints;
use crate::id::{ChatId, UserId};
use crate::messages::Message;
use crate::names::names;
use crate::{limits, time::Timestamp};
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

/// List the caller's groups
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ListGroups {}

/// Create a group
///
/// The caller is its first admin.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreateGroup {
    /// The group's name.
    #[schema(schema_with = limits::name)]
    pub name: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::description, required = false)]
    pub description: Option<String>,
    /// The address of its picture, or the `url` of an uploaded one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::url, required = false)]
    pub avatar: Option<String>,
    /// Who is in it besides the caller.
    #[schema(schema_with = limits::participants)]
    pub participants: Vec<UserId>,
}

/// Show a group
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GetGroup {
    /// Which group.
    pub id: ChatId,
}

/// Change a group
///
/// For its admins.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UpdateGroup {
    /// Which group.
    pub id: ChatId,
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::name, required = false)]
    pub name: Option<String>,
    /// A new description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::description, required = false)]
    pub description: Option<String>,
    /// The address of a new picture, or the `url` of an uploaded one; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::url, required = false)]
    pub avatar: Option<String>,
}

/// End a group
///
/// For its admins.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeleteGroup {
    /// Which group.
    pub id: ChatId,
}

/// Add members to a group
///
/// For its admins. Who is in it already is left out of the answer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddParticipants {
    /// Which group.
    pub id: ChatId,
    /// Whom.
    #[schema(schema_with = limits::participants)]
    pub user_ids: Vec<UserId>,
}

/// Remove a member from a group
///
/// For its admins; any member may remove themself. The last admin who leaves hands the role to
/// the longest-standing member.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemoveParticipant {
    /// From which group.
    pub id: ChatId,
    /// Whom.
    pub user_id: UserId,
}

/// Change a member's role
///
/// For the group's admins.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeRole {
    /// In which group.
    pub id: ChatId,
    /// Whose role.
    pub user_id: UserId,
    /// The role from now on.
    pub role: Role,
}

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
