//! Accounts and sessions.

mod accounts;
mod devices;
mod export;
mod letters;
mod mail;
mod nodes;
mod passwords;
mod races;
pub(crate) mod resets;
mod sessions;
mod verification;
