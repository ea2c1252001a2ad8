use std::sync::Arc;

use super::packet::Packet;
use super::table::Connection;
use super::{CloseReason, Engine, Malformed, Service, payload};

impl<S: Service> Engine<S> {
    /// Handles the packets of a polling body, as [`receive`](Self::receive) does one.
    pub(super) async fn receive_payload(
        &self,
        connection: &Arc<Connection<S>>,
        inbox: &mut S::Inbox,
        body: &[u8],
    ) -> Result<(), CloseReason> {
        let body = std::str::from_utf8(body).map_err(|_| blame(Malformed("invalid UTF-8")))?;
        for packet in payload::decode(body) {
            self.receive(connection, inbox, packet.map_err(blame)?).await?;
        }
        Ok(())
    }

    /// Handles one packet. An error is the reason why the session must end.
    pub(super) async fn receive(
        &self,
        connection: &Arc<Connection<S>>,
        inbox: &mut S::Inbox,
        packet: Packet<'_>,
    ) -> Result<(), CloseReason> {
        let session = &connection.session;
        match packet {
            _ if !session.is_open() => Ok(()),
            Packet::Message(message) => {
                let _guard = EndOnPanic(self, connection);
                let _at_work = session.at_work();
                // Boxed, so that an idle session does not carry the room for a handler's future.
                let handled = Box::pin(self.0.service.message(session, inbox, message));
                handled.await.map_err(blame)
            }
            Packet::Pong => {
                session.pong();
                Ok(())
            }
            Packet::Close => Err(CloseReason::Client),
            Packet::Noop => Ok(()),
            Packet::Ping(_) => Err(blame(Malformed("clients do not ping"))),
            Packet::Upgrade => Err(blame(Malformed("nothing to upgrade"))),
        }
    }
}

/// The reason to end the session of a client that broke the protocol.
pub(super) fn blame(malformed: Malformed) -> CloseReason {
    tracing::debug!(%malformed, "a client broke the protocol");
    CloseReason::Malformed
}

/// A handler that panics takes its session with it, and nothing else.
struct EndOnPanic<'a, S: Service>(&'a Engine<S>, &'a Arc<Connection<S>>);

impl<S: Service> Drop for EndOnPanic<'_, S> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.end(self.1, CloseReason::Transport);
        }
    }
}
