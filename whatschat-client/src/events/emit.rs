//! Events from the client to the server, over a socket that a stream holds open.

use crate::{Client, Error, NetworkError, Refusal, builder::REQUEST_TIMEOUT, call};
use futures_util::future::join_all;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::{Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use whatschat_core::Locale;
use whatschat_core::envelope::{Failure, Success};
use whatschat_core::id::UserId;
use whatschat_core::socket::{Authenticate, ClientEventKind};

/// How many events wait to be sent over one socket.
const QUEUE: usize = 64;

/// An event that is to be sent, and who waits for its acknowledgement.
#[derive(Debug)]
pub(super) struct Emission {
    pub(super) name: &'static str,
    pub(super) payload: Value,
    pub(super) acknowledged: oneshot::Sender<Value>,
}

/// The way to a socket, and whose that is.
#[derive(Debug)]
struct Socket {
    user: Option<UserId>,
    emissions: mpsc::Sender<Emission>,
}

/// The sockets that are open, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Sockets(Mutex<Vec<Socket>>);

impl Sockets {
    /// Makes the way to a user's socket known, for as long as its other end is there.
    pub(super) fn open(&self, user: Option<UserId>) -> mpsc::Receiver<Emission> {
        let (emissions, receiver) = mpsc::channel(QUEUE);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|socket| !socket.emissions.is_closed());
        open.push(Socket { user, emissions });
        receiver
    }

    /// Those of a user; others' may still be there for a moment.
    fn of(&self, user: Option<UserId>) -> Vec<mpsc::Sender<Emission>> {
        let open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = open.iter().filter(|socket| socket.user == user);
        let ways = theirs.map(|socket| &socket.emissions);
        ways.filter(|emissions| !emissions.is_closed()).cloned().collect()
    }
}

impl Client {
    /// Sends an event over the socket of an open [`EventStream`](crate::EventStream), and awaits
    /// the server's acknowledgement; the rooms have short ways to it.
    ///
    /// Keep reading the stream meanwhile: where 1,024 events wait to be read, the
    /// acknowledgement waits behind them.
    ///
    /// # Errors
    /// [`Error::Network`] where no stream is connected, or where it is cut off: then nobody knows
    /// whether the event arrived. [`Error::Refused`] where the server says no.
    pub async fn emit<E: ClientEventKind>(&self, event: E) -> Result<E::Ack, Error> {
        let socket = self.0.sockets.of(self.user_id()).into_iter().next();
        emit(socket.ok_or_else(|| NetworkError::new("no event stream is connected"))?, event).await
    }

    /// Tells the sockets that are open in which language they are spoken to. A socket that hears
    /// again whose it is goes on as it was.
    pub(crate) async fn speak(&self, locale: Locale) {
        let tell = async |socket: mpsc::Sender<Emission>| {
            let tell = |token| {
                let language = Some(locale.tag().to_owned());
                emit(socket.clone(), Authenticate { token, language, since: None })
            };
            // One that breaks says it as it opens again.
            if let Err(error) = self.with_token(tell).await {
                tracing::debug!(%error, "a socket was not told of the language");
            }
        };
        join_all(self.0.sockets.of(self.user_id()).into_iter().map(tell)).await;
    }
}

async fn emit<E: ClientEventKind>(
    socket: mpsc::Sender<Emission>,
    event: E,
) -> Result<E::Ack, Error> {
    let payload =
        serde_json::to_value(event).map_err(|error| Error::protocol(call::unreadable(&error)))?;
    let (acknowledged, answer) = oneshot::channel();
    let emission = Emission { name: E::EVENT, payload, acknowledged };
    let sent = async {
        socket.send(emission).await.ok()?;
        answer.await.ok()
    };
    let answer = timeout(REQUEST_TIMEOUT, sent)
        .await
        .map_err(|_| NetworkError::new("no acknowledgement"))?;
    read(answer.ok_or_else(|| NetworkError::new("the event stream lost its connection"))?)
}

/// Reads an acknowledgement, which has the shape of a REST answer.
fn read<A: DeserializeOwned>(answer: Value) -> Result<A, Error> {
    let unreadable = |error| Error::protocol(call::unreadable(&error));
    if answer["success"] == false {
        let failure: Failure = serde_json::from_value(answer).map_err(unreadable)?;
        return Err(Refusal::on_socket(failure.error).into());
    }
    let success: Success<A> = serde_json::from_value(answer).map_err(unreadable)?;
    success.data.map_or_else(|| serde_json::from_value(Value::Null).map_err(unreadable), Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_over_a_socket_of_somebody_else() {
        let (sockets, theirs) = (Sockets::default(), Some(UserId::nil()));
        let kept = sockets.open(theirs);
        let _mine = sockets.open(Some(uuid::Uuid::max().into()));
        assert_eq!(sockets.of(theirs).len(), 1);
        drop(kept);
        assert!(sockets.of(theirs).is_empty());
    }
}
