//! Chats: the SQL.

mod create;
mod list;
mod marks;
mod membership;
mod own;

pub(crate) use create::*;
pub(crate) use list::*;
pub(super) use marks::*;
pub(crate) use membership::*;
pub(super) use own::*;
