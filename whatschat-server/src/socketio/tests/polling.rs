use std::time::Duration;

use poem::http::{Method, StatusCode};
use poem::{Endpoint, Request};

use super::support::TestServer;
use crate::socketio::{CloseReason, Config, Origins, Reason, engine};

#[tokio::test]
async fn posts_that_race_are_handled_one_after_the_other() {
    let mut server = TestServer::start().await;
    let client = server.polling().await;
    assert_eq!(client.post("40").await.1, "ok");
    let two = "42[\"slow\"]\x1e42[\"slow\"]";
    let (a, b, c) = tokio::join!(client.post(two), client.post(two), client.post(two));
    assert_eq!([a.1, b.1, c.1], ["ok"; 3]);
    drop(client);
    server.io.close_all().await;
    server.ended().await;
    server.assert_empty(1).await;
}

#[tokio::test]
async fn a_handler_finishes_though_its_client_hung_up() {
    let server = TestServer::start().await;
    let client = server.polling().await;
    client.post("40").await;
    let slow = client.post(r#"427["slow"]"#);
    let hung_up = tokio::time::timeout(Duration::from_millis(1), slow).await;
    assert!(hung_up.is_err());
    assert!(client.poll().await.1.starts_with("40{"));
    assert_eq!(client.poll().await.1, "437[]");
}

#[tokio::test]
async fn who_hangs_up_amid_a_poll_is_gone() {
    let mut server = TestServer::start().await;
    let client = server.polling().await;
    client.post("40").await;
    client.poll().await;
    let hung_up = tokio::time::timeout(Duration::from_millis(1), client.poll()).await;
    assert!(hung_up.is_err());
    assert_eq!(client.poll().await.0, StatusCode::BAD_REQUEST);
    drop(client);
    assert_eq!(server.ended().await, Reason::Closed(CloseReason::Transport));
    server.assert_empty(1).await;
}

#[tokio::test]
async fn a_poll_brings_few_enough_packets_for_every_client() {
    let server = TestServer::start().await;
    let client = server.polling().await;
    client.post("40").await;
    client.poll().await;
    client.post(["421[\"a\"]"; 20].join("\x1e")).await;
    assert_eq!(client.poll().await.1.split('\x1e').count(), 16);
    assert_eq!(client.poll().await.1.split('\x1e').count(), 4);
}

#[tokio::test]
async fn the_close_packet_comes_alone_after_the_last_words() {
    let mut server = TestServer::start().await;
    let client = server.polling().await;
    client.post("40\x1e42[\"throw me out\"]").await;
    assert!(client.poll().await.1.ends_with("\x1e41"));
    assert_eq!(client.poll().await.1, "1");
    assert_eq!(client.poll().await.0, StatusCode::BAD_REQUEST);
    drop(client);
    server.ended().await;
    server.assert_empty(1).await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_the_session_goes_on() {
    let server = TestServer::start().await;
    let client = server.polling().await;
    let body = "4".repeat(1_000_001);
    assert_eq!(client.post(body).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(client.post("40").await.0, StatusCode::OK);
}

#[tokio::test]
async fn errors_have_the_codes_of_the_protocol() {
    let server = TestServer::start().await;
    let refused = server.request(Method::GET, "&sid=nobody", String::new());
    let body = r#"{"code":1,"message":"Session ID unknown"}"#.to_owned();
    assert_eq!(refused.await, (StatusCode::BAD_REQUEST, body));
    let refused = server.request(Method::POST, "", String::new()).await;
    let body = r#"{"code":2,"message":"Bad handshake method"}"#.to_owned();
    assert_eq!(refused, (StatusCode::BAD_REQUEST, body));
}

#[tokio::test]
async fn there_is_an_end_to_sessions() {
    let mut config = Config::default();
    config.engine.max_sessions = 1;
    let server = TestServer::with(config).await;
    let _first = server.polling().await;
    let (status, _) = server.request(Method::GET, "", String::new()).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn pages_of_other_origins_are_refused() {
    let mut config = Config::default();
    config.engine.origins = Origins::Only(vec!["https://chat.example".into()]);
    let server = TestServer::with(config).await;
    for transport in ["polling", "websocket"] {
        let request = Request::builder()
            .uri_str(format!("/?EIO=4&transport={transport}"))
            .header("Origin", "https://evil.example");
        let response = server.io.call(request.finish()).await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn there_are_no_more_sessions_than_configured_of_all_and_of_one_peer() {
    let engine =
        engine::Config { max_sessions: 3, max_sessions_per_peer: 2, ..engine::Config::default() };
    let server = TestServer::with(Config { engine, ..Config::default() }).await;
    let open = async |address: [u8; 4]| {
        let request = Request::builder().uri_str("/?EIO=4&transport=polling");
        let peer = engine::Peer(address.into());
        let response = server.io.call(request.extension(peer).finish()).await.unwrap();
        let status = response.status();
        (status, response.into_body().into_string().await.unwrap())
    };
    let [one, other] = [[192, 0, 2, 1], [192, 0, 2, 2]];
    let (first, opened) = open(one).await;
    assert_eq!((first, open(one).await.0), (StatusCode::OK, StatusCode::OK));
    let refusal = r#"{"code":4,"message":"Too many sessions"}"#.to_owned();
    assert_eq!(open(one).await, (StatusCode::SERVICE_UNAVAILABLE, refusal));
    assert_eq!(open(other).await.0, StatusCode::OK);
    assert_eq!(open(other).await.0, StatusCode::SERVICE_UNAVAILABLE, "the fourth of all");

    let sid = &serde_json::from_str::<serde_json::Value>(&opened[1..]).unwrap()["sid"];
    let query = format!("&sid={}", sid.as_str().unwrap());
    server.request(Method::POST, &query, "1".to_owned()).await; // the client says goodbye
    assert_eq!(open(one).await.0, StatusCode::OK, "its place is free again");
    server.io.close_all().await;
}
