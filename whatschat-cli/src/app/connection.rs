//! What is heard: from the server, and of the store that is kept up to date with it.

use crate::failure::Failure;
use std::collections::HashMap;
use tokio::sync::watch;
use whatschat_client::core::id::ChatId;
use whatschat_client::store::Store;
use whatschat_client::timeline::Timeline;
use whatschat_client::{Client, Error, Event, EventStream};

/// How the connection is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Link {
    /// There is none, or the first attempt is still on.
    #[default]
    Fresh,
    /// Events arrive.
    Up,
    /// The server is away, and that was said.
    Down,
}

/// The store of who is logged in, and everything that tells what happens; nothing while nobody is.
#[derive(Default)]
pub(crate) struct Connection {
    /// What is kept here of one's chats.
    pub(crate) store: Option<Store>,
    /// Whether that outlives the program.
    pub(crate) is_kept: bool,
    /// What happens on the server.
    events: Option<EventStream>,
    /// Tells when something in the store changes.
    changes: Option<watch::Receiver<u64>>,
    /// What is in the open chat.
    pub(crate) timeline: Option<Timeline>,
    pub(crate) link: Link,
    /// Whether all that was missed has been told: what comes now happens now.
    pub(crate) synced: bool,
    /// The newest message of each chat that people were told of while it was not open.
    pub(crate) told: HashMap<ChatId, u64>,
    /// Since when the server is away, where it is.
    pub(crate) away_since: Option<String>,
}

/// What was heard.
pub(crate) enum Heard {
    /// Something happened on the server; `None` after the last of that.
    Event(Option<Box<Event>>),
    /// The open chat's timeline has changed, or failed.
    Timeline(Result<(), Failure>),
    /// Something changed in the store.
    Stored,
}

impl Connection {
    /// Listens to what happens, anew. That the server is away need not be said again.
    pub(super) async fn open(&mut self, client: &Client) -> Result<(), Error> {
        let away_since = self.away_since.take();
        self.close();
        if away_since.is_some() {
            (self.link, self.away_since) = (Link::Down, away_since);
        }
        if let Some(store) = &self.store {
            self.changes = Some(store.changes());
            self.events = Some(client.attach(store.clone()).await?);
        }
        Ok(())
    }

    /// Listens to nothing any more; the store stays.
    fn close(&mut self) {
        let (store, is_kept) = (self.store.take(), self.is_kept);
        *self = Self { store, is_kept, ..Self::default() };
    }

    /// Closes the store as well, so that its file can be opened or removed.
    pub(super) async fn end(&mut self) {
        self.close();
        if let Some(store) = self.store.take() {
            store.close().await;
        }
    }

    /// Waits for the next thing that happens; for ever without a session. Loses none when dropped.
    pub(crate) async fn next(&mut self) -> Heard {
        tokio::select! {
            event = next_event(&mut self.events) => Heard::Event(event.map(Box::new)),
            change = next_change(&mut self.timeline) => Heard::Timeline(change),
            () = next_stored(&mut self.changes) => Heard::Stored,
        }
    }

    /// Notes that people know of a message. Says whether it is news.
    pub(crate) fn tell(&mut self, chat: ChatId, seq: u64) -> bool {
        let told = self.told.entry(chat).or_default();
        seq > std::mem::replace(told, seq.max(*told))
    }

    /// Notes that no more events come.
    pub(crate) fn events_end(&mut self) {
        self.events = None;
    }

    /// Whether events come, or will.
    pub(crate) fn is_listening(&self) -> bool {
        self.events.is_some()
    }

    /// Notes that the server is there. Says whether it was away.
    pub(crate) fn comes_up(&mut self) -> bool {
        self.away_since = None;
        std::mem::replace(&mut self.link, Link::Up) == Link::Down
    }

    /// Notes that the server is away. Says whether it was not before.
    pub(crate) fn goes_down(&mut self) -> bool {
        self.synced = false;
        std::mem::replace(&mut self.link, Link::Down) != Link::Down
    }
}

async fn next_event(events: &mut Option<EventStream>) -> Option<Event> {
    match events {
        Some(events) => events.next().await,
        None => std::future::pending().await,
    }
}

async fn next_change(timeline: &mut Option<Timeline>) -> Result<(), Failure> {
    let Some(open) = timeline else { return std::future::pending().await };
    let next = open.next().await;
    if !matches!(next, Ok(Some(_))) {
        // The loop follows the chat again after a while.
        *timeline = None;
    }
    Ok(next.map(drop)?)
}

async fn next_stored(changes: &mut Option<watch::Receiver<u64>>) {
    let Some(now) = changes else { return std::future::pending().await };
    if now.changed().await.is_err() {
        *changes = None;
    }
}
