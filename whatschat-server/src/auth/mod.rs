//! Accounts and sessions: the rules.

pub(crate) mod api;
mod common;
mod departure;
mod entry;
mod guard;
mod mail;
mod passwords;
mod profile;
mod recovery;
mod secret;
mod sessions;
pub(crate) mod store;
mod tokens;

pub(crate) use departure::delete_me;
pub(crate) use entry::{login, logout, register};
pub(crate) use profile::{change_profile, me, update_profile};
pub(crate) use recovery::{change_password, forgot_password, reset_password};
pub(crate) use secret::Secret;
pub(crate) use sessions::{
    check_token, close_ended, end_every_session, forget_user, is_live, refresh,
};

use crate::clock::Clock;
use crate::config::{Config, RateLimit};
use guard::Guard;
use mail::Mailer;
use passwords::Passwords;
use sessions::LiveSessions;
use tokens::Tokens;

/// What the rules of this room work with.
pub(crate) struct Auth {
    passwords: Passwords,
    guard: Guard,
    tokens: Tokens,
    live: LiveSessions,
    mailer: Mailer,
}

impl Auth {
    pub(crate) fn new(config: &Config, secret: &Secret, clock: &Clock) -> Self {
        Self {
            passwords: Passwords::default(),
            guard: Guard::new(clock, config.rate_limit != RateLimit::Off),
            tokens: Tokens::new(config, secret),
            live: LiveSessions::default(),
            mailer: Mailer::new(config),
        }
    }
}
