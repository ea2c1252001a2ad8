//! Calls: the SQL.

mod history;
mod live;
mod people;
mod record;

pub(super) use history::*;
use live::is_live;
pub(super) use live::*;
pub(super) use people::*;
pub(super) use record::*;
