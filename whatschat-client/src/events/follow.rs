//! Keeps a connection open for as long as the session lasts.

use super::{Event, connection::Connection, packet::Packet};
use crate::{Client, Error, Retry, backoff::Backoff, call, session};
use serde_json::Value;
use std::{convert::Infallible, time::Duration};
use tokio::sync::mpsc;
use whatschat_core::id::UserId;
use whatschat_core::socket::ServerEvent;

const LEAST_WAIT: Duration = Duration::from_millis(500);
const MOST_WAIT: Duration = Duration::from_secs(30);

/// Fills the queue of a stream until the stream is dropped or the session is over.
pub(super) async fn follow(client: Client, queue: mpsc::Sender<Event>) {
    let user = client.user_id();
    tokio::select! {
        () = queue.closed() => return,
        () = over(&client, user) => {}
        () = stay_connected(&client, &queue) => {}
    }
    let farewell = Event::LoggedOut(client.0.session.why_over());
    drop(queue.send(farewell).await); // fails where nobody listens
}

/// Waits until `user` is no longer the one who is logged in.
async fn over(client: &Client, user: Option<UserId>) {
    let mut changes = client.token_changes();
    // Fails where the client is gone, and it is here.
    drop(changes.wait_for(|now| session::has_ended(user, now.as_ref())).await);
}

/// Connects again and again; done when nobody is logged in.
async fn stay_connected(client: &Client, queue: &mpsc::Sender<Event>) {
    let mut backoff = Backoff::new(LEAST_WAIT, MOST_WAIT);
    loop {
        let Err(why) = connect_and_relay(client, queue, &mut backoff).await;
        if client.tokens().is_none() {
            return;
        }
        let retry_in = backoff.next(asked_wait(&why));
        tracing::debug!(%why, ?retry_in, "the event stream is disconnected");
        drop(queue.send(Event::Disconnected { why, retry_in }).await);
        tokio::time::sleep(retry_in).await;
    }
}

async fn connect_and_relay(
    client: &Client,
    queue: &mpsc::Sender<Event>,
    backoff: &mut Backoff,
) -> Result<Infallible, Error> {
    let mut connection = client.with_token(|token| Connection::open(client, token)).await?;
    backoff.reset();
    connection.pass(Event::Connected, queue).await?;
    loop {
        if let Packet::Event { name, payload } = connection.packet().await?
            && let Some(event) = read(&name, payload)
            && !matches!(event, ServerEvent::Synced(_) | ServerEvent::SyncReset(_))
        {
            connection.pass(Event::Server(event), queue).await?;
        }
    }
}

/// Reads an event; `None` for one of a newer server, which must not stop an older client.
fn read(name: &str, payload: Value) -> Option<ServerEvent> {
    let Some(event) = ServerEvent::read(name, payload) else {
        tracing::debug!(name, "an event that this version does not know");
        return None;
    };
    event
        .inspect_err(|error| {
            tracing::warn!(name, error = call::unreadable(error), "an unreadable event");
        })
        .ok()
}

/// How long the server asked to wait, if it did.
fn asked_wait(error: &Error) -> Option<Duration> {
    match (error, error.retry()) {
        (Error::Refused(refusal), Retry::After(_)) => refusal.retry_after,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_a_newer_server_is_passed_over() {
        assert_eq!(read("from_the_future", Value::Null), None);
        assert_eq!(read("new_message", Value::Null), None);
    }
}
