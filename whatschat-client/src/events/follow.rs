//! Keeps a connection open for as long as the session lasts.

use super::{Event, Told, connection::Connection, packet::Packet};
use crate::{Client, Error, away::Away, call};
use serde_json::Value;
use std::convert::Infallible;
use tokio::sync::mpsc;
use whatschat_core::id::UserId;
use whatschat_core::socket::{ServerEvent, cursor_of};
use whatschat_core::sync::Cursor;

/// Fills the queue of a stream until the stream is dropped or the session is over.
pub(super) async fn follow(
    client: Client,
    user: Option<UserId>,
    since: Option<Cursor>,
    queue: mpsc::Sender<Told>,
) {
    let mut follower = Follower { client: client.clone(), user, since, queue };
    let queue = follower.queue.clone();
    tokio::select! {
        biased; // what waits to be sent is not sent in the name of who has left
        () = queue.closed() => return,
        () = client.session_ends(user) => {}
        () = follower.stay_connected() => {}
    }
    let farewell = Event::LoggedOut(client.0.session.why_over());
    drop(queue.send(farewell.into()).await); // fails where nobody listens
}

struct Follower {
    client: Client,
    user: Option<UserId>,
    /// Up to where the queue has had everything.
    since: Option<Cursor>,
    queue: mpsc::Sender<Told>,
}

impl Follower {
    /// Connects again and again; done when the session is over.
    async fn stay_connected(&mut self) {
        let mut away = Away::of(&self.client);
        loop {
            let Err(why) = self.connect_and_relay(&mut away).await;
            if self.client.session_has_ended(self.user) {
                return;
            }
            let retry_in = away.failed(&why);
            tracing::debug!(%why, ?retry_in, "the event stream is disconnected");
            drop(self.queue.send(Event::Disconnected { why, retry_in }.into()).await);
            away.wait().await;
        }
    }

    async fn connect_and_relay(&mut self, away: &mut Away) -> Result<Infallible, Error> {
        let (client, since) = (&self.client, self.since);
        let open = |token| Connection::open(client, token, since);
        let mut connection = client.with_token_of(self.user, open).await?;
        away.over();
        connection.pass(Event::Connected.into(), &self.queue).await?;
        loop {
            if let Packet::Event { name, payload } = connection.packet().await? {
                self.relay(&mut connection, &name, payload).await?;
            }
        }
    }

    /// Passes an event on, unless the stream has had it.
    async fn relay(
        &mut self,
        connection: &mut Connection,
        name: &str,
        payload: Value,
    ) -> Result<(), Error> {
        let cursor = cursor_of(&payload);
        let Some(event) = read(name, payload) else { return Ok(()) };
        let event = match event {
            Event::Server(ServerEvent::Synced(_)) => Event::Synced,
            Event::Server(ServerEvent::SyncReset(reset)) => Event::Reset(reset),
            _ if is_known(self.since, cursor) => return Ok(()),
            event => event,
        };
        connection.pass(Told { event, cursor }, &self.queue).await?;
        self.since = cursor.or(self.since);
        Ok(())
    }
}

impl From<Event> for Told {
    fn from(event: Event) -> Self {
        Self { event, cursor: None }
    }
}

/// Whether the log entry at `cursor` is one of those up to `since`.
fn is_known(since: Option<Cursor>, cursor: Option<Cursor>) -> bool {
    since.zip(cursor).is_some_and(|(since, cursor)| since.covers(cursor))
}

/// Reads an event. What a newer server tells must not stop an older client: `None` for an event
/// that is unknown here.
fn read(name: &str, payload: Value) -> Option<Event> {
    let Some(event) = ServerEvent::read(name, payload) else {
        tracing::debug!(name, "an event that this version does not know");
        return None;
    };
    Some(event.map_or_else(
        |error| {
            tracing::warn!(name, error = call::unreadable(&error), "an unreadable event");
            Event::Unreadable { name: name.into() }
        },
        Event::Server,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_a_newer_server_is_passed_over_or_told_of() {
        assert!(read("from_the_future", Value::Null).is_none());
        let unreadable = read("new_message", Value::Null).unwrap();
        assert!(matches!(unreadable, Event::Unreadable { name } if name == "new_message"));
    }

    #[test]
    fn an_event_is_known_up_to_the_cursor_of_the_same_log() {
        let at = |epoch, pos| Some(Cursor { epoch, pos });
        assert!(is_known(at(1, 7), at(1, 7)));
        assert!(!is_known(at(1, 7), at(1, 8)));
        assert!(!is_known(at(1, 7), at(2, 3)), "another log begins anew");
        assert!(!is_known(None, at(1, 1)));
        assert!(!is_known(at(1, 7), None), "presence has no place in the log");
    }
}
