//! Brings what happens into the store, and tells it then.

use super::Attached;
use crate::backoff::Backoff;
use crate::events::Told;
use crate::outbox::send_all;
use crate::{Client, Error, Event, EventStream};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};
use whatschat_core::id::UserId;
use whatschat_core::sync::{Snapshot, TakeSnapshot};

const LEAST_WAIT: Duration = Duration::from_millis(500);
const MOST_WAIT: Duration = Duration::from_secs(30);
/// How many events are stored in one transaction.
const BATCH: usize = 256;
/// How often the chats are read again at most, however often they change.
const REST: Duration = Duration::from_secs(1);

/// Keeps the store until the stream is dropped, the session is over or the store fails.
pub(super) async fn keep(
    client: Client,
    attached: Attached,
    connected: watch::Sender<u64>,
    queue: mpsc::Sender<Told>,
) {
    let _detached_at_the_end = Detach(client.clone());
    let Attached { user, outbox, connections, .. } = attached.clone();
    let keeper = Keeper { client: client.clone(), attached, connected, queue: queue.clone() };
    let ended = tokio::select! {
        () = queue.closed() => return,
        ended = keeper.run() => ended,
        Err(error) = send_all(&client, user, &outbox, connections) => Err(error),
    };
    let farewell = match ended {
        Ok(()) => return, // the stream has said why
        Err(error @ Error::Store(_)) => Event::StoreFailed(error),
        Err(_) => Event::LoggedOut(client.0.session.why_over()),
    };
    drop(queue.send(farewell.into()).await); // fails where nobody listens
}

struct Detach(Client);

impl Drop for Detach {
    fn drop(&mut self) {
        if let Ok(attached) = self.0.attached() {
            attached.store.pause_all();
        }
        self.0.0.attachment.detach();
    }
}

struct Keeper {
    client: Client,
    attached: Attached,
    connected: watch::Sender<u64>,
    queue: mpsc::Sender<Told>,
}

impl Keeper {
    async fn run(self) -> Result<(), Error> {
        let store = &self.attached.store;
        let since = match store.cursor().await? {
            Some(cursor) => cursor,
            None => self.begin().await?,
        };
        let mut events = self.client.open_stream(self.user(), Some(since));
        let mut refreshing = Refreshing::new(store.is_stale().await?);
        loop {
            tokio::select! {
                told = events.told() => match told {
                    Some(told) => self.take(told, &mut events, &mut refreshing).await?,
                    None => return Ok(()),
                },
                () = sleep_until(refreshing.due), if refreshing.wanted => {
                    self.refresh(&mut refreshing).await?;
                }
            }
        }
    }

    /// Stores an event, and those that wait behind it, and tells them.
    async fn take(
        &self,
        first: Told,
        events: &mut EventStream,
        refreshing: &mut Refreshing,
    ) -> Result<(), Error> {
        let mut batch = vec![first];
        while matches!(batch.last(), Some(Told { event: Event::Server(_), .. }))
            && batch.len() < BATCH
            && let Some(next) = events.waiting()
        {
            batch.push(next);
        }
        refreshing.wanted = self.attached.store.apply(&batch).await?;
        match batch.last() {
            Some(Told { event: Event::Connected, .. }) => {
                self.connected.send_modify(|count| *count += 1);
                refreshing.due = Instant::now();
            }
            Some(Told { event: Event::Reset(_), .. }) => {
                self.begin().await?;
                refreshing.wanted = false;
            }
            _ => {}
        }
        for told in batch {
            drop(self.queue.send(told).await); // fails where nobody listens: that ends us, too
        }
        Ok(())
    }

    /// Whose store it is. What others log in to see must not get into it.
    fn user(&self) -> Option<UserId> {
        Some(self.attached.user)
    }

    /// Begins with a snapshot, as soon as there is one.
    async fn begin(&self) -> Result<whatschat_core::sync::Cursor, Error> {
        let snapshot = self.snapshot().await?;
        self.attached.store.begin_with(&snapshot).await?;
        Ok(snapshot.cursor)
    }

    async fn snapshot(&self) -> Result<Snapshot, Error> {
        let mut backoff = Backoff::new(LEAST_WAIT, MOST_WAIT);
        loop {
            let why = match self.client.send_as(self.attached.user, TakeSnapshot {}).await {
                Ok(snapshot) => return Ok(snapshot),
                Err(why) if self.client.session_has_ended(self.user()) => return Err(why),
                Err(why) => why,
            };
            let retry_in = backoff.next(why.asked_wait());
            drop(self.queue.send(Event::Disconnected { why, retry_in }.into()).await);
            tokio::select! {
                () = sleep(retry_in) => {}
                () = self.client.session_ends(self.user()) => {}
            }
        }
    }

    /// Reads the chats again. No event is applied meanwhile: what is read has at least what the
    /// store has.
    async fn refresh(&self, refreshing: &mut Refreshing) -> Result<(), Error> {
        match self.client.send_as(self.attached.user, TakeSnapshot {}).await {
            Ok(snapshot) => {
                self.attached.store.refresh(&snapshot).await?;
                refreshing.done(self.attached.store.is_stale().await?);
            }
            Err(why) => refreshing.failed(&why),
        }
        Ok(())
    }
}

/// When the chats are read again.
struct Refreshing {
    wanted: bool,
    due: Instant,
    backoff: Backoff,
}

impl Refreshing {
    fn new(wanted: bool) -> Self {
        Self { wanted, due: Instant::now(), backoff: Backoff::new(LEAST_WAIT, MOST_WAIT) }
    }

    fn done(&mut self, wanted: bool) {
        self.wanted = wanted;
        self.due = Instant::now() + REST;
        self.backoff.reset();
    }

    fn failed(&mut self, why: &Error) {
        let wait = self.backoff.next(why.asked_wait());
        tracing::debug!(%why, ?wait, "the chats were not read again");
        self.due = Instant::now() + wait;
    }
}
