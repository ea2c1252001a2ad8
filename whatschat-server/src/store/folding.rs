//! When SQLite folds its log into the database. Not on a full disk: it would first have the database
//! grow, which takes whatever room comes and fails; then the log has none, and nothing is written
//! though there was room.

use sqlx::SqliteConnection;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// For how long writes must have succeeded again.
const QUIET: Duration = Duration::from_secs(30);
/// 10,000 pages of 4 KiB may wait in the log before a commit folds them.
const FOLD: &str = "pragma wal_autocheckpoint = 10000";
const DO_NOT: &str = "pragma wal_autocheckpoint = 0";

/// Tells the one connection that writes whether its commits fold.
#[derive(Debug, Clone, Default)]
pub(super) struct Folding(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Whether the last write failed.
    fails: bool,
    /// Since when writes succeed again.
    well_since: Option<Instant>,
    /// What the connection was told last.
    told: Option<&'static str>,
}

impl Folding {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The database did not take a write.
    pub(super) fn note_failure(&self) {
        self.state().fails = true;
    }

    /// It took one.
    pub(super) fn note_success(&self) {
        self.state().succeeded();
    }

    /// Tells a new connection: it knows nothing of what the one before was told.
    pub(super) async fn begin(&self, conn: &mut SqliteConnection) -> sqlx::Result<()> {
        self.state().told = None;
        self.tell(conn).await
    }

    /// Tells the connection, where it has to learn anything.
    pub(super) async fn tell(&self, conn: &mut SqliteConnection) -> sqlx::Result<()> {
        let Some(news) = self.state().news() else { return Ok(()) };
        sqlx::query(news).execute(conn).await?;
        self.state().told = Some(news);
        Ok(())
    }
}

impl State {
    fn news(&self) -> Option<&'static str> {
        let is_new = self.well_since.is_some_and(|since| since.elapsed() < QUIET);
        let now = if self.fails || is_new { DO_NOT } else { FOLD };
        (self.told != Some(now)).then_some(now)
    }

    fn succeeded(&mut self) {
        if std::mem::take(&mut self.fails) {
            self.well_since = Some(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Db, Pool, on, run};
    use tokio::time::{advance, pause, resume};

    #[tokio::test(start_paused = true)]
    async fn nothing_is_folded_until_writes_have_succeeded_for_long() {
        let mut state = State::default();
        assert_eq!(state.news(), Some(FOLD));
        state.told = Some(FOLD);
        assert_eq!(state.news(), None);
        state.fails = true;
        assert_eq!(state.news(), Some(DO_NOT));
        state.told = Some(DO_NOT);
        advance(QUIET).await;
        assert_eq!(state.news(), None, "nobody has tried meanwhile");
        state.succeeded();
        advance(QUIET / 2).await;
        state.succeeded();
        assert_eq!(state.news(), None);
        advance(QUIET / 2).await;
        assert_eq!(state.news(), Some(FOLD));
    }

    async fn pages(db: &Db) -> i64 {
        let mut tx = db.write().await.unwrap();
        on!(tx, c => sqlx::query_scalar("pragma wal_autocheckpoint").fetch_one(c).await.unwrap())
    }

    async fn refusal(db: &Db) -> sqlx::Error {
        let mut tx = db.write().await.unwrap();
        run!(tx, sqlx::query("update log_head set pos = null")).unwrap_err()
    }

    async fn throw_away(db: &Db) {
        let Pool::Sqlite(pool) = &db.writes else { return };
        pool.acquire().await.unwrap().close().await.unwrap();
    }

    #[tokio::test]
    async fn the_connection_that_writes_is_told_and_so_is_the_one_after_it() {
        let (_folder, db) = Db::temporary().await;
        assert_eq!(pages(&db).await, 10_000);
        db.note_failure(&sqlx::Error::PoolTimedOut);
        assert_eq!(pages(&db).await, 10_000, "the database was not even asked");
        db.note_failure(&refusal(&db).await);
        assert_eq!(pages(&db).await, 0);
        throw_away(&db).await;
        assert_eq!(pages(&db).await, 0, "a new one");
        db.note_success();
        pause();
        advance(QUIET).await;
        resume();
        assert_eq!(pages(&db).await, 10_000);
    }
}
