//! The time, and ids made from it. Everything takes both from here, so that a test can say what
//! time it is.

use rand::Rng;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use uuid::{Builder, Uuid};
use whatschat_core::time::Timestamp;

/// Tells the time; clones tell the same time.
#[derive(Debug, Clone)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
    started: Instant,
    /// How far tests have moved the time forward.
    ahead_ms: Arc<AtomicU64>,
}

impl Default for Clock {
    fn default() -> Self {
        let (offset_ms, ahead_ms) = Default::default();
        Self { offset_ms, started: Instant::now(), ahead_ms }
    }
}

impl Clock {
    /// Now.
    pub fn now(&self) -> Timestamp {
        Timestamp(system_ms().saturating_add(self.offset_ms.load(Ordering::Relaxed)))
    }

    /// How much time has passed since the clock was made: for waits, which must not become longer
    /// where somebody sets the system's clock back.
    pub(crate) fn passed(&self) -> Duration {
        self.started.elapsed() + Duration::from_millis(self.ahead_ms.load(Ordering::Relaxed))
    }

    /// Moves the time forward from here on, by milliseconds; or sets the clock back.
    pub fn advance_ms(&self, ms: i64) {
        self.offset_ms.fetch_add(ms, Ordering::Relaxed);
        self.ahead_ms.fetch_add(u64::try_from(ms).unwrap_or(0), Ordering::Relaxed);
    }

    /// A UUID of version 7 with the present time in it.
    pub fn new_id(&self) -> Uuid {
        let mut random = [0; 10];
        rand::rng().fill_bytes(&mut random);
        let ms = u64::try_from(self.now().0).unwrap_or(0);
        Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the system's clock is read")]
fn system_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
