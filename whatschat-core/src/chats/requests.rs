//! What one asks about chats.

use super::ChatType;
use crate::id::{ChatId, UserId};
use crate::{limits, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
