//! Messages: the SQL.

mod batch;
mod change;
mod hide;
mod index;
mod mark;
mod page;
mod places;
mod quote;
mod row;
mod search;
mod seen;
mod unseen;

pub(super) use batch::*;
pub(super) use change::*;
pub(crate) use hide::hidden_from;
pub(super) use hide::{count_hidden, hidden, hide};
pub(super) use index::*;
pub(super) use mark::*;
pub(super) use page::*;
pub(super) use places::*;
pub(in crate::messages) use quote::as_seen;
pub(crate) use quote::{with_quotes, without_words};
pub(crate) use row::MessageRow;
pub(super) use row::quote;
pub(super) use search::*;
pub(super) use seen::*;
pub(crate) use seen::{hidden_by, visible};
pub(crate) use unseen::Unseen;
pub(super) use unseen::{own_at, own_hidden, unseen_by};
