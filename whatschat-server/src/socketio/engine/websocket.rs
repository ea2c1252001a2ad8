//! The life of a WebSocket. One task serves it, reading and writing at once.

use std::sync::Arc;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use poem::Upgraded;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message as WsMessage};

use super::outbox::Batch;
use super::packet::{Message, Packet};
use super::receive::blame;
use super::session::LINGER;
use super::table::Connection;
use super::{CloseReason, Config, Engine, Service, Session};

pub(super) type WebSocket = WebSocketStream<Upgraded>;

/// The buffers are small because most sockets are idle most of the time, and because the one for
/// writing is never given back. Larger messages fit all the same.
pub(super) async fn accept(io: Upgraded, config: &Config) -> WebSocket {
    let buffers = WebSocketConfig::default()
        .read_buffer_size(2 << 10)
        .write_buffer_size(8 << 10)
        .max_message_size(Some(config.max_payload_bytes))
        .max_frame_size(Some(config.max_payload_bytes));
    WebSocketStream::from_raw_socket(io, Role::Server, Some(buffers)).await
}

impl<S: Service> Engine<S> {
    /// Serves a session by WebSocket until it is over.
    pub(super) async fn serve(&self, connection: &Arc<Connection<S>>, websocket: WebSocket) {
        let (sink, stream) = websocket.split();
        let (sink, (stream, reason)) =
            tokio::join!(write(&connection.session, sink), self.read(connection, stream),);
        self.end(connection, reason);
        if let Ok(websocket) = sink.reunite(stream) {
            hang_up(websocket).await;
        }
    }

    /// Handles one message after the other: while a handler runs, nothing is read, and TCP tells
    /// the client to slow down. A handler is never cut in the middle.
    async fn read(
        &self,
        connection: &Arc<Connection<S>>,
        mut stream: SplitStream<WebSocket>,
    ) -> (SplitStream<WebSocket>, CloseReason) {
        loop {
            let message = tokio::select! {
                message = stream.next() => message,
                () = connection.session.closed() => return (stream, CloseReason::Transport),
            };
            let received = match message {
                Some(Ok(message)) => self.receive_websocket(connection, message).await,
                Some(Err(error)) => Err(why(&error)),
                None => Err(CloseReason::Transport),
            };
            if let Err(reason) = received {
                connection.session.abort(reason);
                return (stream, reason);
            }
        }
    }

    async fn receive_websocket(
        &self,
        connection: &Arc<Connection<S>>,
        message: WsMessage,
    ) -> Result<(), CloseReason> {
        let packet = match &message {
            WsMessage::Text(text) => Packet::decode(text).map_err(blame)?,
            WsMessage::Binary(data) => Packet::Message(Message::Binary(data.clone())),
            WsMessage::Close(_) => return Err(CloseReason::Transport),
            WsMessage::Ping(_) | WsMessage::Pong(_) | WsMessage::Frame(_) => return Ok(()),
        };
        // A post that came before the upgrade may still be at work.
        let mut inbox = connection.inbox.lock().await;
        self.receive(connection, &mut inbox, packet).await
    }
}

/// Writes what waits, all at once, until the session is over.
async fn write(
    session: &Session,
    mut sink: SplitSink<WebSocket, WsMessage>,
) -> SplitSink<WebSocket, WsMessage> {
    while let Some(mut batch) = session.next_batch().await {
        // A client that does not read blocks the write: then only closing ends it.
        let written = tokio::select! {
            written = write_batch(&mut sink, &mut batch) => written,
            () = session.closed() => break,
        };
        session.sent(&batch);
        if written.is_err() {
            session.abort(CloseReason::Transport);
        }
    }
    session.finish();
    sink
}

/// One flush for many frames is ten times as fast as a flush for each.
async fn write_batch(
    sink: &mut SplitSink<WebSocket, WsMessage>,
    batch: &mut Batch,
) -> Result<(), Error> {
    for frame in batch.frames.drain(..) {
        sink.feed(frame.into()).await?;
    }
    sink.flush().await
}

fn why(error: &Error) -> CloseReason {
    let vanished = matches!(error, Error::Protocol(ProtocolError::ResetWithoutClosingHandshake));
    let broken = matches!(error, Error::Capacity(_) | Error::Protocol(_) | Error::Utf8(_));
    if broken && !vanished { CloseReason::Malformed } else { CloseReason::Transport }
}

/// Says goodbye and waits for the answer: to close while something is unread
/// would take from the client what it has not read yet.
pub(super) async fn hang_up(mut websocket: WebSocket) {
    let goodbye = async {
        websocket.close(None).await?;
        while websocket.next().await.transpose()?.is_some() {}
        Ok::<(), Error>(())
    };
    // Who does not answer in time is cut off.
    let _ = timeout(LINGER, goodbye).await;
}
