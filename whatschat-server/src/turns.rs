//! Turns at what only a few can do at once: hashing passwords, reading pictures, filling a bucket.
//! Whoever waits too long for one is refused, as is who waits for the database.

use crate::error::ApiError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use whatschat_core::ErrorCode;

/// How long one waits for a turn before the request is refused with 503.
const PATIENCE: Duration = Duration::from_secs(20);

/// As many turns as may be had at once.
#[derive(Debug)]
pub(crate) struct Turns(Arc<Semaphore>);

/// Some turns, which are given back with this.
pub(crate) type Turn = OwnedSemaphorePermit;

impl Turns {
    pub(crate) fn new(count: usize) -> Self {
        Self(Arc::new(Semaphore::new(count)))
    }

    /// Waits for so many turns; who came earlier has theirs earlier.
    pub(crate) async fn take(&self, count: u32) -> Result<Turn, ApiError> {
        let turn = self.0.clone().acquire_many_owned(count);
        match tokio::time::timeout(PATIENCE, turn).await {
            Ok(turn) => turn.map_err(ApiError::internal),
            Err(_) => Err(ErrorCode::Unavailable.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_for_a_turn_is_told_so() {
        let turns = Turns::new(2);
        let held = turns.take(2).await.unwrap();
        let begun = Instant::now();
        let refused = turns.take(1).await.unwrap_err();
        assert_eq!((refused.code.status(), refused.retry_after_s), (503, Some(1)));
        assert_eq!(begun.elapsed().as_secs(), PATIENCE.as_secs());
        drop(held);
        assert!(turns.take(2).await.is_ok());
    }
}
