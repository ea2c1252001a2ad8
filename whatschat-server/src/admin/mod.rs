//! Admins: who is one, and the operator's commands. There is none until the operator makes one.

mod command;
mod store;

pub use command::{Admin, When};
pub(crate) use store::is_admin;

use crate::error::ApiError;
use crate::store::Conn;
use whatschat_core::ErrorCode;
use whatschat_core::id::UserId;

/// Refuses whoever is no admin. Asked in the transaction that acts: a right that has been taken
/// back is over at once.
pub(crate) async fn require_admin(conn: &mut Conn, user: UserId) -> Result<(), ApiError> {
    if is_admin(conn, user).await? { Ok(()) } else { Err(ErrorCode::Forbidden.into()) }
}
