//! The databases. Each SQL text is written once, with `$1` placeholders, and compiled for both.
//!
//! Rules take a [`Conn`] with [`Db::read`], or a transaction with [`Db::write`]; the SQL itself
//! stands in each room's `store.rs`.

mod changes;
mod conn;
mod durability;
mod fault;
mod folding;
mod gather;
mod group_commit;
mod open;
mod postgres;
mod watch;

pub(crate) use changes::Changes;
pub(crate) use conn::{Conn, Tx};
pub(crate) use conn::{Either, on, push_uuids, run};
pub(crate) use fault::Fault;
pub(crate) use group_commit::GroupCommit;
pub(crate) use open::safe;

use sqlx::{PgPool, SqlitePool};
use std::sync::Arc;
use std::time::Duration;
use watch::Watch;

/// A database, SQLite or PostgreSQL. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Db {
    reads: Pool,
    writes: Pool,
    watch: Arc<Watch>,
}

#[derive(Debug, Clone)]
enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Db {
    /// A connection to read with, outside of any transaction.
    ///
    /// # Errors
    /// The database is out of reach, or all its connections are in use for too long.
    pub(crate) async fn read(&self) -> sqlx::Result<Conn> {
        self.reads.acquire(&self.watch).await
    }

    /// A transaction that may write. SQLite takes its one write lock at once, in the order of
    /// asking, so that writers neither deadlock nor starve.
    ///
    /// # Errors
    /// As for [`Db::read`].
    pub(crate) async fn write(&self) -> sqlx::Result<Tx> {
        let begun = self.writes.begin(&self.watch, Self::WRITE).await;
        begun.inspect_err(|why| self.note_failure(why))
    }

    const WRITE: Begin = Begin { sqlite: "begin immediate", postgres: "begin" };

    /// A transaction to read with: all of its statements see the database at one moment.
    ///
    /// # Errors
    /// As for [`Db::read`].
    pub(crate) async fn snapshot(&self) -> sqlx::Result<Tx> {
        let postgres = "begin isolation level repeatable read, read only";
        self.reads.begin(&self.watch, Begin { sqlite: "begin", postgres }).await
    }

    /// Remembers that writing works.
    pub(crate) fn note_success(&self) {
        self.watch.note_success();
    }

    /// Remembers that an attempt to write came to nothing.
    pub(crate) fn note_failure(&self, why: &sqlx::Error) {
        self.watch.note_failure(why);
    }

    /// The same, unless it is what was written that is to blame.
    pub(crate) fn note_outage(&self, why: &sqlx::Error) {
        self.watch.note_outage(why);
    }

    /// How long ago writing failed last, where it has not succeeded since.
    pub(crate) fn since_failure(&self) -> Option<Duration> {
        self.watch.since_failure()
    }

    /// How many statements have been run: tests count what an operation costs.
    pub(crate) fn statements(&self) -> u64 {
        self.watch.statements()
    }

    /// Waits for what runs, then closes all connections.
    pub(crate) async fn close(&self) {
        self.reads.close().await;
        self.writes.close().await;
    }
}

/// How a transaction begins.
#[derive(Clone, Copy)]
struct Begin {
    sqlite: &'static str,
    postgres: &'static str,
}

impl Pool {
    async fn acquire(&self, watch: &Arc<Watch>) -> sqlx::Result<Conn> {
        Ok(match self {
            Self::Sqlite(pool) => Conn::sqlite(pool.acquire().await?.into(), watch),
            Self::Postgres(pool) => Conn::postgres(pool.acquire().await?.into(), watch),
        })
    }

    async fn begin(&self, watch: &Arc<Watch>, begin: Begin) -> sqlx::Result<Tx> {
        Ok(Tx(match self {
            Self::Sqlite(pool) => Conn::sqlite(pool.begin_with(begin.sqlite).await?.into(), watch),
            Self::Postgres(pool) => {
                Conn::postgres(pool.begin_with(begin.postgres).await?.into(), watch)
            }
        }))
    }

    async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// The column whose uniqueness a write broke; both databases name it in their own way.
pub(crate) fn taken<'a>(error: &sqlx::Error, columns: &[&'a str]) -> Option<&'a str> {
    let error = error.as_database_error().filter(|error| error.is_unique_violation())?;
    // PostgreSQL names the constraint `users_email_key`; SQLite says `users.email`.
    let named = error.constraint().unwrap_or(error.message());
    columns.iter().copied().find(|column| named.contains(column))
}

/// A `like` pattern (with `escape '\'`) for texts in lower case that contain `words` as they
/// stand: what someone searches for is never an operator.
pub(crate) fn contains(words: &str) -> String {
    let mut pattern = String::from("%");
    for letter in words.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// A count or a position, which the databases keep as a signed number.
pub(crate) fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// The same on its way into a database.
pub(crate) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
