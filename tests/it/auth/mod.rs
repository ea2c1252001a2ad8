//! Accounts and sessions.

mod accounts;
mod passwords;
pub(crate) mod resets;
mod sessions;
