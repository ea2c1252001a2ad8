use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use poem::http::{Method, StatusCode};
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Endpoint, Request, Server};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::socketio::{Args, Config, Event, Handler, Reason, Socket, SocketIo, engine};

/// Longer than an [impatient](TestServer::impatient) server waits for anything.
const LONG: Duration = Duration::from_millis(900);

/// Counts what happens to its sockets.
pub(super) struct Witness {
    connected: Arc<AtomicUsize>,
    at_work: AtomicUsize,
    ended: mpsc::UnboundedSender<Reason>,
}

impl Handler for Witness {
    type State = ();

    async fn connect(&self, _socket: &Socket<Self>, auth: Value) -> Result<(), Value> {
        if auth.get("refuse").is_some() {
            return Err(json!({ "message": "refused" }));
        }
        if auth.get("slow").is_some() {
            tokio::time::sleep(LONG).await;
        }
        self.connected.fetch_add(1, SeqCst);
        Ok(())
    }

    async fn event(&self, socket: &Socket<Self>, event: Event) -> Option<Args> {
        match event.name.as_str() {
            "slow" => {
                assert_eq!(self.at_work.fetch_add(1, SeqCst), 0, "two at once");
                tokio::time::sleep(Duration::from_millis(5)).await;
                self.at_work.fetch_sub(1, SeqCst);
            }
            "long" => tokio::time::sleep(LONG).await,
            "flood" => while socket.emit("drop", &"x".repeat(1000)).is_ok() {},
            "throw me out" => socket.disconnect(),
            "panic" => panic!("as the client wished"),
            _ => {}
        }
        Some(event.args)
    }

    async fn disconnect(&self, _socket: &Socket<Self>, reason: Reason) {
        let _ = self.ended.send(reason);
    }
}

pub(super) struct TestServer {
    pub(super) io: SocketIo<Witness>,
    connected: Arc<AtomicUsize>,
    ended: mpsc::UnboundedReceiver<Reason>,
    address: String,
}

impl TestServer {
    pub(super) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    /// One whose clients have little time.
    pub(super) async fn impatient() -> Self {
        let engine = engine::Config {
            ping_interval: Duration::from_millis(250),
            ping_timeout: Duration::from_millis(400),
            ..engine::Config::default()
        };
        let connect_timeout = Duration::from_millis(200); // before the first ping
        Self::with(Config { engine, connect_timeout, ..Config::default() }).await
    }

    pub(super) async fn with(config: Config) -> Self {
        let (sender, ended) = mpsc::unbounded_channel();
        let connected = Arc::new(AtomicUsize::new(0));
        let witness = Witness {
            connected: Arc::clone(&connected),
            at_work: AtomicUsize::new(0),
            ended: sender,
        };
        let io = SocketIo::new(witness, config);
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = acceptor.local_addr()[0].to_string();
        let address = address.trim_start_matches("socket://").to_owned();
        tokio::spawn(Server::new_with_acceptor(acceptor).run(io.clone()));
        Self { io, connected, ended, address }
    }

    /// Why the next socket ended.
    pub(super) async fn ended(&mut self) -> Reason {
        let ended = tokio::time::timeout(Duration::from_secs(5), self.ended.recv());
        ended.await.expect("a socket ends in time").unwrap()
    }

    /// Nothing is left, and nothing ended that was not awaited.
    pub(super) async fn assert_empty(&mut self, sockets: usize) {
        self.io.close_all().await;
        assert!(self.io.is_empty());
        assert_eq!(self.connected.load(SeqCst), sockets);
        assert!(self.ended.try_recv().is_err(), "disconnected twice");
    }

    /// A raw request, without a port between.
    pub(super) async fn request(
        &self,
        method: Method,
        query: &str,
        body: String,
    ) -> (StatusCode, String) {
        let uri = format!("/?EIO=4&transport=polling{query}");
        let request = Request::builder().method(method).uri_str(uri).body(body);
        let mut response = self.io.call(request).await.unwrap();
        let body = response.take_body().into_string().await.unwrap();
        (response.status(), body)
    }

    pub(super) async fn websocket(&self, query: &str) -> WebSocket {
        let url = format!("ws://{}/?EIO=4&transport=websocket{query}", self.address);
        let stream = TcpStream::connect(&self.address).await.unwrap();
        WebSocket(client_async(url, stream).await.unwrap().0)
    }

    /// A client that has joined the main namespace.
    pub(super) async fn joined(&self) -> WebSocket {
        let mut websocket = self.websocket("").await;
        assert!(websocket.receive().await.starts_with("0{"));
        websocket.send("40").await;
        assert!(websocket.receive().await.starts_with("40{"));
        websocket
    }

    pub(super) async fn polling(&self) -> Polling<'_> {
        let (_, open) = self.request(Method::GET, "", String::new()).await;
        let open: Value = serde_json::from_str(&open[1..]).unwrap();
        let query = format!("&sid={}", open["sid"].as_str().unwrap());
        Polling { server: self, query }
    }
}

pub(super) struct WebSocket(pub(super) WebSocketStream<TcpStream>);

impl WebSocket {
    pub(super) async fn send(&mut self, packet: &str) {
        self.0.send(Message::text(packet)).await.unwrap();
    }

    /// The next packet but pings, which are answered.
    pub(super) async fn receive_and_pong(&mut self) -> String {
        loop {
            match self.receive().await.as_str() {
                "2" => self.send("3").await,
                packet => return packet.to_owned(),
            }
        }
    }

    /// The next packet; an empty one when the server closes.
    pub(super) async fn receive(&mut self) -> String {
        match self.0.next().await {
            Some(Ok(Message::Text(text))) => text.to_string(),
            Some(Ok(Message::Close(_))) | None => String::new(),
            other => panic!("{other:?}"),
        }
    }
}

pub(super) struct Polling<'a> {
    server: &'a TestServer,
    pub(super) query: String,
}

impl Polling<'_> {
    pub(super) async fn post(&self, payload: impl Into<String>) -> (StatusCode, String) {
        let server = self.server;
        server.request(Method::POST, &self.query, payload.into()).await
    }

    pub(super) async fn poll(&self) -> (StatusCode, String) {
        let server = self.server;
        server.request(Method::GET, &self.query, String::new()).await
    }
}
