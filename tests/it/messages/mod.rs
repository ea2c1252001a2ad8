//! Messages.

mod answers;
mod changes;
mod forwards;
mod hidden;
mod history;
mod mentions;
mod order;
mod pages;
mod pins;
mod reactions;
mod repeats;
mod search;
mod search_all;
mod system;
mod text;
