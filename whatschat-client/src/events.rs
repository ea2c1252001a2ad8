//! What happens on the server, as it happens, and what happened meanwhile.

mod connection;
mod dial;
mod emit;
mod follow;
mod packet;

pub(crate) use emit::Sockets;

use crate::{Client, Error};
use futures_util::Stream;
use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::sync::mpsc;
use whatschat_core::id::UserId;
use whatschat_core::socket::ServerEvent;
use whatschat_core::sync::{Cursor, SyncReset};

/// How many events wait for a slow application before the socket is read no further.
const QUEUE: usize = 1024;

/// What an [`EventStream`] tells. Neither this nor [`ServerEvent`] hides that it may grow: a new
/// event is one that an application should be told of by its compiler.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a box would stand in the way of every pattern")]
pub enum Event {
    /// The server accepted the connection. What was missed comes first, then
    /// [`Synced`](Self::Synced).
    Connected,
    /// Nothing is missing up to here: what follows happens now. The first one of a stream that
    /// was opened without a cursor is the moment to read what there is.
    Synced,
    /// There is a gap: the server cannot tell what was missed. Read again what you show, such as
    /// with [`snapshot`](crate::sync::Sync::snapshot); the events go on after it.
    Reset(SyncReset),
    /// The connection is gone, or could not be made. The stream tries again by itself, and then
    /// begins with what was missed.
    Disconnected {
        /// Why.
        why: Error,
        /// How long it waits before the next attempt, unless the server answers a call or
        /// something is sent before.
        retry_in: Duration,
    },
    /// Something happened on the server.
    Server(ServerEvent),
    /// Something happened that this version cannot read, for the server is newer: update the
    /// program. The stream goes on after it, and an attached store reads again what is shown.
    Unreadable {
        /// The event's name.
        name: String,
    },
    /// The session is over, and with it the stream: log in, then open a new one.
    LoggedOut(Error),
    /// The store cannot be read or written, and with that the stream is over; only where one is
    /// [attached](Client::attach). Nothing is lost: attach it again when it can be.
    StoreFailed(Error),
}

/// An event on its way to the application, and up to where everything is known with it.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) event: Event,
    pub(crate) cursor: Option<Cursor>,
}

/// The events of a session, as a [`Stream`]; made by [`Client::events`].
///
/// It connects by itself, and again after each failure, and then asks for what it missed: every
/// event comes once, in order. Presence and typing are the exception, which are told only to who
/// is there. It ends after [`Event::LoggedOut`] and [`Event::StoreFailed`], and never otherwise.
/// Dropping it closes the connection.
#[derive(Debug)]
#[must_use = "dropping it closes the connection, and detaches an attached store"]
pub struct EventStream {
    queue: mpsc::Receiver<Told>,
    cursor: Option<Cursor>,
}

impl Client {
    /// Opens the stream of events, from now on.
    ///
    /// Each stream is a connection of its own: one is enough for most programs. An application
    /// that reads slowly harms only itself: 1,024 events wait for it, then the server waits too.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn events(&self) -> EventStream {
        self.open_stream(self.user_id(), None)
    }

    /// Opens the stream of events with what has happened since a cursor, that of
    /// [`EventStream::cursor`] or of a [snapshot](crate::sync::Sync::snapshot).
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn events_since(&self, cursor: Cursor) -> EventStream {
        self.open_stream(self.user_id(), Some(cursor))
    }

    /// The same for this user, and nobody who logs in later.
    pub(crate) fn open_stream(&self, user: Option<UserId>, cursor: Option<Cursor>) -> EventStream {
        let (sender, queue) = mpsc::channel(QUEUE);
        tokio::spawn(follow::follow(self.clone(), user, cursor, sender));
        EventStream { queue, cursor }
    }
}

impl EventStream {
    /// A stream of what somebody else puts into the queue.
    pub(crate) fn of(queue: mpsc::Receiver<Told>, cursor: Option<Cursor>) -> Self {
        Self { queue, cursor }
    }

    /// Waits for the next event; `None` after the last one. Loses none when dropped.
    pub async fn next(&mut self) -> Option<Event> {
        let told = self.queue.recv().await;
        self.hand_out(told)
    }

    /// The next event with its cursor.
    pub(crate) async fn told(&mut self) -> Option<Told> {
        self.queue.recv().await
    }

    /// The same if it is there already.
    pub(crate) fn waiting(&mut self) -> Option<Told> {
        self.queue.try_recv().ok()
    }

    /// Up to where everything is known with the events that were handed out. Who keeps it with
    /// what they brought goes on there with [`Client::events_since`]. `None` before the first
    /// [`Event::Synced`] of a stream that began without one. [`Event::Reset`] leaves it where it was: who
    /// does not read anew before the next event, and keeps what it has then, has a gap. An attached store
    /// may be further: what it has is told at most once.
    pub fn cursor(&self) -> Option<Cursor> {
        self.cursor
    }

    fn hand_out(&mut self, told: Option<Told>) -> Option<Event> {
        let Told { event, cursor } = told?;
        // What lies before a reset is not known before it was read.
        if !matches!(event, Event::Reset(_)) {
            self.cursor = cursor.or(self.cursor);
        }
        Some(event)
    }
}

impl Stream for EventStream {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        let told = ready!(self.queue.poll_recv(cx));
        Poll::Ready(self.hand_out(told))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reset_leaves_the_cursor_before_the_gap() {
        let (sender, queue) = mpsc::channel(2);
        let [before, after] = [5, 9].map(|pos| Cursor { epoch: 1, pos });
        let mut stream = EventStream::of(queue, Some(before));
        let reset = r#"{"cursor":"00000001.9","reason":"too_old"}"#;
        let reset = Event::Reset(serde_json::from_str(reset).unwrap());
        sender.send(Told { event: reset, cursor: Some(after) }).await.unwrap();
        sender.send(Told { event: Event::Synced, cursor: Some(after) }).await.unwrap();
        stream.next().await;
        assert_eq!(stream.cursor(), Some(before));
        stream.next().await;
        assert_eq!(stream.cursor(), Some(after));
    }
}
