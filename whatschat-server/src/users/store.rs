//! Other people: the SQL.

mod blocks;
mod directory;
mod erase;

pub(crate) use blocks::*;
pub(super) use directory::*;
pub(super) use erase::*;
