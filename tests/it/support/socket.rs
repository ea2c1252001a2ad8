//! A raw Socket.IO client, for what the SDK never sends.

use super::{TestServer, within};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use whatschat_core::socket::cursor_of;
use whatschat_core::sync::Cursor;

/// A websocket that speaks in Socket.IO's packets.
pub(crate) struct RawSocket {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    last_ack: u32,
}

impl TestServer {
    /// Opens a socket and connects to the namespace, without saying who one is.
    pub(crate) async fn raw_socket(&self) -> RawSocket {
        self.raw_socket_with(self.socket_url().into_client_request().unwrap()).await
    }

    /// The same in another language.
    pub(crate) async fn raw_socket_in(&self, languages: &str) -> RawSocket {
        let mut request = self.socket_url().into_client_request().unwrap();
        request.headers_mut().insert("accept-language", languages.parse().unwrap());
        self.raw_socket_with(request).await
    }

    async fn raw_socket_with(&self, request: Request) -> RawSocket {
        let connecting = Box::pin(connect_async(request));
        let (socket, _) = within("a websocket", connecting).await.unwrap();
        let mut socket = RawSocket { socket, last_ack: 0 };
        assert!(socket.packet().await.unwrap().starts_with('0'));
        socket.send("40").await;
        assert!(socket.packet().await.unwrap().starts_with("40"));
        socket
    }

    /// The same, and says who one is.
    pub(crate) async fn raw_socket_of(&self, token: &str) -> RawSocket {
        let mut socket = self.raw_socket().await;
        let ack = socket.call("authenticate", &json!({"token": token})).await;
        assert_eq!(ack["success"], true, "{ack}");
        socket
    }

    /// The same with what one has to say in the handshake.
    pub(crate) async fn raw_socket_by_handshake(&self, auth: &Value) -> RawSocket {
        let request = self.socket_url().into_client_request().unwrap();
        let (socket, _) = within("a websocket", Box::pin(connect_async(request))).await.unwrap();
        let mut socket = RawSocket { socket, last_ack: 0 };
        assert!(socket.packet().await.unwrap().starts_with('0'));
        socket.send(&format!("40{auth}")).await;
        assert!(socket.packet().await.unwrap().starts_with("40"));
        socket
    }

    /// The same, and says what one knows already. Its events begin with what one lacks.
    pub(crate) async fn raw_socket_since(&self, token: &str, since: Cursor) -> RawSocket {
        let mut socket = self.raw_socket().await;
        let request = json!({"token": token, "since": since});
        let ack = socket.call("authenticate", &request).await;
        assert_eq!(ack["success"], true, "{ack}");
        socket
    }
}

/// An event as it travels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RawEvent {
    pub(crate) name: String,
    pub(crate) data: Value,
}

impl RawEvent {
    /// The position that it carries.
    pub(crate) fn cursor(&self) -> Cursor {
        cursor_of(&self.data).unwrap_or_else(|| panic!("{self:?} has no cursor"))
    }
}

impl RawSocket {
    /// The next event.
    pub(crate) async fn event(&mut self) -> RawEvent {
        loop {
            let packet = self.packet().await.expect("the socket stays open");
            if let Some(event) = packet.strip_prefix("42") {
                let (name, data) = serde_json::from_str(event).unwrap();
                return RawEvent { name, data };
            }
        }
    }

    /// All events up to one of this name, which is the last; those of presence are passed over.
    pub(crate) async fn events_until(&mut self, name: &str) -> Vec<RawEvent> {
        let mut events = vec![];
        loop {
            let event = self.event().await;
            let is_last = event.name == name;
            if event.name != "user_status_changed" {
                events.push(event);
            }
            if is_last {
                return events;
            }
        }
    }

    /// Sends a packet as it stands.
    pub(crate) async fn send(&mut self, packet: &str) {
        within("a write", self.socket.send(Message::text(packet))).await.unwrap();
    }

    /// The next packet but pings; `None` when the socket has ended.
    pub(crate) async fn packet(&mut self) -> Option<String> {
        loop {
            match within("a packet", self.socket.next()).await? {
                Ok(Message::Text(text)) if text == "2" => self.send("3").await,
                Ok(Message::Text(text)) => return Some(text.to_string()),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// Sends an event and gives what its acknowledgement carries. Events that come before are
    /// dropped.
    pub(crate) async fn call(&mut self, event: &str, payload: &Value) -> Value {
        self.last_ack += 1;
        let head = format!("43{}", self.last_ack);
        self.send(&format!("42{}{}", self.last_ack, json!([event, payload]))).await;
        loop {
            let packet = self.packet().await.expect("the socket stays open");
            if let Some(list) = packet.strip_prefix(&head) {
                return serde_json::from_str::<Vec<Value>>(list).unwrap().remove(0);
            }
        }
    }

    /// Waits until the server has closed the socket.
    pub(crate) async fn ended(mut self) {
        while self.packet().await.is_some_and(|packet| packet != "41" && packet != "1") {}
    }
}
