//! A bare socket of one user: thousands of them must fit into one process.

use crate::{Result, Target};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use whatschat_core::socket::{Authenticate, SOCKET_PATH};
use whatschat_core::sync::Cursor;

/// Each read makes so many bytes zero before it asks for them: of the usual 128 KiB that costs more than
/// all else that is done with an event.
const READ_BUFFER_BYTES: usize = 2 * 1024;

type WebSocket = WebSocketStream<TcpStream>;

/// A socket that the server has accepted.
pub(crate) struct Socket {
    writes: Writes,
    reads: SplitStream<WebSocket>,
}

/// The half of a socket that writes.
pub(crate) type Writes = SplitSink<WebSocket, Message>;

impl Socket {
    /// Connects; with a cursor, what happened since comes first.
    pub(crate) async fn open(target: &Target, token: &str, since: Option<Cursor>) -> Result<Self> {
        let address = target.address()?;
        let stream = TcpStream::connect(address).await.map_err(|why| match why.raw_os_error() {
            Some(24) => "too many open files: raise `ulimit -n`, the server's as well".to_owned(),
            _ => format!("no server answers at {address}: {why}"),
        })?;
        stream.set_nodelay(true)?;
        let url = format!("ws://{address}{SOCKET_PATH}?EIO=4&transport=websocket");
        let buffers = WebSocketConfig::default().read_buffer_size(READ_BUFFER_BYTES);
        let (socket, _) = client_async_with_config(url, stream, Some(buffers)).await?;
        let (writes, reads) = socket.split();
        let mut socket = Self { writes, reads };
        socket.packet().await?; // how often it will ask whether we are there
        let hello = Authenticate { token: token.to_owned(), language: None, since };
        socket.send(format!("40{}", serde_json::to_string(&hello)?)).await?;
        match socket.packet().await? {
            packet if packet.starts_with("40") => Ok(socket),
            packet => Err(format!("the socket is refused: {}", packet.as_str()).into()),
        }
    }

    /// The next packet; whether we are there is answered on the way.
    pub(crate) async fn packet(&mut self) -> Result<Utf8Bytes> {
        loop {
            match self.reads.next().await.ok_or("the server closed a socket")?? {
                Message::Text(text) if text == "2" => self.send("3".into()).await?,
                Message::Text(text) => return Ok(text),
                _ => {}
            }
        }
    }

    /// The next new message, as JSON.
    pub(crate) async fn message(&mut self) -> Result<Utf8Bytes> {
        loop {
            let packet = self.packet().await?;
            if packet.starts_with(NEW_MESSAGE) {
                return Ok(packet);
            }
        }
    }

    /// Writes a packet.
    pub(crate) async fn send(&mut self, packet: String) -> Result<()> {
        Ok(self.writes.send(Message::text(packet)).await?)
    }

    /// Resets the connection, as a network does that fails.
    pub(crate) fn cut(self) -> Result<()> {
        let socket = self.reads.reunite(self.writes)?;
        Ok(socket.get_ref().set_zero_linger()?)
    }
}

/// How the packet of a new message begins.
pub(crate) const NEW_MESSAGE: &str = "42[\"new_message\",";

/// A text of a packet, by its name. The server writes its JSON without blanks.
pub(crate) fn field<'a>(packet: &'a str, name: &str) -> Option<&'a str> {
    let begin = packet.find(&format!("\"{name}\":\""))? + name.len() + 4;
    packet[begin..].split('"').next()
}
