//! What travels over the socket about chats.

use crate::id::{ChatId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
