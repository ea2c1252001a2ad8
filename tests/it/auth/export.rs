//! Everything held about a user, in one archive.

use crate::support::people::PASSWORD;
use crate::support::{Person, TestServer, on_both_databases, private_chat, refusal};
use rand::{RngExt, SeedableRng, distr::Alphanumeric, rngs::StdRng};
use serde_json::Value;
use std::io::{Cursor, Read};
use whatschat_client::{Download, Error, ErrorCode};
use whatschat_core::calls::{CallType, StartCall};
use whatschat_core::limits::CONTENT_MAX;
use whatschat_core::messages::Message;
use zip::ZipArchive;

on_both_databases![
    an_export_holds_what_one_sees_and_no_more,
    a_large_export_flows_and_a_second_one_waits,
    an_export_holds_the_calls_that_one_was_in,
    an_export_is_saved_into_a_new_file_only,
];

async fn bytes(mut download: Download) -> Vec<u8> {
    let mut all = vec![];
    while let Some(piece) = download.next().await.unwrap() {
        all.extend_from_slice(&piece);
    }
    all
}

async fn export(person: &Person) -> ZipArchive<Cursor<Vec<u8>>> {
    let zip = bytes(person.client.auth().export().await.unwrap()).await;
    ZipArchive::new(Cursor::new(zip)).unwrap()
}

fn text(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn json(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Value {
    serde_json::from_str(&text(archive, name)).unwrap()
}

fn messages(archive: &mut ZipArchive<Cursor<Vec<u8>>>) -> Vec<Message> {
    let text = text(archive, "messages.jsonl");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn an_export_holds_what_one_sees_and_no_more(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let (chat, other) = (private_chat(&alice, &bob).await, private_chat(&bob, &carol).await);
    alice.client.chats().mute(chat, None).await.unwrap();
    bob.say(other, "not for Alice").await;
    let mut said = vec![];
    for n in 0..105 {
        let from = if n % 2 == 0 { &alice } else { &bob };
        said.push(from.say(chat, &format!("你好 {n}")).await); // more than a page
    }
    let mut archive = export(&alice).await;
    assert_eq!(json(&mut archive, "account.json")["email"], "alice@example.com");
    assert_eq!(json(&mut archive, "sessions.json")[0]["current"], true);
    assert_eq!(json(&mut archive, "audit.json")[0]["what"], "registered");
    assert_eq!(json(&mut archive, "blocks.json"), serde_json::json!([]));
    let chats = json(&mut archive, "chats.json");
    assert_eq!(chats.as_array().unwrap().len(), 1, "{chats}");
    assert_eq!(chats[0]["settings"]["muted"], true, "{chats}");
    assert_eq!(messages(&mut archive), said);
    let all: Vec<_> = archive.file_names().map(Result::unwrap).collect();
    let all = all.join(" ");
    assert_eq!(
        all,
        "account.json sessions.json audit.json blocks.json calls.json chats.json messages.jsonl files.json"
    );

    // What she has cleared away she does not see any more.
    alice.client.chats().delete(chat).await.unwrap();
    let last = bob.say(chat, "again").await;
    assert_eq!(messages(&mut export(&alice).await), [last]);
    let hash = text(&mut export(&alice).await, "account.json");
    assert!(!hash.contains("argon2"), "no answer holds a hash: {hash}");
}

async fn a_large_export_flows_and_a_second_one_waits(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut random = StdRng::seed_from_u64(crate::support::seed());
    let mut said = vec![];
    for _ in 0..800 {
        // Letters at random hardly shrink: some megabytes, more than the sockets hold.
        let letters = (0..CONTENT_MAX).map(|_| char::from(random.sample(Alphanumeric)));
        said.push(alice.say(chat, &letters.collect::<String>()).await);
    }
    let running = alice.client.auth().export().await.unwrap();
    let second = server.other_device(&alice).await.client.auth().export().await;
    assert_eq!(refusal(second), ErrorCode::TooManyRequests);
    drop(bob.client.auth().export().await.unwrap()); // others may meanwhile
    let mut archive = ZipArchive::new(Cursor::new(bytes(running).await)).unwrap();
    assert!(messages(&mut archive) == said, "the archive is not whole");
    export(&alice).await; // the next one is let in
}

async fn an_export_holds_the_calls_that_one_was_in(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let _rings = bob.listen().await;
    let request =
        StartCall { r#type: CallType::Audio, participants: vec![bob.id()], chat_id: None };
    let call = alice.client.calls().start(request).await.unwrap().id;
    for person in [&alice, &bob] {
        let calls = json(&mut export(person).await, "calls.json");
        assert_eq!(calls.as_array().unwrap().len(), 1, "{calls}");
        assert_eq!(calls[0]["id"], call.to_string());
    }
    let carol = server.person("carol").await;
    assert_eq!(json(&mut export(&carol).await, "calls.json"), serde_json::json!([]));
}

async fn an_export_is_saved_into_a_new_file_only(server: TestServer) {
    let alice = server.person("alice").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alice.zip");
    alice.client.auth().export().await.unwrap().save(&file).await.unwrap();
    let saved = std::fs::read(&file).unwrap();
    assert!(ZipArchive::new(Cursor::new(&saved)).is_ok());
    let again = alice.client.auth().export().await.unwrap().save(&file).await;
    assert!(matches!(again, Err(Error::File(_))), "{again:?}");
    assert_eq!(std::fs::read(&file).unwrap(), saved, "what is there stays");
    alice.client.auth().login("alice@example.com", PASSWORD).await.unwrap();
    let get = alice.client.download(whatschat_core::auth::GetMe {}).await;
    assert!(matches!(get, Err(Error::Protocol { .. })), "{get:?}");
}
