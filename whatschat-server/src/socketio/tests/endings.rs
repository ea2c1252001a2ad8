//! Every socket that was connected is disconnected, once, whatever ends it.

use std::time::Duration;

use super::support::TestServer;
use crate::socketio::Reason;
use crate::socketio::engine::CloseReason;

#[tokio::test]
async fn a_client_that_leaves_is_gone() {
    let mut server = TestServer::start().await;
    let mut client = server.joined().await;
    client.send("41").await;
    assert_eq!(server.ended().await, Reason::Left);
    server.assert_empty(1).await;
}

#[tokio::test]
async fn a_client_whose_connection_breaks_is_gone() {
    let mut server = TestServer::start().await;
    drop(server.joined().await);
    let reason = Reason::Closed(CloseReason::Transport);
    assert_eq!(server.ended().await, reason);
    server.assert_empty(1).await;
}

#[tokio::test]
async fn a_client_that_breaks_the_protocol_is_gone() {
    let mut server = TestServer::start().await;
    let mut client = server.joined().await;
    client.send("42[").await;
    assert_eq!(client.receive().await, "");
    let reason = Reason::Closed(CloseReason::Malformed);
    assert_eq!(server.ended().await, reason);
    server.assert_empty(1).await;
}

#[tokio::test]
async fn a_client_that_connects_again_and_again_is_gone() {
    let mut server = TestServer::start().await;
    let mut client = server.joined().await;
    let most = crate::socketio::Config::default().max_connects;
    for _ in 1..most {
        client.send("41").await;
        assert_eq!(server.ended().await, Reason::Left);
        client.send("40").await;
        assert!(client.receive().await.starts_with("40"));
    }
    client.send("41").await;
    assert_eq!(server.ended().await, Reason::Left);
    client.send("40").await;
    assert_eq!(client.receive().await, "", "the connection is closed");
    server.assert_empty(most).await;
}

#[tokio::test]
async fn a_client_that_does_not_answer_pings_is_gone() {
    let mut server = TestServer::impatient().await;
    let _websocket = server.joined().await;
    assert_eq!(server.polling().await.post("40").await.1, "ok");
    let reason = Reason::Closed(CloseReason::PingTimeout);
    assert_eq!(server.ended().await, reason);
    assert_eq!(server.ended().await, reason);
    server.assert_empty(2).await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_gone() {
    let mut server = TestServer::start().await;
    let mut client = server.joined().await;
    client.send(r#"42["flood"]"#).await;
    let reason = Reason::Closed(CloseReason::QueueFull);
    assert_eq!(server.ended().await, reason);
    server.assert_empty(1).await;
}

#[tokio::test]
async fn a_client_that_is_thrown_out_is_told() {
    let mut server = TestServer::start().await;
    let mut client = server.joined().await;
    client.send(r#"42["throw me out"]"#).await;
    assert_eq!(client.receive().await, "41");
    assert_eq!(client.receive().await, "");
    let reason = Reason::Closed(CloseReason::Server);
    assert_eq!(server.ended().await, reason);
    server.assert_empty(1).await;
}

#[tokio::test]
async fn a_handler_that_panics_takes_only_its_client_along() {
    let mut server = TestServer::start().await;
    let mut bystander = server.joined().await;
    let mut client = server.joined().await;
    client.send(r#"42["panic"]"#).await;
    let reason = Reason::Closed(CloseReason::Transport);
    assert_eq!(server.ended().await, reason);
    bystander.send(r#"421["still there?"]"#).await;
    assert_eq!(bystander.receive().await, "431[]");
    drop(bystander);
    server.ended().await;
    server.assert_empty(2).await;
}

#[tokio::test]
async fn a_client_that_never_joins_is_gone_without_a_word() {
    let mut server = TestServer::impatient().await;
    let mut client = server.websocket("").await;
    assert!(client.receive().await.starts_with('0'));
    client.send(r#"40{"refuse":true}"#).await;
    assert_eq!(client.receive().await, r#"44{"message":"refused"}"#);
    assert_eq!(client.receive().await, "");
    server.assert_empty(0).await;
}

#[tokio::test]
async fn a_client_is_not_gone_for_what_its_server_takes_long_for() {
    let mut server = TestServer::impatient().await;
    let mut client = server.websocket("").await;
    assert!(client.receive_and_pong().await.starts_with('0'));
    client.send(r#"40{"slow":true}"#).await;
    assert!(client.receive_and_pong().await.starts_with("40{"));
    client.send(r#"421["long"]"#).await;
    assert_eq!(client.receive_and_pong().await, "431[]");
    let reason = Reason::Closed(CloseReason::PingTimeout);
    assert_eq!(server.ended().await, reason, "it does not answer any more");
    server.assert_empty(1).await;
}

#[tokio::test]
async fn a_server_that_stops_ends_all() {
    let mut server = TestServer::start().await;
    let mut websocket = server.joined().await;
    assert_eq!(server.polling().await.post("40").await.1, "ok");
    let closing = server.io.clone();
    let closing = tokio::spawn(async move { closing.close_all().await });
    assert_eq!(websocket.receive().await, "");
    let reason = Reason::Closed(CloseReason::Shutdown);
    assert_eq!(server.ended().await, reason);
    assert_eq!(server.ended().await, reason);
    tokio::time::timeout(Duration::from_secs(3), closing).await.unwrap().unwrap();
    server.assert_empty(2).await;
}
