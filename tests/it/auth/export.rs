//! Everything held about a user, in one archive.

use crate::support::people::PASSWORD;
use crate::support::{Person, TestServer, group_of, on_both_databases, private_chat, refusal};
use rand::{RngExt, SeedableRng, distr::Alphanumeric, rngs::StdRng};
use serde_json::Value;
use std::collections::HashSet;
use std::io::{Cursor, Read};
use whatschat_client::files::Upload;
use whatschat_client::{Download, Error, ErrorCode};
use whatschat_core::calls::{CallType, StartCall};
use whatschat_core::limits::CONTENT_MAX;
use whatschat_core::messages::{Message, SendMessage};
use zip::ZipArchive;

on_both_databases![
    an_export_holds_what_one_sees_and_no_more,
    a_large_export_flows_and_a_second_one_waits,
    an_export_holds_the_calls_that_one_was_in,
    an_export_is_saved_into_a_new_file_only,
    an_export_holds_what_one_has_written_and_left_behind,
    an_export_ends_with_its_session,
    a_lost_file_costs_nothing_but_itself,
    what_there_is_much_of_is_there_once,
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
    messages_of(archive, "messages.jsonl")
}

fn messages_of(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Vec<Message> {
    let text = text(archive, name);
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
        "account.json sessions.json audit.json blocks.json calls.json chats.json former-groups.json messages.jsonl messages-no-longer-seen.jsonl files.json"
    );

    // What she has cleared away she does not see any more.
    alice.client.chats().delete(chat).await.unwrap();
    let last = bob.say(chat, "again").await;
    assert_eq!(messages(&mut export(&alice).await), [last]);
    let hash = text(&mut export(&alice).await, "account.json");
    assert!(!hash.contains("argon2"), "no answer holds a hash: {hash}");
}

/// Some megabytes of messages, more than the sockets hold: letters at random hardly shrink.
async fn say_much(alice: &Person, bob: &Person) -> Vec<Message> {
    let chat = private_chat(alice, bob).await;
    let mut random = StdRng::seed_from_u64(crate::support::seed());
    let mut said = vec![];
    for _ in 0..800 {
        let letters = (0..CONTENT_MAX).map(|_| char::from(random.sample(Alphanumeric)));
        said.push(alice.say(chat, &letters.collect::<String>()).await);
    }
    said
}

async fn a_large_export_flows_and_a_second_one_waits(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let said = say_much(&alice, &bob).await;
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

async fn an_export_holds_what_one_has_written_and_left_behind(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let (chat, group) = (private_chat(&alice, &bob).await, group_of(&bob, &[&alice]).await);
    let asked = bob.say(group, "a secret of Bob's").await;
    let mut expected = vec![];
    let draft = alice.client.messages().draft(group, "in the group");
    let draft = SendMessage { reply_to: Some(asked.id), ..draft };
    expected.push(alice.client.messages().send_request(draft).await.unwrap());
    expected.push(alice.say(chat, "cleared").await);
    bob.say(chat, "also cleared").await;
    let deleted = alice.say(group, "deleted").await;
    alice.client.messages().delete(deleted.id).await.unwrap();
    alice.client.groups().remove_participant(group, alice.id()).await.unwrap();
    bob.client.messages().react(expected[0].id, "👋").await.unwrap();
    bob.client.messages().pin(expected[0].id).await.unwrap();
    alice.client.chats().delete(chat).await.unwrap();
    let seen = alice.say(chat, "seen").await;
    let hidden = alice.say(chat, "hidden").await;
    alice.client.messages().delete_for_me(hidden.id).await.unwrap();
    expected.push(hidden);
    expected.sort_by_key(|message| message.id);

    let mut archive = export(&alice).await;
    let mut left = messages_of(&mut archive, "messages-no-longer-seen.jsonl");
    left.sort_by_key(|message| message.id);
    expected[0].reply_to.as_mut().unwrap().content.clear();
    assert_eq!(left, expected, "what others said and did is not hers");
    assert_eq!(messages(&mut archive), [seen]);
    assert_eq!(json(&mut archive, "former-groups.json"), serde_json::json!([group]));
    bob.client.groups().add_participants(group, [alice.id()]).await.unwrap();
    let mut archive = export(&alice).await;
    let mut left = messages_of(&mut archive, "messages-no-longer-seen.jsonl");
    left.sort_by_key(|message| message.id);
    assert_eq!(left, expected, "who comes back sees nothing of it, and has each once");
    let mut archive = export(&bob).await;
    assert_eq!(messages_of(&mut archive, "messages-no-longer-seen.jsonl"), []);
}

async fn an_export_ends_with_its_session(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    say_much(&alice, &bob).await;
    let mut running = alice.client.auth().export().await.unwrap();
    server.other_device(&alice).await.client.auth().end_all_sessions().await.unwrap();
    let broken_off = loop {
        match running.next().await {
            Ok(Some(_)) => {}
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(broken_off, "it came to its end");
}

async fn a_lost_file_costs_nothing_but_itself(server: TestServer) {
    let alice = server.person("alice").await;
    let mut ids = vec![];
    for name in ["lost.txt", "kept.txt"] {
        let file = Upload::bytes(name, name.as_bytes().to_vec());
        ids.push(alice.client.files().upload(file).await.unwrap().id);
    }
    let folder = server.config().data_dir.join("files");
    std::fs::remove_file(folder.join(ids[0].to_string())).unwrap();
    let mut archive = export(&alice).await;
    let lost = format!("files/{}-lost.txt", ids[0]);
    assert_eq!(json(&mut archive, "lost.json"), serde_json::json!([lost]));
    assert_eq!(text(&mut archive, &format!("files/{}-kept.txt", ids[1])), "kept.txt");
    assert!(archive.by_name(&lost).is_err());
}

async fn what_there_is_much_of_is_there_once(server: TestServer) {
    const MANY: usize = 1_005; // more than a page of each
    let alice = server.person("alice").await;
    server.make_belongings(MANY as i64).await;
    let mut archive = export(&alice).await;
    let lists = [("blocks.json", "username"), ("files.json", "name"), ("audit.json", "what")];
    for (name, field) in lists {
        let list = json(&mut archive, name);
        let names = list.as_array().unwrap().iter().map(|entry| entry[field].as_str().unwrap());
        let names: Vec<_> = names.filter(|name| name.starts_with("many")).collect();
        assert_eq!(names.len(), MANY, "{name}");
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), MANY, "{name}");
    }
    assert_eq!(json(&mut archive, "lost.json").as_array().unwrap().len(), MANY);
}
