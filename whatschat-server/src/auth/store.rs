//! Accounts and sessions: the SQL.

mod resets;
mod sessions;
mod users;

pub(super) use resets::*;
pub(super) use sessions::*;
pub(crate) use users::*;
