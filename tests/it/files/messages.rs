//! Messages that name a file.

use super::{follow, png, upload};
use crate::support::{Person, TestServer, answer, on_both_databases, private_chat, refusal};
use serde_json::{Value, json};
use whatschat_client::ErrorCode;
use whatschat_client::ServerEvent;
use whatschat_client::files::Upload;
use whatschat_core::id::ChatId;
use whatschat_core::messages::{ListMessages, Message, MessageType, UpdateMessage};

const DAY_MS: i64 = 24 * 3600 * 1000;

on_both_databases![
    what_is_known_of_a_file_travels_with_the_message,
    links_are_fresh_whenever_a_message_is_read,
    a_type_and_its_file_must_fit,
    what_a_client_says_of_a_file_is_not_believed,
    an_edit_may_name_another_file,
    a_repeated_send_gives_the_file_again,
    a_text_may_say_what_it_likes,
];

fn names(message: &Message) -> Vec<&str> {
    message.metadata.keys().map(String::as_str).collect()
}

async fn newest(person: &Person, chat: ChatId) -> Message {
    let page = person.client.messages().list(ListMessages::newest(chat)).await.unwrap();
    page.messages.into_iter().next().unwrap()
}

async fn what_is_known_of_a_file_travels_with_the_message(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    let bytes = png(400, 200);
    let picture = Upload::bytes("a.png", bytes.clone());
    let sent = alice.client.messages().send_file(chat, picture).await.unwrap();
    assert_eq!((sent.r#type, &*sent.content), (MessageType::Image, "a.png"));
    assert_eq!(stream.message().await, sent);
    assert_eq!(newest(&bob, chat).await, sent);
    let chats = bob.client.chats().list().await.unwrap();
    assert_eq!(chats[0].last_message.as_ref(), Some(&sent));
    let all = ["fileId", "height", "name", "size", "thumbnailUrl", "type", "url", "width"];
    let mut known = names(&sent);
    known.sort_unstable();
    assert_eq!(known, all);
    assert_eq!(sent.metadata["type"], "image/png");
    assert_eq!((&sent.metadata["width"], &sent.metadata["height"]), (&json!(400), &json!(200)));
    let got = follow(&server, sent.metadata["url"].as_str().unwrap()).await;
    assert_eq!(
        (got.status, got.bytes.len() as u64),
        (200, sent.metadata["size"].as_u64().unwrap())
    );
    let small = follow(&server, sent.metadata["thumbnailUrl"].as_str().unwrap()).await;
    assert_eq!(small.header("content-type"), "image/jpeg");
}

async fn links_are_fresh_whenever_a_message_is_read(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let file = Upload::bytes("notes.txt", "Hello");
    let sent = alice.client.messages().send_file(chat, file).await.unwrap();
    server.clock().advance_ms(3 * DAY_MS);
    let read = newest(&bob, chat).await;
    assert_ne!(read.metadata["url"], sent.metadata["url"]);
    let got = follow(&server, read.metadata["url"].as_str().unwrap()).await;
    assert_eq!(&*got.bytes, b"Hello");
}

async fn a_type_and_its_file_must_fit(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let text = upload(&alice, "notes.txt", "Hello").await.id;
    let picture = upload(&alice, "a.png", png(3, 3)).await.id;
    let song = upload(&alice, "song", "ID3\x04 a song").await.id;
    let his = upload(&bob, "notes.txt", "Hello").await.id;
    for (kind, metadata, refused) in [
        ("image", json!({"fileId": picture}), None),
        ("audio", json!({"fileId": song}), None),
        ("file", json!({"fileId": text}), None),
        ("file", json!({"fileId": picture}), None),
        ("image", json!({"fileId": text}), Some("not_one_of")),
        ("video", json!({"fileId": picture}), Some("not_one_of")),
        ("audio", json!({"fileId": text}), Some("not_one_of")),
        ("image", json!({}), Some("required")),
        ("file", Value::Null, Some("required")),
        ("file", json!({"fileId": "1"}), Some("wrong_format")),
        ("file", json!({"fileId": 1}), Some("wrong_format")),
    ] {
        let body = json!({"chatId": chat, "type": kind, "content": "x", "metadata": metadata});
        let request = server.request("POST", "/messages").bearer_auth(alice.token());
        let answer = answer(request.json(&body)).await;
        match refused {
            Some(code) => assert_eq!(answer.bad_fields(), [("metadata.fileId", code)], "{body}"),
            None => assert_eq!(answer.status, 201, "{body}: {answer:?}"),
        }
    }
    for id in [his.0, uuid::Uuid::nil()] {
        let body =
            json!({"chatId": chat, "type": "file", "content": "x", "metadata": {"fileId": id}});
        let request = server.request("POST", "/messages").bearer_auth(alice.token());
        assert_eq!(answer(request.json(&body)).await.code(), ErrorCode::FileNotFound);
    }
}

async fn what_a_client_says_of_a_file_is_not_believed(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let file = upload(&alice, "notes.txt", "Hello").await;
    let mut draft = alice.client.messages().file_draft(chat, &file);
    let claims = json!({"fileId": file.id, "url": "https://evil.example", "name": "x.exe", "size": 1,
        "type": "image/png", "width": 5, "thumbnailUrl": "https://evil.example", "caption": "mine"});
    draft.metadata = claims.as_object().cloned();
    let sent = alice.client.messages().send_request(draft).await.unwrap();
    assert!(!json!(sent).to_string().contains("evil"), "{sent:?}");
    assert_eq!((&sent.metadata["name"], &sent.metadata["size"]), (&json!("notes.txt"), &json!(5)));
    assert_eq!(sent.metadata["caption"], "mine");
    assert!(sent.metadata.get("width").is_none());
    assert_eq!(newest(&bob, chat).await, sent);
}

async fn an_edit_may_name_another_file(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let file = Upload::bytes("notes.txt", "Hello");
    let sent = alice.client.messages().send_file(chat, file).await.unwrap();
    let mut stream = bob.listen().await;
    let text = alice.client.messages().edit(sent.id, "Read this").await.unwrap();
    assert_eq!(text.metadata, sent.metadata, "the file stays");
    assert_eq!(stream.chat_event("the edit").await, ServerEvent::MessageUpdated(text));
    let other = upload(&alice, "other.txt", "Goodbye").await;
    let edit = |id: Value| UpdateMessage {
        message_id: sent.id,
        content: None,
        metadata: json!({ "fileId": id }).as_object().cloned(),
    };
    let edited = alice.client.messages().edit_request(edit(json!(other.id))).await.unwrap();
    assert_eq!(edited.metadata["name"], "other.txt");
    assert_eq!(stream.chat_event("the edit").await, ServerEvent::MessageUpdated(edited));
    bob.client.files().info(other.id).await.unwrap();
    let his = upload(&bob, "his.txt", "Hello").await;
    let refused = alice.client.messages().edit_request(edit(json!(his.id))).await;
    assert_eq!(refusal(refused), ErrorCode::FileNotFound);
    let refused = alice.client.messages().edit_request(edit(Value::Null)).await;
    assert_eq!(refusal(refused), ErrorCode::Invalid);
}

async fn a_repeated_send_gives_the_file_again(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let file = upload(&alice, "notes.txt", "Hello").await;
    let draft = alice.client.messages().file_draft(chat, &file);
    let first = alice.client.messages().send_request(draft.clone()).await.unwrap();
    let second = alice.client.messages().send_request(draft).await.unwrap();
    assert_eq!(first, second);
    assert!(first.metadata.contains_key("url"));
}

async fn a_text_may_say_what_it_likes(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut draft = alice.client.messages().draft(chat, "Hello");
    draft.metadata = json!({"url": "https://example.com", "fileId": "none"}).as_object().cloned();
    let sent = alice.client.messages().send_request(draft.clone()).await.unwrap();
    assert_eq!(Some(&sent.metadata), draft.metadata.as_ref());
}
