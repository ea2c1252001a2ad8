//! Whose socket it is, and in which language it is spoken to.

use std::sync::{Mutex, MutexGuard, PoisonError};
use whatschat_core::Locale;
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::time::Timestamp;

/// Whose socket it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Login {
    pub(crate) user: UserId,
    pub(crate) session: SessionId,
    pub(crate) expires_at: Timestamp,
}

/// What is known of a socket: nothing, until it says whose it is.
#[derive(Debug, Default)]
pub(crate) struct Identity(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    login: Option<Login>,
    /// What an `authenticate` chose; else the handshake's header holds.
    locale: Option<Locale>,
}

impl Identity {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn login(&self) -> Option<Login> {
        self.known().login
    }

    pub(super) fn set(&self, login: Login) {
        self.known().login = Some(login);
    }

    pub(super) fn locale(&self) -> Option<Locale> {
        self.known().locale
    }

    pub(super) fn speak(&self, languages: &str) {
        self.known().locale = Some(Locale::negotiate(languages));
    }
}
