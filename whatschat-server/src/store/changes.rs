//! The order of changes.

use super::Fault;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How long one waits for the changes before, until the request is refused with 503.
const PATIENCE: Duration = Duration::from_secs(20);

/// Held from before a change is committed until its events have left, so that events leave in the
/// order of the changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes(Arc<Mutex<()>>);

/// What is held.
pub(crate) type InOrder = OwnedMutexGuard<()>;

impl Changes {
    /// Waits for the changes that were begun before.
    ///
    /// # Errors
    /// They take too long, as where the database does not answer.
    pub(crate) async fn begin(&self) -> Result<InOrder, Fault> {
        let turn = self.0.clone().lock_owned();
        tokio::time::timeout(PATIENCE, turn).await.map_err(|_| Fault::Unreachable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_for_a_change_is_told_so() {
        let changes = Changes::default();
        let held = changes.begin().await.unwrap();
        let begun = Instant::now();
        assert_eq!(changes.begin().await.unwrap_err(), Fault::Unreachable);
        assert_eq!(begun.elapsed().as_secs(), PATIENCE.as_secs());
        drop(held);
        assert!(changes.begin().await.is_ok());
    }
}
