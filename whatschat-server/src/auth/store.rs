//! Accounts and sessions: the SQL.

mod mailed;
mod purge;
mod refresh;
mod sessions;
mod users;

pub(super) use mailed::*;
pub(super) use purge::*;
pub(super) use refresh::*;
pub(super) use sessions::*;
pub(crate) use users::*;
