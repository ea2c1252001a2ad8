//! The sessions that were live a moment ago.

use moka::sync::Cache;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use whatschat_core::id::{SessionId, UserId};

/// How long a session is taken to be live without asking the database again: what another node
/// ended is over here within a second.
const TRUST: Duration = Duration::from_secs(1);
const REMEMBERED: u64 = 100_000;

pub(super) struct LiveSessions {
    known: Cache<SessionId, Live>,
    /// How often some were forgotten.
    forgotten: Mutex<u64>,
}

/// Whose session it is, and what they may do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Live {
    pub(super) user: UserId,
    pub(super) is_verified: bool,
}

impl Default for LiveSessions {
    fn default() -> Self {
        let known = Cache::builder().max_capacity(REMEMBERED).time_to_live(TRUST).build();
        Self { known, forgotten: Mutex::default() }
    }
}

impl LiveSessions {
    pub(super) fn get(&self, session: SessionId) -> Option<Live> {
        self.known.get(&session)
    }

    /// How often some were forgotten: to be asked before the database is.
    pub(super) fn forgotten(&self) -> u64 {
        *self.count()
    }

    /// Remembers what was read of a session, unless some were forgotten since: it may be one of them.
    pub(super) fn remember(&self, session: SessionId, live: Live, forgotten: u64) {
        let count = self.count();
        if *count == forgotten {
            self.known.insert(session, live);
        }
    }

    pub(super) fn forget(&self, session: SessionId) {
        *self.count() += 1;
        self.known.invalidate(&session);
    }

    pub(super) fn forget_those(&self, which: impl Fn(SessionId, UserId) -> bool) {
        *self.count() += 1;
        for (session, live) in &self.known {
            if which(*session, live.user) {
                self.known.invalidate(session.as_ref());
            }
        }
    }

    fn count(&self) -> MutexGuard<'_, u64> {
        self.forgotten.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const SESSION: SessionId = SessionId(Uuid::from_u128(1));
    const LIVE: Live = Live { user: UserId(Uuid::from_u128(2)), is_verified: true };

    #[test]
    fn what_was_read_before_a_session_was_forgotten_is_not_remembered() {
        let forgets: [fn(&LiveSessions); 2] =
            [|live| live.forget(SESSION), |live| live.forget_those(|_, user| user == LIVE.user)];
        for forget in forgets {
            let live = LiveSessions::default();
            let before = live.forgotten();
            live.remember(SESSION, LIVE, before);
            assert_eq!(live.get(SESSION), Some(LIVE));
            forget(&live);
            assert_eq!(live.get(SESSION), None);
            live.remember(SESSION, LIVE, before);
            assert_eq!(live.get(SESSION), None);
            live.remember(SESSION, LIVE, live.forgotten());
            assert_eq!(live.get(SESSION), Some(LIVE));
        }
    }
}
