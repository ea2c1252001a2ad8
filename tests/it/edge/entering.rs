//! Who says whose socket it is, and waits to be let in.

use crate::support::{Backend, LIMIT, TestServer, eventually, within};
use serde_json::json;

/// Longer than a socket may stay without saying whose it is.
const LONG_MS: i64 = 11_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_let_in_slowly_stays() {
    let server = TestServer::start(Backend::Postgres).await;
    let alice = server.person("alice").await;
    let says_nothing = server.raw_socket().await;
    let mut socket = server.raw_socket().await;
    let held = server.hold("lock table blocks in access exclusive mode").await.unwrap();
    let asks = tokio::spawn(async move {
        let ack = socket.call("authenticate", &json!({"token": alice.token()})).await;
        (socket, ack)
    });
    let waiting =
        "select count(*) from pg_locks where not granted and relation = 'blocks'::regclass
        and database = (select oid from pg_database where datname = current_database())";
    let waits = async || server.count(waiting).await > 0;
    eventually(LIMIT, "the look at the blocks", waits).await;
    server.clock().advance_ms(LONG_MS);
    says_nothing.ended().await;
    drop(held);
    let (mut socket, ack) = within("an answer", asks).await.unwrap();
    assert_eq!(ack["success"], true, "{ack}");
    let ack = socket.call("update_status", &json!({"status": "busy"})).await;
    assert_eq!(ack["success"], true, "{ack}");
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_let_in_may_say_it_again_and_does_not_stay_for_ever() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = server.person("alice").await;
    let mut sockets = vec![];
    server.run("alter table blocks rename to gone").await;
    for _ in 0..2 {
        let mut socket = server.raw_socket().await;
        let ack = socket.call("authenticate", &json!({"token": alice.token()})).await;
        assert_eq!(ack["success"], false, "{ack}");
        sockets.push(socket);
    }
    server.run("alter table gone rename to blocks").await;
    let ack = sockets[0].call("authenticate", &json!({"token": alice.token()})).await;
    assert_eq!(ack["success"], true, "{ack}");
    server.clock().advance_ms(LONG_MS);
    sockets.remove(1).ended().await;
    let ack = sockets[0].call("update_status", &json!({"status": "busy"})).await;
    assert_eq!(ack["success"], true, "{ack}");
    server.finish().await;
}
