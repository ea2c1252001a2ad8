//! What has happened since: pages of the log, and the snapshot to begin with.

use crate::{Client, Error};
use whatschat_core::limits::SYNC_PAGE_MAX;
use whatschat_core::sync::{self, Cursor, Snapshot, SyncPage, TakeSnapshot};

/// The calls about what was missed; made by [`Client::sync`].
///
/// [`Client::events_since`] makes them by itself; they are for programs that hold no connection.
#[derive(Debug, Clone, Copy)]
pub struct Sync<'a>(&'a Client);

impl Client {
    /// The calls about what was missed.
    pub fn sync(&self) -> Sync<'_> {
        Sync(self)
    }
}

impl Sync<'_> {
    /// Lists what has happened since a cursor, the oldest first, as much as one page holds. Ask
    /// again with the page's cursor while there is `more`.
    ///
    /// # Errors
    /// `SYNC_001`: the log does not reach back so far. Take a [`snapshot`](Self::snapshot).
    pub async fn since(&self, since: Cursor) -> Result<SyncPage, Error> {
        self.0.send(sync::Sync { since, limit: SYNC_PAGE_MAX }).await
    }

    /// Takes a snapshot: the caller's chats, and the cursor from which to go on.
    ///
    /// # Errors
    /// None of its own.
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        self.0.send(TakeSnapshot {}).await
    }
}
