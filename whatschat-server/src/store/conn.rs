//! One connection of either database, and the macro that runs a statement on it.

use super::watch::Watch;
use sqlx::pool::PoolConnection;
use sqlx::{Database, PgConnection, Postgres, QueryBuilder, Sqlite, SqliteConnection, Transaction};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use uuid::Uuid;

/// A connection of either database.
#[derive(Debug)]
pub(crate) struct Conn {
    pub(crate) of: Either,
    watch: Arc<Watch>,
}

#[derive(Debug)]
pub(crate) enum Either {
    Sqlite(Handle<Sqlite>),
    Postgres(Handle<Postgres>),
}

/// A connection that is in a transaction, or is not.
#[derive(Debug)]
pub(crate) enum Handle<D: Database> {
    Plain(PoolConnection<D>),
    InTransaction(Transaction<'static, D>),
}

impl<D: Database> From<PoolConnection<D>> for Handle<D> {
    fn from(conn: PoolConnection<D>) -> Self {
        Self::Plain(conn)
    }
}

impl<D: Database> From<Transaction<'static, D>> for Handle<D> {
    fn from(tx: Transaction<'static, D>) -> Self {
        Self::InTransaction(tx)
    }
}

impl<D: Database> Handle<D> {
    async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::InTransaction(tx) => tx.commit().await,
        }
    }
}

impl Handle<Sqlite> {
    pub(crate) fn get(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Plain(conn) => conn,
            Self::InTransaction(tx) => tx,
        }
    }
}

impl Handle<Postgres> {
    pub(crate) fn get(&mut self) -> &mut PgConnection {
        match self {
            Self::Plain(conn) => conn,
            Self::InTransaction(tx) => tx,
        }
    }
}

impl Conn {
    pub(super) fn sqlite(handle: Handle<Sqlite>, watch: &Arc<Watch>) -> Self {
        Self { of: Either::Sqlite(handle), watch: watch.clone() }
    }

    pub(super) fn postgres(handle: Handle<Postgres>, watch: &Arc<Watch>) -> Self {
        Self { of: Either::Postgres(handle), watch: watch.clone() }
    }

    /// Counts a statement; `on!` does.
    pub(crate) fn count(&self) {
        self.watch.count();
    }

    /// Remembers why something was not written, unless that itself is to blame; `run!` does.
    pub(crate) fn note_outage(&self, why: &sqlx::Error) {
        self.watch.note_outage(why);
    }

    /// Whether rows can be locked one by one; SQLite locks the whole database instead.
    pub(crate) fn locks_rows(&self) -> bool {
        self.is_postgres()
    }

    /// Which of the two it is: for a statement whose text both do not know.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.of, Either::Postgres(_))
    }
}

/// A transaction; dropped without [`Tx::commit`] it leaves no trace.
#[derive(Debug)]
pub(crate) struct Tx(pub(super) Conn);

impl Tx {
    /// Makes it last. Once this returns, a power cut does not undo it.
    ///
    /// # Errors
    /// The database could not store it.
    pub(crate) async fn commit(self) -> sqlx::Result<()> {
        let Conn { of, watch } = self.0;
        let done = match of {
            Either::Sqlite(handle) => handle.commit().await,
            Either::Postgres(handle) => handle.commit().await,
        };
        done.inspect_err(|why| watch.note_outage(why))
    }
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

/// Runs a statement: the body is compiled once for each database, with `$conn` its connection.
macro_rules! on {
    ($on:expr, $conn:ident => $body:expr) => {{
        $on.count();
        match &mut $on.of {
            $crate::store::Either::Sqlite(handle) => {
                let $conn = handle.get();
                $body
            }
            $crate::store::Either::Postgres(handle) => {
                let $conn = handle.get();
                $body
            }
        }
    }};
}
pub(crate) use on;

/// Runs a statement that gives no rows; how many rows it touched.
macro_rules! run {
    ($on:expr, $query:expr) => {
        $crate::store::on!($on, conn => $query.execute(conn).await.map(|done| done.rows_affected()))
            .inspect_err(|why| $on.note_outage(why))
    };
}
pub(crate) use run;

/// Adds `($1, $2, …)` with the ids to a statement; without any, what equals nothing.
pub(crate) fn push_uuids<D>(query: &mut QueryBuilder<D>, ids: impl IntoIterator<Item = Uuid>)
where
    D: Database,
    Uuid: sqlx::Type<D> + for<'q> sqlx::Encode<'q, D>,
{
    let mut ids = ids.into_iter().peekable();
    if ids.peek().is_none() {
        query.push("(null)");
        return;
    }
    query.push("(");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(id);
    }
    query.push(")");
}
