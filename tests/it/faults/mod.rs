//! What goes wrong beside the rules: clients that hang up, databases that are busy.

mod proxy;

use crate::support::{TestServer, answer, on_both_databases, private_chat, seed};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sqlx::{Connection, SqliteConnection};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use whatschat_core::chats::ChatType;

on_both_databases![
    what_a_client_began_before_it_hung_up_is_told_to_the_others,
    an_edit_of_nothing_is_refused,
    choosing_to_be_invisible_does_not_tell_that_one_was_there,
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
