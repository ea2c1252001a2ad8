use poem::{Endpoint, Request, Response};

use super::config::Config;
use super::engine::Engine;
use super::handler::Handler;
use super::protocol::Protocol;

/// A Socket.IO server: an endpoint to mount at `/socket.io`, and a handle that is cheap to clone.
///
/// Requests from other origins need CORS headers; a middleware around it sets those.
pub struct SocketIo<H: Handler>(Engine<Protocol<H>>);

impl<H: Handler> SocketIo<H> {
    /// Starts a server. Must be called in a Tokio runtime.
    pub fn new(handler: H, config: Config) -> Self {
        let engine = config.engine.clone();
        Self(Engine::new(Protocol { handler, config }, engine))
    }

    /// The handler it was made of.
    pub fn handler(&self) -> &H {
        &self.0.service().handler
    }

    /// The number of clients, whether or not they have joined a namespace.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no clients.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Closes all connections and refuses new ones. Returns when the handler has heard of all.
    ///
    /// Clients take it for a loss of the connection and try again, as they should
    /// when a server restarts; [`Socket::disconnect`](super::Socket::disconnect) is for good.
    pub async fn close_all(&self) {
        self.0.close_all().await;
    }
}

impl<H: Handler> Clone for SocketIo<H> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<H: Handler> Endpoint for SocketIo<H> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        self.0.call(request).await
    }
}
