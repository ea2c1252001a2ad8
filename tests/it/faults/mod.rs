//! What goes wrong beside the rules: clients that hang up, databases that are busy.

mod planted;
mod proxy;
mod suite;

use crate::support::{TestServer, answer, on_both_databases, private_chat, refusal, seed};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use whatschat_client::ErrorCode;
use whatschat_core::chats::ChatType;
use whatschat_core::messages::ListMessages;
use whatschat_core::sync::TakeSnapshot;

on_both_databases![
    what_a_client_began_before_it_hung_up_is_told_to_the_others,
    an_edit_of_nothing_is_refused,
    choosing_to_be_invisible_does_not_tell_that_one_was_there,
    what_is_damaged_in_the_database_is_not_shown_as_something_else,
    who_cannot_be_told_what_is_damaged_goes_on_after_it,
];

async fn what_a_client_began_before_it_hung_up_is_told_to_the_others(server: TestServer) {
    let mut random = StdRng::seed_from_u64(seed());
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mut stream = bob.listen().await;
    for _ in 0..60 {
        let body = format!(r#"{{"type":"group","participants":["{}"]}}"#, bob.id());
        let patience = Duration::from_micros(random.random_range(0..4000));
        begin_and_hang_up(&server, &alice.token(), &body, patience).await;
    }
    let groups = alice.client.chats().list().await.unwrap();
    assert!(!groups.is_empty(), "none was created: the test proves nothing");
    for group in groups.iter().filter(|chat| chat.r#type == ChatType::Group) {
        let said = alice.say(group.id, "are you in?").await;
        assert_eq!(stream.message().await, said);
    }
}

/// Asks for a new chat, and resets the connection without awaiting the answer.
async fn begin_and_hang_up(server: &TestServer, token: &str, body: &str, patience: Duration) {
    let address = server.url().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_zero_linger().unwrap();
    let head = format!(
        "POST /api/v1/chats HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // How much of the work is done when the reset comes is left to chance.
    drop(tokio::time::timeout(patience, stream.readable()).await);
}

async fn an_edit_of_nothing_is_refused(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let said = alice.say(chat, "as it is").await;
    let path = format!("/messages/{}", said.id);
    let edit = server.request("PUT", &path).bearer_auth(alice.token()).json(&serde_json::json!({}));
    assert_eq!(answer(edit).await.bad_fields(), [("content", "required")]);
}

async fn choosing_to_be_invisible_does_not_tell_that_one_was_there(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let hidden = whatschat_core::status::ChosenPresence::Invisible;
    alice.client.status().set(hidden).await.unwrap();
    let seen = bob.client.users().get(alice.id()).await.unwrap();
    assert_eq!(seen.last_seen, None, "alice never had a socket open");
}

async fn what_is_damaged_in_the_database_is_not_shown_as_something_else(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    alice.say(chat, "with metadata").await;
    let list = async || alice.client.messages().list(ListMessages::newest(chat)).await;
    for (damage, repair) in [
        ("update messages set metadata = '{'", "update messages set metadata = '{}'"),
        ("update messages set reactions = '[1]'", "update messages set reactions = null"),
        ("update messages set mentions = ''", "update messages set mentions = null"),
        ("update messages set system = '{}'", "update messages set system = null"),
    ] {
        server.run(damage).await;
        assert_eq!(refusal(list().await), ErrorCode::Internal, "{damage}");
        server.run(repair).await;
        list().await.unwrap();
    }
    server.run("update users set presence = 'asleep'").await;
    assert_eq!(refusal(alice.client.users().get(bob.id()).await), ErrorCode::Internal);
}

async fn who_cannot_be_told_what_is_damaged_goes_on_after_it(server: TestServer) {
    let [alice, bob] = [server.person("alice").await, server.person("bob").await];
    let chat = private_chat(&alice, &bob).await;
    let since = alice.client.send(TakeSnapshot {}).await.unwrap().cursor;
    alice.say(chat, "to be damaged").await;
    server.run("update messages set metadata = '{'").await;
    server.restart().await; // what it has in memory is not damaged
    let mut socket = server.raw_socket_since(&bob.token(), since).await;
    let told = socket.events_until("synced").await;
    let names: Vec<_> = told.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names, ["sync_reset", "synced"]);
    let next = alice.say(chat, "whole").await;
    assert_eq!(socket.event().await.data["id"], serde_json::json!(next.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_nothing_can_be_written_it_is_said_and_reading_goes_on() {
    let server = TestServer::start(crate::support::Backend::Sqlite).await;
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let file = server.config().data_dir.join("whatschat.db");
    let mut other = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    let lock = other.begin_with("begin immediate").await.unwrap();

    let send = serde_json::json!({"chatId": chat, "type": "text", "content": "now?"});
    let send = || server.request("POST", "/messages").bearer_auth(alice.token()).json(&send);
    let refused = answer(send()).await;
    assert_eq!((refused.status, refused.code().as_str()), (503, "MSG_001"));
    assert!(refused.header("retry-after").is_some());
    let busy = serde_json::json!({"status": "busy"});
    let refused =
        answer(server.request("PUT", "/status").bearer_auth(alice.token()).json(&busy)).await;
    assert_eq!((refused.status, refused.code().as_str()), (503, "REQ_010"));
    assert!(alice.client.chats().list().await.is_ok(), "reading goes on");
    let health = answer(server.request("GET", "/health")).await;
    assert_eq!(health.body["data"]["services"]["database"], "unhealthy", "{}", health.text);

    lock.rollback().await.unwrap();
    assert_eq!(answer(send()).await.status, 201, "no restart is needed");
    let health = answer(server.request("GET", "/health")).await;
    assert_eq!(health.body["data"]["status"], "healthy", "{}", health.text);
    server.stop().await;
}

/// Each waits for a lock that another program holds, and keeps a connection meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn while_all_connections_are_in_use_who_comes_is_told_to_come_back() {
    let server = TestServer::start(crate::support::Backend::Postgres).await;
    let alice = server.person("alice").await;
    let mut other =
        PgConnection::connect(server.config().database_url.as_ref().unwrap()).await.unwrap();
    let mut lock = other.begin().await.unwrap();
    sqlx::query("lock table blocks in access exclusive mode").execute(&mut *lock).await.unwrap();

    let blocked = || answer(server.request("GET", "/users/blocked").bearer_auth(alice.token()));
    let mut asking: FuturesUnordered<_> = (0..40).map(|_| blocked()).collect();
    for _ in 0..24 {
        let refused = asking.next().await.unwrap();
        assert_eq!((refused.status, refused.code().as_str()), (503, "REQ_010"));
        assert!(refused.header("retry-after").is_some());
    }
    lock.rollback().await.unwrap();
    while let Some(answer) = asking.next().await {
        assert_eq!(answer.status, 200, "the sixteen who had one");
    }
    assert_eq!(blocked().await.status, 200, "no restart is needed");
    server.finish().await;
}
