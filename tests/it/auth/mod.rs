//! Accounts and sessions.

mod accounts;
mod passwords;
mod resets;
mod sessions;
