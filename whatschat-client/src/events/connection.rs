//! One connection to the server's socket, from its opening to its end.

use super::Told;
use super::dial::{WebSocket, broken, dial};
use super::emit::Emission;
use super::packet::{Open, Packet};
use crate::session::user_of;
use crate::{Client, Error, NetworkError, Refusal, builder::CONNECT_TIMEOUT, call};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use whatschat_core::socket::Authenticate;
use whatschat_core::sync::Cursor;

/// The answer to [`Packet::Ping`]. Engine.IO takes it unasked as well.
const PONG: &str = "3";

/// A connection that the server has accepted.
pub(super) struct Connection {
    socket: WebSocket,
    /// How long the server may be silent before it counts as gone.
    silence: Duration,
    ping_interval: Duration,
    /// When the server must hear from us, even if its ping was not read yet.
    pong_due: Instant,
    /// What the application wants to be sent.
    emissions: mpsc::Receiver<Emission>,
    /// Who waits for which acknowledgement.
    awaited: HashMap<u64, oneshot::Sender<Value>>,
    last_ack: u64,
}

impl Connection {
    /// Connects with an access token, and asks for what happened since the cursor.
    pub(super) async fn open(
        client: &Client,
        token: String,
        since: Option<Cursor>,
    ) -> Result<Self, Error> {
        let opening = async {
            let mut connection = Self::new(dial(client).await?);
            let user = user_of(&token);
            connection.greet(Authenticate { token, language: None, since }).await?;
            connection.emissions = client.0.sockets.open(user);
            Ok(connection)
        };
        timeout(CONNECT_TIMEOUT, opening).await.unwrap_or_else(|_| Err(lost("it took too long")))
    }

    fn new(socket: WebSocket) -> Self {
        let (silence, ping_interval) = (CONNECT_TIMEOUT, CONNECT_TIMEOUT);
        let pong_due = Instant::now() + ping_interval;
        // Nothing can be sent before the server knows who one is.
        let (_, emissions) = mpsc::channel(1);
        let awaited = HashMap::new();
        Self { socket, silence, ping_interval, pong_due, emissions, awaited, last_ack: 0 }
    }

    /// Learns the server's rhythm, shows the token, and awaits the verdict.
    async fn greet(&mut self, auth: Authenticate) -> Result<(), Error> {
        let Packet::Open(rhythm) = self.packet().await? else {
            return Err(Error::protocol("the socket did not begin with an open packet"));
        };
        self.keep_time(rhythm);
        let auth = serde_json::to_string(&auth)
            .map_err(|error| Error::protocol(call::unreadable(&error)))?;
        self.write(format!("40{auth}")).await?;
        loop {
            match self.packet().await? {
                Packet::Connect => return Ok(()),
                Packet::ConnectError(Some(error)) => return Err(Refusal::on_socket(error).into()),
                Packet::ConnectError(None) => {
                    return Err(Error::protocol("refused without reason"));
                }
                _ => {}
            }
        }
    }

    fn keep_time(&mut self, rhythm: Open) {
        // At least a second: a server that says 0 must not make us spin.
        self.ping_interval = Duration::from_millis(rhythm.ping_interval.max(1000).into());
        self.silence = self.ping_interval + Duration::from_millis(rhythm.ping_timeout.into());
    }

    /// The next packet; pings are answered on the way, and what the application wants is sent.
    pub(super) async fn packet(&mut self) -> Result<Packet, Error> {
        loop {
            match self.read().await? {
                Message::Text(frame) => match Packet::parse(&frame) {
                    Ok(Packet::Ping) => self.pong().await?,
                    Ok(Packet::Close) => return Err(lost("it closed the connection")),
                    Ok(Packet::Ack { id, payload }) => self.acknowledge(id, payload),
                    Ok(packet) => return Ok(packet),
                    Err(error) => {
                        tracing::warn!(error = call::unreadable(&error), "an unreadable packet");
                    }
                },
                Message::Close(_) => return Err(lost("it closed the connection")),
                _ => {}
            }
        }
    }

    /// Puts an event into the queue, however long that takes. Nothing is read meanwhile, so that
    /// a slow application slows its own socket; the server still hears that we are there.
    pub(super) async fn pass(
        &mut self,
        told: Told,
        queue: &mpsc::Sender<Told>,
    ) -> Result<(), Error> {
        loop {
            match timeout_at(self.pong_due, queue.reserve()).await {
                Ok(Ok(place)) => {
                    place.send(told);
                    return Ok(());
                }
                Ok(Err(_)) => return Err(lost("the stream was dropped")),
                Err(_) => self.pong().await?,
            }
        }
    }

    async fn read(&mut self) -> Result<Message, Error> {
        let silent = Instant::now() + self.silence;
        loop {
            tokio::select! {
                read = timeout_at(silent, self.socket.next()) => return match read {
                    Ok(Some(message)) => message.map_err(broken),
                    Ok(None) => Err(lost("it closed the connection")),
                    Err(_) => Err(lost("it fell silent")),
                },
                Some(emission) = self.emissions.recv() => self.emit(emission).await?,
            }
        }
    }

    async fn emit(&mut self, emission: Emission) -> Result<(), Error> {
        self.last_ack += 1;
        self.awaited.retain(|_, waiting| !waiting.is_closed());
        self.awaited.insert(self.last_ack, emission.acknowledged);
        let event = serde_json::json!([emission.name, emission.payload]);
        self.write(format!("42{}{event}", self.last_ack)).await
    }

    fn acknowledge(&mut self, id: u64, payload: Value) {
        let waiting = self.awaited.remove(&id);
        if waiting.is_none_or(|waiting| waiting.send(payload).is_err()) {
            tracing::debug!(id, "an acknowledgement that nobody waits for");
        }
    }

    async fn pong(&mut self) -> Result<(), Error> {
        self.pong_due = Instant::now() + self.ping_interval;
        self.write(PONG.into()).await
    }

    /// Writes a frame. One that cannot be written in time means a connection that is gone.
    async fn write(&mut self, frame: String) -> Result<(), Error> {
        let write = self.socket.send(Message::text(frame));
        match timeout(self.silence, write).await {
            Ok(written) => written.map_err(broken),
            Err(_) => Err(lost("it reads no more")),
        }
    }
}

fn lost(why: &str) -> Error {
    NetworkError::new(why).into()
}
