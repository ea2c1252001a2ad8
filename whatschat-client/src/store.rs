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
//   So are marks, which those must not come back by who has left.
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
mod fault;
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

pub(crate) use fault::{Fault, Result};
pub(crate) use messages::Page;
pub(crate) use outbox::{Outcome, Waiting};
pub(crate) use ranges::Range;
pub(crate) use view::{Known, KnownMarks, View};

use crate::{Error, StoreError};
use news::News;
use outbox::Attempts;
use owner::Owner;
use sqlx::{Sqlite, SqlitePool, Transaction};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, watch};
use whatschat_core::chats::{ChatSummary, Marks};
use whatschat_core::id::{ChatId, UserId};
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
    /// What this program knows of its attempts to send.
    attempts: Mutex<Attempts>,
    /// Whether a client keeps it up to date: two would overtake each other.
    attached: AtomicBool,
    /// Wakes whoever sends. It is the store's: an outbox may be older than the attachment.
    wake: Notify,
}

impl Store {
    /// Up to where the store knows everything; `None` before its first snapshot.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn cursor(&self) -> Result<Option<Cursor>, Error> {
        Ok(self.owner().await?.and_then(|owner| owner.cursor))
    }

    /// Whose store this is; `None` where it never was attached.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn user_id(&self) -> Result<Option<UserId>, Error> {
        Ok(self.owner().await?.map(|owner| owner.user_id))
    }

    async fn owner(&self) -> Result<Option<Owner>, Error> {
        self.apart(async |store| owner::read(&mut *store.begin().await?).await).await
    }

    /// The chats, the one with the newest message first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn chats(&self) -> Result<Vec<ChatSummary>, Error> {
        self.apart(async |store| chats::all(&mut *store.begin().await?).await).await
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
        let read = async move |store: Self| {
            messages::before(&mut *store.begin().await?, chat, before, count).await
        };
        self.apart(read).await
    }

    /// How far a chat's messages have reached its members, as far as the store knows.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn marks(&self, chat: ChatId) -> Result<Vec<Marks>, Error> {
        self.apart(async move |store| marks::of(&mut *store.begin().await?, chat).await).await
    }

    /// Follows the store: the value changes with every change of it.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.news.all()
    }

    pub(crate) fn changes_of(&self, chat: ChatId) -> watch::Receiver<u64> {
        self.0.news.of(chat)
    }

    /// Notes that a client keeps the store up to date; `false` where one does already.
    pub(crate) fn claim(&self) -> bool {
        !self.0.attached.swap(true, Ordering::SeqCst)
    }

    /// Notes that nobody does any more.
    pub(crate) fn let_go(&self) {
        self.0.attached.store(false, Ordering::SeqCst);
    }

    /// Has whoever sends look for what waits, now or when there is somebody.
    pub(crate) fn wake_sender(&self) {
        self.0.wake.notify_one();
    }

    /// Waits for that.
    pub(crate) async fn has_more_to_send(&self) {
        self.0.wake.notified().await;
    }

    /// Does `work` in a task of its own, to its end whether anybody goes on waiting for it or not:
    /// there is one connection, and who asks may not be polled while they have it.
    pub(crate) async fn apart<T, F>(&self, work: impl FnOnce(Self) -> F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let done = tokio::spawn(work(self.clone())).await;
        Ok(done.map_err(|why| StoreError::broken("a task was broken off", why))??)
    }

    async fn begin(&self) -> Result<Transaction<'static, Sqlite>> {
        Ok(self.0.pool.begin_with("begin immediate").await?)
    }

    /// No code panics while it holds this lock.
    fn attempts(&self) -> MutexGuard<'_, Attempts> {
        self.0.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the database; SQLite's integers have a sign.
fn signed(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

fn unsigned(seq: i64) -> u64 {
    u64::try_from(seq).unwrap_or(0)
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_str(text)?)
}
