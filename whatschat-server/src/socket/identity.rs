//! Whose socket it is.

use std::sync::{Mutex, PoisonError};
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
pub(crate) struct Identity(Mutex<Option<Login>>);

impl Identity {
    pub(super) fn login(&self) -> Option<Login> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set(&self, login: Login) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(login);
    }
}
