//! Serves echo handlers for the conformance suites of Engine.IO 4 and Socket.IO 5, on `PORT`
//! (3000 unless set).
//!
//! `/socket.io/` has the namespaces `/` and `/custom`; `/engine.io/` echoes messages.

use std::sync::Arc;
use std::time::Duration;

use poem::listener::TcpListener;
use poem::{EndpointExt, Route, Server};
use serde_json::Value;
use whatschat_server::socketio::engine::{
    self, Engine, Frame, Malformed, Message, Service, Session,
};
use whatschat_server::socketio::{Args, Config, Event, Handler, Packet, Socket, SocketIo};

/// Answers events with what came with them.
struct Echo;

impl Handler for Echo {
    /// What the client gave as `auth`.
    type State = std::sync::OnceLock<Value>;

    fn serves(&self, namespace: &str) -> bool {
        ["/", "/custom"].contains(&namespace)
    }

    async fn connect(&self, socket: &Socket<Self>, auth: Value) -> Result<(), Value> {
        socket.state().get_or_init(|| auth);
        Ok(())
    }

    fn connected(&self, socket: &Socket<Self>) {
        let socket = socket.clone();
        tokio::spawn(async move {
            // The suite waits for one frame at a time, and misses the second of two that
            // arrive together, as all that is ready is written at once.
            tokio::time::sleep(Duration::from_millis(5)).await;
            report(socket.emit("auth", &socket.state().get()));
        });
    }

    async fn event(&self, socket: &Socket<Self>, event: Event) -> Option<Args> {
        match event.name.as_str() {
            "message" => {
                let packet = Packet::event_with(socket.namespace(), "message-back", &event.args);
                report(packet.map(|packet| socket.send(&packet)));
                None
            }
            "message-with-ack" => Some(event.args),
            _ => None,
        }
    }
}

/// Sends messages back.
struct Bare;

impl Service for Bare {
    type Inbox = ();

    async fn message(
        &self,
        session: &Arc<Session>,
        _inbox: &mut (),
        message: Message<'_>,
    ) -> Result<(), Malformed> {
        let echo = match message {
            Message::Text(text) => Frame::text(text),
            Message::Binary(data) => Frame::binary(data),
        };
        report(session.send(&[echo]));
        Ok(())
    }
}

fn report<T, E: std::fmt::Display>(result: Result<T, E>) {
    if let Err(error) = result {
        tracing::warn!(%error, "not sent");
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    tracing_subscriber::fmt::init();
    let port = std::env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let engine = engine::Config {
        ping_interval: Duration::from_millis(300),
        ping_timeout: Duration::from_millis(200),
        ..engine::Config::default()
    };
    let config = Config {
        engine: engine.clone(),
        connect_timeout: Duration::from_secs(1),
        ..Config::default()
    };
    let routes = Route::new()
        .nest_no_strip("/socket.io", SocketIo::new(Echo, config))
        .nest_no_strip("/engine.io", Engine::new(Bare, engine).boxed());
    let server = Server::new(TcpListener::bind(format!("127.0.0.1:{port}")));
    server.run(routes).await
}
