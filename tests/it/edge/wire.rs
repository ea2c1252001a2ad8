//! The socket as it is on the wire, for what goes wrong there.

use crate::support::within;
use serde_json::Value;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{WebSocketStream, client_async};

/// Opens a websocket, of which the system keeps so many unread bytes; as many as it likes, if 0.
pub(super) async fn websocket(url: &str, unread_bytes: u32) -> WebSocketStream<TcpStream> {
    let address = url.strip_prefix("http://").unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    if unread_bytes > 0 {
        socket.set_recv_buffer_size(unread_bytes).unwrap();
    }
    let stream = within("a connection", socket.connect(address.parse().unwrap())).await.unwrap();
    let url = format!("ws://{address}/socket.io/?EIO=4&transport=websocket");
    let opening = Box::pin(client_async(url, stream));
    within("a websocket", opening).await.unwrap().0
}

/// A session by polling.
pub(super) struct Polling {
    http: reqwest::Client,
    url: String,
}

impl Polling {
    pub(super) async fn open(http: &reqwest::Client, url: &str) -> Self {
        let url = format!("{url}/socket.io/?EIO=4&transport=polling");
        let opening = async { http.get(&url).send().await.unwrap().text().await.unwrap() };
        let opened = within("a session", opening).await;
        let handshake: Value = serde_json::from_str(opened.trim_start_matches('0')).unwrap();
        let url = format!("{url}&sid={}", handshake["sid"].as_str().unwrap());
        Self { http: http.clone(), url }
    }

    /// Sends packets; gives the status of the answer.
    pub(super) async fn post(&self, body: impl Into<reqwest::Body>) -> u16 {
        let post = self.http.post(&self.url).body(body);
        within("the answer to a post", post.send()).await.unwrap().status().as_u16()
    }

    /// Waits for packets; gives them, and the status.
    pub(super) async fn poll(&self) -> (u16, String) {
        let poll = async {
            let answer = self.http.get(&self.url).send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        within("the answer to a poll", poll).await
    }
}
