//! Many sockets that say nothing, and few that say too much: neither may take the memory.

use super::wire::{Polling, websocket};
use crate::support::http::client;
use crate::support::program::{kib, server_program, server_program_with};
use crate::support::within;
use futures_util::{SinkExt, StreamExt, stream};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use whatschat_client::Client;
use whatschat_core::auth::Register;

/// How many are there at once: most by polling, which needs no open file for each.
const BY_POLLING: usize = 4_500;
const BY_WEBSOCKET: usize = 500;
/// How many of them come at the same time.
const AT_ONCE: usize = 16;
/// How many events are sent at once.
const EVENTS: usize = 100_000;
/// What neither may cost.
const MOST_KIB: u64 = 32 * 1024;
/// What may stay of two more swarms than one: a kilobyte kept of each socket would be more.
const REST_KIB: u64 = 8 * 1024;

/// Half of the sockets join the namespace; none says whose it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_thousand_strangers_leave_no_memory_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (server, url) = server_program_with(folder.path(), &["--rate-limit", "off"]).await;
    let mut rests = [0; 3];
    for rest in &mut rests {
        swarm(&url).await;
        *rest = kib(&server, "VmRSS");
    }
    let grown = rests[2].saturating_sub(rests[0]);
    assert!(grown <= REST_KIB, "{rests:?} KiB stay");
}

/// Comes, waits for the end of each, and is gone.
async fn swarm(url: &str) {
    let http = client();
    let sessions = stream::iter(0..BY_POLLING).map(|n| {
        let http = &http;
        async move {
            let session = Polling::open(http, url).await;
            if n.is_multiple_of(2) {
                assert_eq!(session.post("40").await, 200);
            }
            session
        }
    });
    let sessions: Vec<Polling> = sessions.buffer_unordered(AT_ONCE).collect().await;
    let mut sockets = vec![];
    for n in 0..BY_WEBSOCKET {
        let mut socket = websocket(url, 0).await;
        if n.is_multiple_of(2) {
            socket.send(Message::text("40")).await.unwrap();
        }
        sockets.push(socket);
    }
    for mut socket in sockets {
        let end = async { while let Some(Ok(_)) = socket.next().await {} };
        within("the end of a stranger", end).await;
    }
    let ends = stream::iter(sessions).map(|session| async move {
        while session.poll().await.0 == 200 {} // its last words, if it has not had them
    });
    ends.buffer_unordered(AT_ONCE).collect::<()>().await;
}

/// Every second event asks for an acknowledgement.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_events_is_answered_with_refusals_and_not_with_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (server, url) = server_program(folder.path()).await;
    let (mut sink, mut stream) = known(&url, 0).await.split();
    let before = kib(&server, "VmRSS");
    let flood = tokio::spawn(async move {
        for n in 0..EVENTS {
            if n.is_multiple_of(1000) {
                sink.feed(Message::text("3")).await.unwrap(); // a pong: it may take a while
            }
            sink.feed(Message::text(event(n))).await.unwrap();
        }
        sink.flush().await.unwrap();
        sink
    });
    let (mut acks, mut errors, mut refused) = (0, 0, 0);
    while acks + errors < EVENTS {
        let packet = within("an answer", stream.next()).await.unwrap().unwrap();
        let packet = packet.to_text().unwrap();
        acks += usize::from(packet.starts_with("43"));
        errors += usize::from(packet.starts_with("42[\"error\""));
        refused += usize::from(packet.contains("REQ_007"));
    }
    assert_eq!((acks, errors), (EVENTS / 2, EVENTS / 2));
    assert!(refused > EVENTS * 9 / 10, "only {refused} were refused");
    let cost = kib(&server, "VmHWM").saturating_sub(before);
    assert!(cost <= MOST_KIB, "the flood costs {cost} KiB");
    drop(within("the end of the flood", flood).await.unwrap());
}

/// Its acknowledgements wait for it, up to the limit of what may.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sends_and_never_reads_is_hung_up_on() {
    let folder = tempfile::tempdir().unwrap();
    let (server, url) = server_program(folder.path()).await;
    let mut socket = known(&url, 4096).await;
    let before = kib(&server, "VmRSS");
    let flood = async {
        for n in (0..10 * EVENTS).step_by(2) {
            if socket.feed(Message::text(event(n))).await.is_err() {
                return n;
            }
        }
        panic!("the server takes whatever comes");
    };
    within("the end of the socket", flood).await;
    let cost = kib(&server, "VmHWM").saturating_sub(before);
    assert!(cost <= MOST_KIB, "the flood costs {cost} KiB");
    let other = Client::builder(&url).build().unwrap();
    within("an answer to somebody else", other.health().get()).await.unwrap();
}

/// The socket of somebody whom the server knows; see [`websocket`].
async fn known(url: &str, unread_bytes: u32) -> WebSocketStream<TcpStream> {
    let client = Client::builder(url).build().unwrap();
    let (username, email) = ("alice".into(), "alice@example.com".into());
    let register = Register { username, email, password: "Passw0rd".into(), phone: None };
    let registered = client.auth().register(register).await.unwrap();
    let mut socket = websocket(url, unread_bytes).await;
    let hello = format!("40{}", serde_json::json!({"token": registered.token}));
    socket.send(Message::text(hello)).await.unwrap();
    for expected in ["0{", "40{", "42[\"synced\""] {
        let packet = within("a packet", socket.next()).await.unwrap().unwrap();
        assert!(packet.to_text().unwrap().starts_with(expected), "{packet}");
    }
    socket
}

/// An event that there is not, since that is judged after the rate is.
fn event(n: usize) -> String {
    let id = if n.is_multiple_of(2) { n.to_string() } else { String::new() };
    format!("42{id}[\"nonsense\",{{}}]")
}
