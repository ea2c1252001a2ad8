//! What one asks about groups.

use super::Role;
use crate::id::{ChatId, UserId};
use crate::limits;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
