//! Opening a store: how it is set so that nothing in it is lost, and bringing it up to date.

use super::{Inner, News, Store, owner};
use crate::store::{Fault, Result};
use crate::{Error, StoreErrorKind};
use sqlx::Connection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteLockingMode,
    SqlitePoolOptions, SqliteSynchronous,
};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use whatschat_core::id::UserId;

/// How long a store that is being closed is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

impl Store {
    /// Opens the store in a file, which is made if need be, for its owner's eyes alone. Only one
    /// program at a time can have it open: a second one is refused.
    ///
    /// # Errors
    /// [`Error::Store`]: the file cannot be opened or is no store, it is open already, or
    /// it was made by a newer version.
    pub async fn open(file: impl AsRef<Path>) -> Result<Self, Error> {
        let file = file.as_ref();
        let opened = async {
            create(file).await?;
            Self::with(SqliteConnectOptions::new().filename(file)).await
        };
        let shown = file.display();
        opened.await.map_err(|fault: Fault| fault.within(&format!("cannot open the store {shown}")))
    }

    /// Makes a store that is gone with the program.
    ///
    /// # Errors
    /// [`Error::Store`]: there is no memory for it.
    pub async fn in_memory() -> Result<Self, Error> {
        Ok(Self::with(SqliteConnectOptions::new().in_memory(true)).await?)
    }

    async fn with(options: SqliteConnectOptions) -> Result<Self> {
        let options = options
            .locking_mode(SqliteLockingMode::Exclusive)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(PATIENCE);
        // A database in memory is gone with its connection: it is given up only where it is broken anyway.
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .before_acquire(|conn, _| Box::pin(is_sound(conn)))
            .connect_with(options)
            .await?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        Ok(Self(Arc::new(Inner {
            pool,
            news: News::default(),
            edits: Default::default(),
            events: Default::default(),
            attempts: Default::default(),
            attached: Default::default(),
            wake: Default::default(),
        })))
    }

    /// Closes the store, so that it can be opened again elsewhere at once.
    pub async fn close(self) {
        self.0.pool.close().await;
    }

    /// Makes sure that the store is this user's, of this server; a new one becomes theirs.
    pub(crate) async fn bind(&self, server: &str, user: UserId) -> Result<()> {
        let mut tx = self.begin().await?;
        match owner::read(&mut tx).await? {
            None => owner::insert(&mut tx, server, user).await?,
            Some(owner) if owner.user_id == user && owner.server == server => {}
            Some(owner) => {
                let (of, at) = (owner.user_id, owner.server);
                let what = format!("the store belongs to the user {of} of {at}");
                return Err(Fault::new(StoreErrorKind::NotYours, what));
            }
        }
        Ok(tx.commit().await?)
    }
}

/// Whether a connection is in no transaction. Where the disk fails, SQLite ends the transaction by
/// itself; its end by sqlx then fails, and the connection would refuse to begin another for good.
async fn is_sound(conn: &mut SqliteConnection) -> sqlx::Result<bool> {
    if conn.is_in_transaction() {
        conn.ping().await?; // the end of the transaction is on its way, and comes before
    }
    Ok(!conn.is_in_transaction())
}

/// Makes the file, unless it is there. SQLite gives its other files the same permissions.
async fn create(file: &Path) -> Result<()> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    options.mode(0o600);
    Ok(options.open(file).await.map(drop)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::Outbox;
    use sqlx::AssertSqlSafe;
    use whatschat_core::id::ChatId;
    use whatschat_core::messages::SendMessage;

    #[tokio::test]
    async fn a_store_that_had_no_room_works_again_when_there_is_some() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().join("alice.db")).await.unwrap();
        store.bind("http://here", UserId::nil()).await.unwrap();
        let draft = |text: String| SendMessage::text(ChatId::nil(), text);
        let size: i64 =
            sqlx::query_scalar("pragma page_count").fetch_one(&store.0.pool).await.unwrap();
        let limit = format!("pragma max_page_count = {size}");
        sqlx::query(AssertSqlSafe(limit)).execute(&store.0.pool).await.unwrap();
        let outbox = Outbox { store: store.clone() };
        let error = outbox.send_draft(draft("x".repeat(8 << 20))).await.unwrap_err();
        assert!(matches!(error, Error::Store(error) if error.kind() == StoreErrorKind::Full));
        outbox.send_draft(draft("there is room for this".into())).await.unwrap();
    }
}
