use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use super::engine::{SendError, Session, random_id};
use super::handler::Handler;
use super::packet::Packet;

/// A client in a namespace. Clones are cheap, and are the same socket.
pub struct Socket<H: Handler>(Arc<Inner<H::State>>);

struct Inner<State> {
    id: String,
    namespace: String,
    connected: AtomicBool,
    session: Arc<Session>,
    state: State,
}

/// An event was not emitted.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// Its data has no form in JSON.
    #[error(transparent)]
    Encode(#[from] serde_json::Error),
    /// It could not be sent.
    #[error(transparent)]
    Send(#[from] SendError),
}

impl<H: Handler> Socket<H> {
    pub(super) fn new(namespace: String, session: Arc<Session>) -> Self {
        Self(Arc::new(Inner {
            // Not the session's: that one is secret, this one is shown around.
            id: random_id(),
            namespace,
            connected: AtomicBool::new(false),
            session,
            state: H::State::default(),
        }))
    }

    /// The name of the socket. The client knows it too.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The namespace it is in.
    pub fn namespace(&self) -> &str {
        &self.0.namespace
    }

    /// The `Accept-Language` of the request that opened the connection.
    pub fn languages(&self) -> Option<&str> {
        self.0.session.languages()
    }

    /// What the application keeps with it.
    pub fn state(&self) -> &H::State {
        &self.0.state
    }

    /// Sends an event to this socket. For many sockets, make a [`Packet`] and [`send`](Self::send) it.
    pub fn emit(&self, name: &str, data: &impl Serialize) -> Result<(), EmitError> {
        let packet = Packet::event_in(self.namespace(), name, data)?;
        Ok(self.send(&packet)?)
    }

    /// Sends a packet, which must be one for the namespace of this socket.
    ///
    /// It is queued: to be sent is not to be received. A client whose queue is full is dropped.
    pub fn send(&self, packet: &Packet) -> Result<(), SendError> {
        if self.0.connected.load(Ordering::Acquire) {
            self.0.session.send(&packet.frames)
        } else {
            Err(SendError::Closed)
        }
    }

    /// Sends a packet if little waits for the client; [`SendError::Full`] is no harm done.
    pub fn offer(&self, packet: &Packet) -> Result<(), SendError> {
        if self.0.connected.load(Ordering::Acquire) {
            self.0.session.offer(&packet.frames)
        } else {
            Err(SendError::Closed)
        }
    }

    /// Waits until an [`offer`](Self::offer) may be taken. False: the socket is closed.
    pub async fn room(&self) -> bool {
        self.0.session.room().await
    }

    /// Tells the client that it is disconnected, for good, and closes its connection,
    /// which ends its sockets in other namespaces too.
    pub fn disconnect(&self) {
        // If it is gone already, so much the better.
        let _ = self.send(&Packet::disconnect(self.namespace()));
        self.0.session.close();
    }

    /// Closes its connection as if the network had: the client comes again.
    pub fn drop_connection(&self) {
        self.0.session.close();
    }

    /// Whether the client is there, as far as the server knows.
    pub fn is_connected(&self) -> bool {
        self.0.connected.load(Ordering::Acquire) && self.0.session.is_open()
    }

    /// What waits to be sent to the client.
    pub fn queued_bytes(&self) -> usize {
        self.0.session.queued_bytes()
    }

    pub(super) fn set_connected(&self, connected: bool) {
        self.0.connected.store(connected, Ordering::Release);
    }
}

impl<H: Handler> Clone for Socket<H> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<H: Handler> fmt::Debug for Socket<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket")
            .field("id", &self.0.id)
            .field("namespace", &self.0.namespace)
            .finish_non_exhaustive()
    }
}
