//! Messages.

mod changes;
mod order;
mod pages;
mod repeats;
mod search;
mod text;
