//! How requests become WebSockets.

use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use poem::http::{StatusCode, header};
use poem::{OnUpgrade, Request, Response};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as WsMessage;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::packet::{Frame, Packet};
use super::refusal::Refusal;
use super::session::{Transport, Upgrade};
use super::table::Connection;
use super::websocket::{self, WebSocket};
use super::{CloseReason, Engine, Service, Session};

impl<S: Service> Engine<S> {
    /// A new session, by WebSocket from the start.
    pub(super) fn open_websocket(&self, request: &Request) -> Result<Response, Refusal> {
        let (upgrade, response) = switch(request)?;
        let connection = self.open(Transport::WebSocket, request)?;
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            let Ok(io) = upgrade.await else {
                return engine.end(&connection, CloseReason::Transport);
            };
            let websocket = websocket::accept(io, &engine.0.config).await;
            engine.serve(&connection, websocket).await;
        });
        Ok(response)
    }

    /// A session that began by polling tries a WebSocket.
    pub(super) fn upgrade(&self, id: &str, request: &Request) -> Result<Response, Refusal> {
        let connection = self.find(id)?;
        let (upgrade, response) = switch(request)?;
        let engine = self.clone();
        self.0.tasks.spawn(async move {
            if let Ok(io) = upgrade.await {
                let websocket = websocket::accept(io, &engine.0.config).await;
                engine.move_to(websocket, &connection).await;
            }
        });
        Ok(response)
    }

    async fn move_to(&self, mut websocket: WebSocket, connection: &Arc<Connection<S>>) {
        let session = &connection.session;
        if !session.is_polling() {
            return websocket::hang_up(websocket).await;
        }
        let moved = tokio::select! {
            moved = timeout(self.0.config.upgrade_timeout, probe(session, &mut websocket)) => moved,
            () = session.closed() => Ok(None),
        };
        if let Ok(Some(())) = moved {
            self.serve(connection, websocket).await;
        } else {
            websocket::hang_up(websocket).await;
        }
    }
}

/// The client tries the WebSocket by a ping, then decides for it. `None`: it goes on polling.
async fn probe(session: &Session, websocket: &mut WebSocket) -> Option<()> {
    let ping = websocket.next().await?.ok()?;
    if Packet::decode(ping.to_text().ok()?) != Ok(Packet::Ping("probe")) {
        return None;
    }
    let upgrade = Upgrade::begin(session)?;
    websocket.send(WsMessage::from(Frame::probe_answer())).await.ok()?;
    let decision = websocket.next().await?.ok()?;
    if Packet::decode(decision.to_text().ok()?) != Ok(Packet::Upgrade) {
        return None;
    }
    upgrade.complete();
    Some(())
}

/// Switches protocols: the answer, and what becomes the connection after it.
fn switch(request: &Request) -> Result<(OnUpgrade, Response), Refusal> {
    let key = request.header(header::SEC_WEBSOCKET_KEY).ok_or(Refusal::BadRequest)?;
    let upgrade = request.take_upgrade().map_err(|_| Refusal::BadRequest)?;
    let response = Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_ACCEPT, derive_accept_key(key.as_bytes()))
        .finish();
    Ok((upgrade, response))
}
