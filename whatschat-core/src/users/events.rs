//! What travels over the socket about users.

use crate::id::UserId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A user's profile has changed, on `user_changed` of who shares a chat with them
///
/// Goes to the user's own devices too. A deleted user is a tombstone from here on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserChanged {
    /// The user's id.
    pub user_id: UserId,
    /// The user name.
    pub username: String,
    /// The address of the picture.
    #[schema(required)]
    pub avatar: Option<String>,
    /// The status text.
    pub status: String,
    /// When the account was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

/// The caller has blocked someone, or taken it back, on `block_changed` of their own devices
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockChanged {
    /// Whom.
    pub user_id: UserId,
    /// Whether they are blocked now.
    pub blocked: bool,
}
