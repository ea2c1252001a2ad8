//! Chats: the SQL.

mod create;
mod list;
mod membership;
mod own;

pub(crate) use create::*;
pub(crate) use list::*;
pub(crate) use membership::*;
pub(super) use own::*;
