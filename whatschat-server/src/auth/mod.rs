//! Accounts and sessions: the rules.

pub(crate) mod api;
mod common;
mod departure;
mod devices;
mod entry;
mod export;
mod guard;
mod live;
mod mailed;
mod passwords;
mod profile;
pub(crate) mod purge;
mod recovery;
mod secret;
mod sessions;
pub(crate) mod store;
mod tokens;
mod verification;

pub(crate) use departure::delete_me;
pub(crate) use devices::{end_all_sessions, end_session, list_sessions};
pub(crate) use entry::{login, logout, register};
pub(crate) use export::export;
pub(crate) use profile::{change_profile, me, update_profile};
pub(crate) use recovery::{change_password, forgot_password, reset_password};
pub(crate) use secret::Secret;
pub(crate) use sessions::{
    check_token, close_ended, end_every_session, forget_user, is_live, refresh,
};
pub(crate) use verification::{send_verification, verify_email};

use crate::clock::Clock;
use crate::config::{Config, RateLimit};
use export::Exports;
use guard::Guard;
use live::LiveSessions;
use passwords::Passwords;
use tokens::Tokens;

/// What the rules of this room work with.
pub(crate) struct Auth {
    passwords: Passwords,
    guard: Guard,
    tokens: Tokens,
    live: LiveSessions,
    exports: Exports,
}

impl Auth {
    pub(crate) fn new(config: &Config, secret: &Secret, clock: &Clock) -> Self {
        Self {
            passwords: Passwords::default(),
            guard: Guard::new(clock, config.rate_limit != RateLimit::Off),
            tokens: Tokens::new(config, secret),
            live: LiveSessions::default(),
            exports: Exports::default(),
        }
    }
}
