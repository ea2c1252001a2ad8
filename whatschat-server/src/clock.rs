//! The time, and ids made from it. Everything takes both from here, so that a test can say what
//! time it is.

use rand::Rng;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::{Builder, Uuid};
use whatschat_core::time::Timestamp;

/// Tells the time; clones tell the same time.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Now.
    pub fn now(&self) -> Timestamp {
        Timestamp(system_ms().saturating_add(self.offset_ms.load(Ordering::Relaxed)))
    }

    /// Moves the time forward (or back) from here on, by milliseconds.
    pub fn advance_ms(&self, ms: i64) {
        self.offset_ms.fetch_add(ms, Ordering::Relaxed);
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
