//! A store that is kept up to date while a client runs.

mod keep;

use crate::outbox::Outbox;
use crate::store::Store;
use crate::{Client, Error, EventStream, StoreError, StoreErrorKind};
use tokio::sync::{mpsc, watch};
use whatschat_core::id::UserId;

/// How many events wait for a slow application before the store waits too.
const QUEUE: usize = 1024;

/// The store that a client keeps up to date.
#[derive(Debug, Clone)]
pub(crate) struct Attached {
    /// Whose it is.
    pub(crate) user: UserId,
    pub(crate) store: Store,
    pub(crate) outbox: Outbox,
    /// Counts the connections.
    pub(crate) connections: watch::Receiver<u64>,
}

/// Which store is attached, if one is.
#[derive(Debug, Default)]
pub(crate) struct Attachment(watch::Sender<Option<Attached>>);

impl Attachment {
    pub(crate) fn get(&self) -> Option<Attached> {
        self.0.borrow().clone()
    }

    fn attach(&self, attached: Attached) -> Result<(), Error> {
        let mut refused = None;
        self.0.send_if_modified(|now| {
            refused = if now.is_some() {
                Some(Error::Setup("a store is attached already".into()))
            } else if !attached.store.claim() {
                let why = "the store is attached to another client";
                Some(StoreError::new(StoreErrorKind::InUse, why).into())
            } else {
                *now = Some(attached);
                None
            };
            refused.is_none()
        });
        refused.map_or(Ok(()), Err)
    }

    fn detach(&self) {
        self.0.send_if_modified(|now| {
            // Before anybody hears of it.
            now.take().inspect(|attached| attached.store.let_go()).is_some()
        });
    }
}

impl Client {
    /// Keeps a store up to date, and sends what waits in its outbox, for as long as the stream is
    /// there that this gives. It tells the same events as [`events`](Self::events), each when it
    /// is in the store. Keep reading it: where 1,024 events wait, the store waits too.
    ///
    /// What is in the store is not told again: a program that crashes between the two never hears
    /// of it by this stream. Whoever must act on each event does that by the store or a
    /// [timeline](crate::timeline), or reads [`events_since`](Self::events_since) with a cursor of
    /// their own, which they keep when they have acted.
    ///
    /// It returns at once, with or without a network. A store belongs to one user of one server:
    /// the first who attaches it.
    ///
    /// The last event, which says why the stream is over, comes when the store is detached: another
    /// can be attached then. Dropping the stream detaches the store soon after, and not at once:
    /// [`detached`](Self::detached) waits for it.
    ///
    /// That a message is in the store does not tell its sender that it has arrived: for that a program
    /// calls [`mark_delivered`](crate::chats::Chats::mark_delivered), and
    /// [`mark_read`](crate::chats::Chats::mark_read) when its user has seen it.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`]; [`Error::Store`]: the store belongs to somebody else, or is attached to
    /// another client; [`Error::Setup`]: another store is attached.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub async fn attach(&self, store: Store) -> Result<EventStream, Error> {
        let user = self.user_id().ok_or(Error::NotLoggedIn)?;
        let server = self.0.server.clone();
        store.apart(async move |store| store.bind(server.as_str(), user).await).await?;
        let cursor = store.cursor().await?;
        let (connected, connections) = watch::channel(0);
        let outbox = Outbox { store: store.clone() };
        let attached = Attached { user, store, outbox, connections };
        self.0.attachment.attach(attached.clone())?;
        let (queue, events) = mpsc::channel(QUEUE);
        tokio::spawn(keep::keep(self.clone(), attached, connected, queue));
        Ok(EventStream::of(events, cursor))
    }

    /// Waits until no store is attached: soon after the stream of [`attach`](Self::attach) was dropped
    /// or has ended. Then the store can be attached or closed, and its timelines end.
    pub async fn detached(&self) {
        let mut attachment = self.0.attachment.0.subscribe();
        drop(attachment.wait_for(Option::is_none).await); // fails only without a client
    }

    pub(crate) fn attached(&self) -> Result<Attached, Error> {
        let none = || Error::Setup("no store is attached to the client".into());
        self.0.attachment.get().ok_or_else(none)
    }
}
