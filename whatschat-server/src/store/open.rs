//! Opening a database: how it must be set so that nothing acknowledged is lost, and bringing it
//! up to date.

use super::folding::Folding;
use super::watch::Watch;
use super::{Db, Pool, postgres};
use crate::StartError;
use crate::config::{Config, Environment};
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};
use std::time::Duration;

/// How long one waits for a free connection before the request is refused with 503.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
const SQLITE_READERS: u32 = 4;
/// How many prepared statements a connection keeps: those of the writer have a text for each
/// size of a batch.
pub(super) const STATEMENTS: usize = 512;
/// What each of SQLite's connections keeps of the database in memory at most; KiB are negative.
const CACHE_KIB: &str = "-16384";
/// How many rows SQLite's thread may be ahead of who reads them: each wait costs two switches.
const ROWS: usize = 1_000;

impl Db {
    /// Opens `sqlite:FILE` or `postgres://…` and brings its tables up to date.
    ///
    /// # Errors
    /// It cannot be opened, is newer than this program, or is set to lose acknowledged writes.
    pub(crate) async fn open(url: &str, environment: Environment) -> Result<Self, StartError> {
        let db = match url.split_once(':') {
            Some(("sqlite", _)) => sqlite(url).await?,
            Some(("postgres" | "postgresql", _)) => postgres::open(url).await?,
            _ => return Err(StartError::DatabaseKind { url: safe(url) }),
        };
        db.check_durability(url, environment).await?;
        db.migrate(url).await?;
        Ok(db)
    }

    /// Opens the database of these settings, which a server has made.
    ///
    /// # Errors
    /// As for [`Db::open`], and where there is none.
    pub(crate) async fn open_existing(config: &Config) -> Result<Self, StartError> {
        let file = config.data_dir.join(crate::server::DATABASE);
        if config.database_url.is_none() && !file.exists() {
            return Err(StartError::NoDatabase { file });
        }
        Self::open(&config.database_url(), config.environment).await
    }

    async fn migrate(&self, url: &str) -> Result<(), StartError> {
        let done = match &self.writes {
            Pool::Sqlite(pool) => sqlx::migrate!("migrations/sqlite").run(pool).await,
            Pool::Postgres(pool) => {
                let failed = |why| StartError::Database { url: safe(url), why };
                let mut conn = postgres::unhurried(pool).await.map_err(failed)?;
                sqlx::migrate!("migrations/postgres").run(&mut conn).await
            }
        };
        done.map_err(|why| match why {
            MigrateError::VersionMissing(version) => {
                StartError::DatabaseIsNewer { url: safe(url), version }
            }
            why => StartError::Migration { url: safe(url), why },
        })
    }
}

async fn sqlite(url: &str) -> Result<Db, StartError> {
    let failed = |why| StartError::Database { url: safe(url), why };
    let options: SqliteConnectOptions = url.parse().map_err(failed)?;
    let options = options
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(ACQUIRE_TIMEOUT)
        .pragma("cache_size", CACHE_KIB)
        .row_buffer_size(ROWS)
        .statement_cache_capacity(STATEMENTS);
    let folding = Folding::default();
    let writes = writer(&folding).connect_with(options.clone()).await.map_err(failed)?;
    let reads = pool().max_connections(SQLITE_READERS);
    let reads = reads.before_acquire(|conn, _| Box::pin(is_sound(conn)));
    Ok(Db {
        reads: Pool::Sqlite(reads.connect_lazy_with(options)),
        writes: Pool::Sqlite(writes),
        watch: Watch::with(folding).into(),
    })
}

/// A file does not hang up.
fn pool() -> SqlitePoolOptions {
    SqlitePoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT).test_before_acquire(false)
}

/// One writer: they queue for it fairly, where SQLite itself would let them starve.
fn writer(folding: &Folding) -> SqlitePoolOptions {
    let (new, idle) = (folding.clone(), folding.clone());
    let pool = pool().max_connections(1).after_connect(move |conn, _| {
        let folding = new.clone();
        Box::pin(async move { folding.begin(conn).await })
    });
    pool.before_acquire(move |conn, _| {
        let folding = idle.clone();
        Box::pin(async move { Ok(is_sound(conn).await? && folding.tell(conn).await.is_ok()) })
    })
}

/// Whether a connection is in no transaction. Where the disk fails, SQLite ends the transaction by
/// itself; its end by sqlx then fails, and the connection would refuse to begin another for good.
async fn is_sound(conn: &mut SqliteConnection) -> sqlx::Result<bool> {
    if conn.is_in_transaction() {
        conn.ping().await?; // the end of the transaction is on its way, and comes before
    }
    Ok(!conn.is_in_transaction())
}

/// The URL without its password, which may also stand in its query.
pub(crate) fn safe(url: &str) -> String {
    let url = url.split_once('?').map_or(url, |(url, _)| url);
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiError;
    use crate::store::on;
    use tempfile::TempDir;
    use tokio::time::Instant;

    impl Db {
        /// An SQLite database of a test's own, and the folder that it lives in as long as that.
        pub(crate) async fn temporary() -> (TempDir, Self) {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite:{}", folder.path().join("test.db").display());
            let db = Self::open(&url, Environment::Development).await.unwrap();
            (folder, db)
        }
    }

    /// Writers wait in another pool than readers; both give up.
    #[tokio::test]
    async fn who_waits_too_long_for_a_connection_is_told_so() {
        let (_folder, db) = Db::temporary().await;
        let mut readers = vec![];
        for _ in 0..SQLITE_READERS {
            readers.push(db.read().await.unwrap());
        }
        let writer = db.write().await.unwrap();
        tokio::time::pause();
        let begun = Instant::now();
        let refusals = [db.read().await.err(), db.snapshot().await.err(), db.write().await.err()];
        for refusal in refusals {
            let refusal = ApiError::from(refusal.unwrap());
            assert_eq!((refusal.code.status(), refusal.retry_after_s), (503, Some(1)));
        }
        assert_eq!(begun.elapsed().as_secs(), 3 * ACQUIRE_TIMEOUT.as_secs());
        tokio::time::resume();
        drop((readers, writer));
        db.read().await.unwrap();
        db.write().await.unwrap();
    }

    /// `.cargo/config.toml` says why. How SQLite flushes is not among what it tells.
    #[tokio::test]
    async fn sqlite_is_built_as_a_commit_needs_it() {
        let (_folder, db) = Db::temporary().await;
        let mut conn = db.read().await.unwrap();
        let options = on!(conn, c => sqlx::query_scalar::<_, String>("pragma compile_options")
            .fetch_all(c).await.unwrap());
        for wanted in ["DEFAULT_MEMSTATUS=0", "STMTJRNL_SPILL=1048576"] {
            assert!(options.iter().any(|option| option == wanted), "{wanted}: {options:?}");
        }
        assert!(!options.iter().any(|option| option == "ENABLE_MEMORY_MANAGEMENT"), "{options:?}");
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(safe("postgres://me:secret@host/db"), "postgres://…@host/db");
        assert_eq!(safe("postgres://host/db?user=me&password=secret"), "postgres://host/db");
        assert_eq!(safe("sqlite:a.db"), "sqlite:a.db");
    }
}
