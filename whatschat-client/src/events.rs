//! What happens on the server, as it happens.

mod connection;
mod dial;
mod follow;
mod packet;

use crate::{Client, Error};
use futures_util::Stream;
use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::sync::mpsc;
use whatschat_core::socket::ServerEvent;

/// How many events wait for a slow application before the socket is read no further.
const QUEUE: usize = 1024;

/// What an [`EventStream`] tells. Neither this nor [`ServerEvent`] hides that it may grow: a new
/// event is one that an application should be told of by its compiler.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a box would stand in the way of every pattern")]
pub enum Event {
    /// The server accepted the connection: from here on nothing is missed, until
    /// [`Disconnected`](Self::Disconnected). What happened before is not repeated, so read again
    /// what you show: chats with [`list`](crate::chats::Chats::list), and messages with
    /// [`since`](crate::messages::Messages::since).
    Connected,
    /// The connection is gone, or could not be made. The stream tries again by itself.
    Disconnected {
        /// Why.
        why: Error,
        /// How long it waits before the next attempt.
        retry_in: Duration,
    },
    /// Something happened on the server.
    Server(ServerEvent),
    /// The session is over, and with it the stream: log in, then open a new one.
    LoggedOut(Error),
}

/// The events of a session, as a [`Stream`]; made by [`Client::events`].
///
/// It connects by itself, and again after each failure. It ends after [`Event::LoggedOut`], and
/// never otherwise. Dropping it closes the connection.
#[derive(Debug)]
pub struct EventStream(mpsc::Receiver<Event>);

impl Client {
    /// Opens the stream of events.
    ///
    /// Each stream is a connection of its own: one is enough for most programs. An application
    /// that reads slowly harms only itself: 1,024 events wait for it, then the server waits too.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn events(&self) -> EventStream {
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(follow::follow(self.clone(), sender));
        EventStream(receiver)
    }
}

impl EventStream {
    /// Waits for the next event; `None` after [`Event::LoggedOut`]. Loses none when dropped.
    pub async fn next(&mut self) -> Option<Event> {
        self.0.recv().await
    }
}

impl Stream for EventStream {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        self.0.poll_recv(cx)
    }
}
