//! Brings what happens into the store, and tells it then.

use super::Attached;
use crate::away::Away;
use crate::backoff::Backoff;
use crate::events::Told;
use crate::outbox::Sending;
use crate::store::Store;
use crate::{Client, Error, Event, EventStream, NetworkError};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use whatschat_core::id::UserId;
use whatschat_core::sync::{Snapshot, TakeSnapshot};

/// How many events are stored in one transaction.
const BATCH: usize = 256;
/// How often the chats are read again at most, however often they change.
const REST: Duration = Duration::from_secs(1);
/// How long the server may take for that at first.
const PATIENCE: Duration = Duration::from_secs(2);

/// Keeps the store until the stream is dropped, the session is over or the store fails. When it
/// says why, it is over: who hears that can attach a store again, and finds nothing on its way.
pub(super) async fn keep(
    client: Client,
    attached: Attached,
    connected: watch::Sender<u64>,
    queue: mpsc::Sender<Told>,
) {
    let held = Held { client: client.clone(), store: attached.store.clone(), connected };
    let mut sending = Sending::new(&client, &attached);
    let untold = VecDeque::new();
    let mut keeper =
        Keeper { client: &client, attached: &attached, held: &held, queue: &queue, untold };
    let ended = tokio::select! {
        () = queue.closed() => None,
        ended = keeper.run() => Some(ended),
        Err(error) = sending.run() => Some(Err(error)),
    };
    sending.stop().await;
    let mut untold = std::mem::take(&mut keeper.untold);
    drop(held);
    tell(&queue, &mut untold).await;
    let farewell = match ended {
        None => return,
        Some(Ok(farewell)) => farewell,
        Some(Err(error @ Error::Store(_))) => Event::StoreFailed(error),
        Some(Err(_)) => Event::LoggedOut(client.0.session.why_over()),
    };
    drop(queue.send(farewell.into()).await); // fails where nobody listens
}

/// What lasts as long as the attachment. Timelines end with `connected`, which is dropped last: by
/// then they have been told that nothing is on its way any more.
struct Held {
    client: Client,
    store: Store,
    connected: watch::Sender<u64>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.store.pause_all();
        self.client.0.attachment.detach();
    }
}

struct Keeper<'a> {
    client: &'a Client,
    attached: &'a Attached,
    held: &'a Held,
    queue: &'a mpsc::Sender<Told>,
    /// What is in the store, and was not told yet.
    untold: VecDeque<Told>,
}

impl Keeper<'_> {
    /// Gives the event with which the stream is over.
    async fn run(&mut self) -> Result<Event, Error> {
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
                    Some(told) => {
                        let over = self.take(told, &mut events, &mut refreshing).await?;
                        if let Some(farewell) = over {
                            return Ok(farewell);
                        }
                    }
                    None => return Err(Error::NotLoggedIn),
                },
                () = sleep_until(refreshing.due), if refreshing.wanted => {
                    self.refresh(&mut refreshing).await?;
                }
            }
        }
    }

    /// Stores an event, and those that wait behind it, and tells them. Gives the last one of all
    /// back, if it is there.
    async fn take(
        &mut self,
        first: Told,
        events: &mut EventStream,
        refreshing: &mut Refreshing,
    ) -> Result<Option<Event>, Error> {
        let mut batch = vec![first];
        while matches!(batch.last(), Some(Told { event: Event::Server(_), .. }))
            && batch.len() < BATCH
            && let Some(next) = events.waiting()
        {
            batch.push(next);
        }
        let last = batch.pop_if(|told| matches!(told.event, Event::LoggedOut(_)));
        refreshing.wanted = self.attached.store.apply(&batch).await?;
        self.untold.extend(batch);
        match self.untold.back() {
            Some(Told { event: Event::Connected, .. }) => {
                self.held.connected.send_modify(|count| *count += 1);
                refreshing.connected();
            }
            Some(Told { event: Event::Reset(_), .. }) => {
                self.begin().await?;
                refreshing.wanted = false;
            }
            _ => {}
        }
        tell(self.queue, &mut self.untold).await;
        Ok(last.map(|told| told.event))
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
        let mut away = Away::of(self.client);
        loop {
            let why = match self.client.send_as(self.attached.user, TakeSnapshot {}).await {
                Ok(snapshot) => return Ok(snapshot),
                Err(why) if self.client.session_has_ended(self.user()) => return Err(why),
                Err(why) => why,
            };
            let retry_in = away.failed(&why);
            drop(self.queue.send(Event::Disconnected { why, retry_in }.into()).await);
            tokio::select! {
                () = away.wait() => {}
                () = self.client.session_ends(self.user()) => {}
            }
        }
    }

    /// Reads the chats again. No event is applied meanwhile: what is read has at least what the
    /// store has.
    async fn refresh(&self, refreshing: &mut Refreshing) -> Result<(), Error> {
        let snapshot = self.client.send_as(self.attached.user, TakeSnapshot {});
        let begun = Instant::now();
        let snapshot = timeout(refreshing.patience, snapshot).await;
        match snapshot.unwrap_or_else(|late| Err(NetworkError::new(late).into())) {
            Ok(snapshot) => {
                self.attached.store.refresh(&snapshot).await?;
                refreshing.done(self.attached.store.is_stale().await?, begun.elapsed());
            }
            Err(why) => refreshing.failed(&why),
        }
        Ok(())
    }
}

/// Tells what is not told yet, unless nobody listens. What stays where that is broken off is told later.
async fn tell(queue: &mpsc::Sender<Told>, untold: &mut VecDeque<Told>) {
    while !untold.is_empty() {
        let Ok(place) = queue.reserve().await else { return };
        if let Some(told) = untold.pop_front() {
            place.send(told);
        }
    }
}

/// When the chats are read again.
struct Refreshing {
    wanted: bool,
    due: Instant,
    /// Whether the server asked to wait until then.
    asked: bool,
    backoff: Backoff,
    /// How long the server may take: events wait meanwhile.
    patience: Duration,
}

impl Refreshing {
    fn new(wanted: bool) -> Self {
        let backoff = Backoff::of_the_network();
        Self { wanted, due: Instant::now(), asked: false, backoff, patience: PATIENCE }
    }

    fn done(&mut self, wanted: bool, took: Duration) {
        self.wanted = wanted;
        self.due = Instant::now() + REST;
        self.asked = false;
        self.backoff.reset();
        self.patience = PATIENCE.max(2 * took); // as slow as the network is
    }

    /// The network is back: what failed is worth another attempt, unless the server asked to wait.
    fn connected(&mut self) {
        if !self.asked {
            self.due = Instant::now();
        }
    }

    fn failed(&mut self, why: &Error) {
        self.asked = why.asked_wait().is_some();
        let wait = self.backoff.next(why.asked_wait());
        tracing::debug!(%why, ?wait, "the chats were not read again");
        self.patience = self.patience.saturating_mul(2); // a slow network has to come to its end
        self.due = Instant::now() + wait;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_connection_makes_no_wait_shorter_that_the_server_asked_for() {
        let foreign = |retry_after| {
            let what = "no envelope".to_owned();
            Error::Protocol { status: Some(503), what, retry_after }
        };
        let minute = Duration::from_secs(60);
        let due = |retry_after| {
            let mut refreshing = Refreshing::new(true);
            refreshing.failed(&foreign(retry_after));
            refreshing.connected();
            refreshing.due - Instant::now()
        };
        assert_eq!(due(None), Duration::ZERO);
        assert!(due(Some(minute)) >= minute);
    }
}
