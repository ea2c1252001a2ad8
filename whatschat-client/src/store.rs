//! The local store: what this device knows, to be read without the network, and what it is still
//! to send.
//!
//! One user's chats, messages and marks in an SQLite database. [`Client::attach`] keeps it up to
//! date: each event and the cursor that comes after it are stored in one transaction, so that
//! nothing is missing or there twice after a crash at any moment. That is said of the store: the
//! stream that `attach` gives tells each event at most once, and none again after a crash.
//!
//! ```no_run
//! # async fn run(client: whatschat_client::Client) -> Result<(), whatschat_client::Error> {
//! use whatschat_client::store::Store;
//!
//! let store = Store::open("alice.db").await?;
//! for chat in store.chats().await? {
//!     println!("{}", chat.name); // as they were, even without a network
//! }
//! let mut events = client.attach(store).await?;
//! while let Some(event) = events.next().await {
//!     println!("{event:?}"); // it is in the store already
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Client::attach`]: crate::Client::attach

// What holds in here, whatever is cut off and whenever:
//
// - The cursor moves in the transaction that applies the events up to it, and nowhere else but
//   with a snapshot. An event that it covers changes nothing.
// - A place in a range is known: its message is as the events up to the cursor left it, or newer,
//   or the owner sees none there. Where something unknown may have happened (a gap, an unreadable event)
//   the ranges are cut and the messages stay: they are shown until their places are known again.
// - `edits` counts what changes, hides or forgets messages that may be there, and each cut. It is
//   raised in the transaction that does it, which no other can be in at the time. A page is stored
//   only where `edits` is what it was when the page was asked for: an older page undoes nothing.
//   New messages do not count: no page that lacks them covers their places.
// - The lock `events` is taken before a transaction, never in one. Who holds it while asking the
//   server gets an answer that no event overtakes.
// - News are told before the commit. There is one connection: who reads on hearing them waits for
//   the commit, and nobody goes untold where the caller is dropped after it.
// - A message is in the outbox or among the messages, never in both: `messages::put` takes it out,
//   if it is the owner's. Ids are unique per sender only.
// - What the server says comes in as the owner sees it (`send_as`), whoever is logged in by then.

mod apply;
mod chats;
mod load;
mod marks;
mod messages;
mod news;
mod open;
mod outbox;
mod owner;
mod ranges;
mod snapshot;
mod view;

pub(crate) use messages::Page;
pub(crate) use outbox::{Outcome, Waiting};
pub(crate) use ranges::Range;
pub(crate) use view::{Known, View};

use crate::Error;
use news::News;
use sqlx::{Sqlite, SqlitePool, Transaction};
use std::collections::HashSet;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, watch};
use whatschat_core::chats::{ChatSummary, Marks};
use whatschat_core::id::{ChatId, ClientMessageId, UserId};
use whatschat_core::messages::Message;
use whatschat_core::sync::Cursor;

/// One user's local store. Clones are the same store.
///
/// It has one connection, so that a transaction is seen whole or not at all; what changes is told
/// before the commit, and who reads then waits for it.
#[derive(Debug, Clone)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pool: SqlitePool,
    news: News,
    /// Counts the changes of messages that are there: a page that was asked for before one may be
    /// older than what is stored.
    edits: AtomicU64,
    /// Held while events are applied; who holds it up asks the server for something that no
    /// event overtakes.
    events: tokio::sync::Mutex<()>,
    /// What is on its way to the server right now.
    sending: Mutex<HashSet<ClientMessageId>>,
    /// Wakes whoever sends. It is the store's: an outbox may be older than the attachment.
    wake: Notify,
}

impl Store {
    /// Up to where the store knows everything; `None` before its first snapshot.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn cursor(&self) -> Result<Option<Cursor>, Error> {
        let mut tx = self.begin().await?;
        Ok(owner::read(&mut tx).await?.and_then(|owner| owner.cursor))
    }

    /// Whose store this is; `None` where it never was attached.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn user_id(&self) -> Result<Option<UserId>, Error> {
        let mut tx = self.begin().await?;
        Ok(owner::read(&mut tx).await?.map(|owner| owner.user_id))
    }

    /// The chats, the one with the newest message first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn chats(&self) -> Result<Vec<ChatSummary>, Error> {
        chats::all(&mut *self.begin().await?).await
    }

    /// The last `count` stored messages of a chat before the one at `before`, or the newest; the
    /// oldest of them first. There may be others between them that the store does not know;
    /// [`Timeline`](crate::timeline::Timeline) reads those.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn messages(
        &self,
        chat: ChatId,
        before: Option<u64>,
        count: u32,
    ) -> Result<Vec<Message>, Error> {
        messages::before(&mut *self.begin().await?, chat, before, count).await
    }

    /// How far a chat's messages have reached its members, as far as the store knows.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn marks(&self, chat: ChatId) -> Result<Vec<Marks>, Error> {
        marks::of(&mut *self.begin().await?, chat).await
    }

    /// Follows the store: the value changes with every change of it.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.news.all()
    }

    pub(crate) fn changes_of(&self, chat: ChatId) -> watch::Receiver<u64> {
        self.0.news.of(chat)
    }

    /// Has whoever sends look for what waits, now or when there is somebody.
    pub(crate) fn wake_sender(&self) {
        self.0.wake.notify_one();
    }

    /// Waits for that.
    pub(crate) async fn has_more_to_send(&self) {
        self.0.wake.notified().await;
    }

    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, Error> {
        Ok(self.0.pool.begin_with("begin immediate").await?)
    }

    /// No code panics while it holds this lock.
    fn sending(&self) -> MutexGuard<'_, HashSet<ClientMessageId>> {
        self.0.sending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the database; SQLite's integers have a sign.
fn signed(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

fn unsigned(seq: i64) -> u64 {
    u64::try_from(seq).unwrap_or(0)
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Store(crate::call::unreadable(&error)))
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Store(crate::call::unreadable(&error)))
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.to_string())
    }
}
