//! Admins: who is one, and the operator's commands. There is none until the operator makes one.

mod command;
mod store;

pub use command::{Admin, When};

use crate::error::ApiError;
use crate::store::Conn;
use whatschat_core::ErrorCode;
use whatschat_core::id::UserId;

/// Refuses who is no admin.
#[expect(dead_code, reason = "the rooms with operations for admins come next")]
pub(crate) async fn require_admin(conn: &mut Conn, user: UserId) -> Result<(), ApiError> {
    if store::is_admin(conn, user).await? { Ok(()) } else { Err(ErrorCode::Forbidden.into()) }
}
