//! Calls: the SQL.

mod history;
mod live;
mod people;
mod record;

pub(super) use history::*;
pub(super) use live::*;
pub(super) use people::*;
pub(super) use record::*;
