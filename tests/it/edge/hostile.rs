//! What no client of ours sends to the socket, over the wire.

use super::wire::{Polling, websocket};
use crate::support::{Backend, TestServer, within};
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

/// What a text packet and the binary ones after it may do to a session: end it.
#[tokio::test(flavor = "multi_thread")]
async fn hostile_packets_end_their_session_and_no_other() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = server.person("alice").await;
    let mut bystander = server.raw_socket_of(&alice.token()).await;
    let (deep, long) = ("[".repeat(100_000), "9".repeat(100_000));
    for packets in [
        vec!["40", "40"],                                            // CONNECT, twice
        vec!["40", "451-[\"a\",{\"_placeholder\":true,\"num\":0}]"], // attachments,
        vec!["40", "4510-[\"a\"]"],                                  // many,
        vec!["40", "4599999999999999999999-[\"a\"]"],                // and more
        vec!["40", &format!("42{long}[\"a\"]")],                     // an id
        vec!["40", &format!("42[\"a\",{deep}")],                     // nesting
        vec!["40", "42[1]"],                                         // no name
        vec!["40", "42[\"connect\"]"],                               // a reserved one
        vec!["42[\"authenticate\",{}]"],                             // before CONNECT
        vec!["40/admin,", "42/admin,[\"a\"]"],                       // no such namespace
        vec!["40", "2probe"],
        vec!["40", "5"],
        vec!["40", "\u{1f600}"],
        vec![""],
    ] {
        let mut socket = websocket(&server.url(), 0).await;
        for packet in &packets {
            // It may have ended at the one before.
            let _ = socket.send(Message::text(*packet)).await;
        }
        let end = async { while let Some(Ok(_)) = socket.next().await {} };
        within(&format!("the end after {:.60}", packets.concat()), end).await;
    }
    let ack = bystander.call("update_status", &serde_json::json!({"status": "busy"})).await;
    assert_eq!(ack["success"], true, "{ack}");
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn binary_messages_are_for_nobody() {
    let server = TestServer::start(Backend::Sqlite).await;
    for length in [0, 1, 999_999, 1_000_001] {
        let mut socket = websocket(&server.url(), 0).await;
        socket.send(Message::text("40")).await.unwrap();
        let _ = socket.send(Message::binary(vec![0; length])).await;
        let end = async { while let Some(Ok(_)) = socket.next().await {} };
        within("the end after a binary message", end).await;
    }
    server.finish().await;
}

/// Broken bodies end their session, and one that is too large is not read.
#[tokio::test(flavor = "multi_thread")]
async fn hostile_polling_bodies_are_refused() {
    let server = TestServer::start(Backend::Sqlite).await;
    let whole = "4\u{4f60}\u{1f600}".as_bytes();
    let mut bodies: Vec<Vec<u8>> = vec![vec![], vec![0xff], b"b*".to_vec(), b"\x1e".to_vec()];
    bodies.extend(
        (2..whole.len())
            .map(|end| whole[..end].to_vec())
            .filter(|cut| std::str::from_utf8(cut).is_err()),
    );
    bodies.push([b"40\x1e".repeat(60_000), b"40".to_vec()].concat());
    assert!(bodies.len() >= 10, "no truncated ones");
    for body in bodies {
        let session = Polling::open(server.http(), &server.url()).await;
        assert_eq!(session.post(body).await, 400);
        assert_eq!(session.poll().await.0, 400, "the session has ended");
    }
    let session = Polling::open(server.http(), &server.url()).await;
    assert_eq!(session.post(vec![b'4'; 250_000]).await, 413);
    assert_eq!(session.post("40").await, 200, "the session goes on");
    assert!(session.poll().await.1.starts_with("40"));
    server.finish().await;
}

/// Of two polls at once neither could keep the order; of many posts one is read at a time.
#[tokio::test(flavor = "multi_thread")]
async fn who_polls_twice_at_once_is_thrown_out() {
    let server = TestServer::start(Backend::Sqlite).await;
    let session = Polling::open(server.http(), &server.url()).await;
    let (one, other) = tokio::join!(session.poll(), session.poll());
    let mut statuses = [one.0, other.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    assert_eq!(session.poll().await.0, 400);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_say_whose_it_is_is_out_after_ten_seconds() {
    let server = TestServer::start(Backend::Sqlite).await;
    let mut socket = server.raw_socket().await;
    let session = Polling::open(server.http(), &server.url()).await;
    assert_eq!(session.post("40").await, 200);
    assert!(session.poll().await.1.starts_with("40"));
    server.clock().advance_ms(8_000);
    let ack = socket.call("update_status", &serde_json::json!({"status": "busy"})).await;
    assert_eq!(ack["error"]["code"], "AUTH_001", "{ack}");
    server.clock().advance_ms(2_001);
    assert!(session.poll().await.1.starts_with("41"), "it is told so");
    socket.ended().await;
    server.finish().await;
}
