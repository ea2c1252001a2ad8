//! Accounts and sessions.

mod accounts;
mod devices;
mod export;
mod mail;
mod passwords;
mod races;
pub(crate) mod resets;
mod sessions;
mod verification;
