//! What is known of how a database does: how much it is asked, and whether it takes what is written.

use super::Fault;
use super::folding::Folding;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

#[derive(Debug, Default)]
pub(super) struct Watch {
    statements: AtomicU64,
    /// When an attempt to write came to nothing, and none has succeeded since.
    failed_at: Mutex<Option<Instant>>,
    folding: Folding,
}

impl Watch {
    pub(super) fn with(folding: Folding) -> Self {
        Self { folding, ..Self::default() }
    }

    pub(super) fn count(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub(super) fn note_success(&self) {
        *self.failed_at() = None;
        self.folding.note_success();
    }

    pub(super) fn note_failure(&self, why: &sqlx::Error) {
        *self.failed_at() = Some(Instant::now());
        // Whoever did not even get a connection was not refused by the disk.
        if why.as_database_error().is_some() {
            self.folding.note_failure();
        }
    }

    /// The same, unless it is what was written that is to blame.
    pub(super) fn note_outage(&self, why: &sqlx::Error) {
        if matches!(Fault::from(why), Fault::Unreachable | Fault::Full) {
            self.note_failure(why);
        }
    }

    pub(super) fn since_failure(&self) -> Option<Duration> {
        self.failed_at().map(|at| at.elapsed())
    }

    fn failed_at(&self) -> MutexGuard<'_, Option<Instant>> {
        self.failed_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use crate::store::{Db, on, run};

    #[tokio::test]
    async fn a_full_disk_is_known_whoever_meets_it() {
        let (_folder, db) = Db::temporary().await;
        let mut tx = db.write().await.unwrap();
        on!(tx, c => sqlx::query("pragma max_page_count = 1").execute(c).await.map(drop)).unwrap();
        run!(tx, sqlx::query("update log_head set pos = null")).unwrap_err();
        assert_eq!(db.since_failure(), None, "that was not the disk's doing");
        run!(tx, sqlx::query("create table large as select zeroblob(1000000)")).unwrap_err();
        assert!(db.since_failure().is_some());
    }
}
