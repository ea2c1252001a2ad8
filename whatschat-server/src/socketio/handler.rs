use serde_json::Value;

use super::args::{Args, Event};
use super::engine::CloseReason;
use super::socket::Socket;

/// What an application does with its sockets.
///
/// The methods of one client's sockets never run at the same time; those of different clients do.
pub trait Handler: Send + Sync + Sized + 'static {
    /// What the application keeps with each socket.
    type State: Default + Send + Sync + 'static;

    /// Whether there is such a namespace.
    fn serves(&self, namespace: &str) -> bool {
        namespace == "/"
    }

    /// A client wants to connect, with what it gave as `auth`; an object, perhaps empty.
    /// If it may not, it is sent the error, `{"message": …}` by custom.
    fn connect(
        &self,
        socket: &Socket<Self>,
        auth: Value,
    ) -> impl Future<Output = Result<(), Value>> + Send;

    /// The client was told that it is connected. What is sent now is the first that it gets.
    fn connected(&self, _socket: &Socket<Self>) {}

    /// An event. The answer is sent if the client [wants](Event::wants_ack) one.
    ///
    /// Nothing is read from the client meanwhile, pongs included, and that time does not count for
    /// the ping's timeout.
    fn event(
        &self,
        socket: &Socket<Self>,
        event: Event,
    ) -> impl Future<Output = Option<Args>> + Send;

    /// An event was handled, and its answer is on its way. What is sent now comes after it.
    fn answered(&self, _socket: &Socket<Self>) {}

    /// The socket is no longer connected. Called once for each that was.
    fn disconnect(
        &self,
        _socket: &Socket<Self>,
        _reason: Reason,
    ) -> impl Future<Output = ()> + Send {
        async {}
    }
}

/// Why a socket is no longer connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The client left the namespace.
    Left,
    /// The connection is over.
    Closed(CloseReason),
}
