//! What travels over the socket about sessions.

use crate::id::SessionId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A session of the user's has begun or ended, on `session_changed` of their other devices
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionChanged {
    /// Which session.
    pub session_id: SessionId,
    /// Whether it has ended.
    pub ended: bool,
    /// What its device called itself.
    #[schema(required)]
    pub user_agent: Option<String>,
}
