//! Every class of operation has its limit.

use super::limited;
use crate::access::path;
use crate::support::http::Answer;
use crate::support::people::{PASSWORD, registration};
use crate::support::socket::RawSocket;
use crate::support::{Backend, TestServer, answer};
use serde_json::{Value, json};
use whatschat_client::ErrorCode;
use whatschat_core::endpoint::Info;

/// One request a minute, whatever it is.
const ONE: &str = "entry=1,public=1,connect=1,read=1,search=1,write=1,upload=1,event=1";

fn served() -> impl Iterator<Item = Info> {
    let unserved = whatschat_server::unserved();
    whatschat_core::endpoints().into_iter().filter(move |info| !unserved.contains(&info.name))
}

fn check_refused(refused: &Answer, what: &str) {
    assert_eq!(refused.status, 429, "{what}: {refused:?}");
    assert_eq!(refused.code(), ErrorCode::TooManyRequests, "{what}");
    let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{what} asks to wait {wait} s");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_has_a_limit() {
    let server = limited(ONE).await;
    for (n, info) in served().enumerate() {
        // A user and an address of its own, whose budgets nothing else has touched.
        let register = server.request("POST", "/auth/register");
        let register = register.header("x-forwarded-for", format!("198.51.100.{n}"));
        let made = answer(register.json(&registration(&format!("user{n}")))).await;
        let ask = |opened: &Answer| {
            let token = opened.body["data"]["token"].as_str().unwrap();
            let path = path(&info, |_| uuid::Uuid::nil().to_string());
            let request = server.request(info.method.as_str(), &path).bearer_auth(token);
            answer(request.header("x-forwarded-for", format!("203.0.113.{n}")))
        };
        let first = ask(&made).await;
        assert_ne!(first.status, 429, "{}: {first:?}", info.name);
        // The first may have ended its session.
        let login = json!({"email": format!("user{n}@example.com"), "password": PASSWORD});
        let again = server.request("POST", "/auth/login").json(&login);
        let again = answer(again.header("x-forwarded-for", format!("192.0.2.{n}"))).await;
        check_refused(&ask(&again).await, info.name);
    }
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_one_users_and_ends() {
    let server = limited("read=2").await;
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let me = |token: &str| answer(server.request("GET", "/auth/me").bearer_auth(token));
    for _ in 0..2 {
        assert_eq!(me(&alice.token()).await.status, 200);
    }
    check_refused(&me(&alice.token()).await, "the third");
    assert_eq!(me(&bob.token()).await.status, 200);
    server.clock().advance_ms(30_000);
    assert_eq!(me(&alice.token()).await.status, 200);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_good_token_is_limited_by_address() {
    let server = limited("public=2").await;
    let ask = || answer(server.request("GET", "/auth/me").bearer_auth("nonsense"));
    for _ in 0..2 {
        assert_eq!(ask().await.status, 401);
    }
    check_refused(&ask().await, "the third");
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_cannot_do_counts_for_nobody() {
    let server = limited("public=2").await;
    let alice = server.person("alice").await;
    server.run("alter table sessions rename to gone").await;
    let me = || answer(server.request("GET", "/auth/me").bearer_auth(alice.token()));
    for _ in 0..4 {
        assert_eq!(me().await.status, 500);
    }
    server.run("alter table gone rename to sessions").await;
    assert_eq!(me().await.status, 200);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_users_socket_events_have_a_limit() {
    let server = limited("event=2").await;
    let alice = server.person("alice").await;
    // Saying who one is counts for the socket; what follows counts for the user.
    let mut socket = server.raw_socket_of(&alice.token()).await;
    let busy = json!({"status": "busy"});
    for _ in 0..2 {
        assert_eq!(socket.call("update_status", &busy).await["success"], true);
    }
    let refused = socket.call("update_status", &busy).await;
    assert_eq!(refused["error"]["code"], "REQ_007", "{refused}");
    let mut other = server.raw_socket_of(&alice.token()).await;
    assert_eq!(other.call("update_status", &busy).await["error"]["code"], "REQ_007");
    server.clock().advance_ms(30_000);
    assert_eq!(socket.call("update_status", &busy).await["success"], true);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_connections_to_the_socket_have_a_limit() {
    let server = limited("connect=2").await;
    let open = || {
        let url = format!("{}/socket.io/?EIO=4&transport=polling", server.url());
        answer(server.http().get(url))
    };
    let first = open().await;
    let handshake: Value = serde_json::from_str(first.text.trim_start_matches('0')).unwrap();
    assert_eq!(open().await.status, 200);
    check_refused(&open().await, "the third");
    let sid = handshake["sid"].as_str().unwrap();
    let url = format!("{}/socket.io/?EIO=4&transport=polling&sid={sid}", server.url());
    assert_eq!(answer(server.http().post(url).body("40")).await.status, 200);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_makes_nobody_wait() {
    let server = limited("read=2").await;
    let alice = server.person("alice").await;
    let me = || answer(server.request("GET", "/auth/me").bearer_auth(alice.token()));
    assert_eq!(me().await.status, 200);
    let stranger = server.raw_socket().await;
    server.clock().advance_ms(-7_200_000);
    assert_eq!(me().await.status, 200);
    check_refused(&me().await, "the third");
    server.clock().advance_ms(60_000);
    assert_eq!(me().await.status, 200);
    stranger.ended().await;
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_does_not_get_in_again_and_again() {
    let server = limited("connect=2").await;
    let alice = server.person("alice").await;
    let auth = json!({"token": alice.token()});
    let mut socket = server.raw_socket_by_handshake(&auth).await;
    let enter = async |socket: &mut RawSocket| {
        socket.send(&format!("40{auth}")).await;
        loop {
            let packet = socket.packet().await.expect("the connection stays open");
            if packet.starts_with("40") || packet.starts_with("44") {
                return packet;
            }
        }
    };
    socket.send("41").await;
    assert!(enter(&mut socket).await.starts_with("40"));
    socket.send("41").await;
    let refused = enter(&mut socket).await;
    assert!(refused.starts_with("44") && refused.contains("REQ_007"), "{refused}");
    server.clock().advance_ms(30_000);
    assert!(enter(&mut socket).await.starts_with("40"));
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_can_be_off() {
    let server = TestServer::start(Backend::Sqlite).await;
    for _ in 0..700 {
        assert_eq!(answer(server.request("GET", "/health")).await.status, 200);
    }
    server.finish().await;
}
