//! Whose socket it is, in which language it is spoken to, and what it is told.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use whatschat_core::Locale;
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::sync::ResetReason;
use whatschat_core::time::Timestamp;

/// Whose socket it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Login {
    pub(crate) user: UserId,
    pub(crate) session: SessionId,
    pub(crate) expires_at: Timestamp,
}

/// Where a socket begins to read the log, once it was answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    pub(super) pos: u64,
    /// Why that is not where its client left off.
    pub(super) reset: Option<ResetReason>,
}

/// What is known of a socket: nothing, until it says whose it is.
#[derive(Debug)]
pub(crate) struct Identity {
    known: Mutex<Known>,
    /// It is told of the log's entries after this position; of none while it reads them itself.
    told_after: AtomicU64,
}

const NOTHING: u64 = u64::MAX;

impl Default for Identity {
    fn default() -> Self {
        Self { known: Mutex::default(), told_after: AtomicU64::new(NOTHING) }
    }
}

#[derive(Debug, Default)]
struct Known {
    login: Option<Login>,
    start: Option<Start>,
    /// What an `authenticate` chose; else the handshake's header holds.
    locale: Option<Locale>,
}

impl Identity {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn login(&self) -> Option<Login> {
        self.known().login
    }

    pub(super) fn set(&self, login: Login) {
        self.known().login = Some(login);
    }

    pub(super) fn start(&self, start: Start) {
        self.known().start = Some(start);
    }

    pub(super) fn take_start(&self) -> Option<Start> {
        self.known().start.take()
    }

    pub(super) fn locale(&self) -> Option<Locale> {
        self.known().locale
    }

    pub(super) fn speak(&self, languages: &str) {
        self.known().locale = Some(Locale::negotiate(languages));
    }

    /// Whether the socket is told of the entry at a position.
    pub(super) fn is_told(&self, pos: u64) -> bool {
        pos > self.told_after.load(Ordering::Acquire)
    }

    /// After which position the socket is told of everything, if it is.
    pub(super) fn told_after(&self) -> Option<u64> {
        Some(self.told_after.load(Ordering::Acquire)).filter(|pos| *pos != NOTHING)
    }

    pub(super) fn tell_after(&self, pos: u64) {
        self.told_after.store(pos, Ordering::Release);
    }

    pub(super) fn tell_nothing(&self) {
        self.tell_after(NOTHING);
    }
}
