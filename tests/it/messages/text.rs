//! What a message may hold, and that it comes out as it went in.

use crate::support::{TestServer, answer, on_both_databases, private_chat, refusal};
use serde_json::{Value, json};
use whatschat_client::ErrorCode;
use whatschat_core::messages::{ListMessages, MessageType, SendMessage};

on_both_databases![
    any_text_comes_out_as_it_went_in,
    a_text_has_at_most_ten_thousand_characters,
    metadata_have_at_most_sixteen_kibibytes,
    nul_is_refused_everywhere,
    a_file_message_needs_a_file,
];

const TEXTS: [&str; 8] = [
    "👨‍👩‍👧‍👦 🇨🇳 👍🏽",
    "שלום עולם و مرحبا",
    "e\u{301} is not é",
    "  leading and trailing\t\r\n",
    "\u{202e}backwards\u{202c} \u{200b}\u{feff}",
    "<b>bold</b> & \"quoted\" \\ back\u{1}slash",
    "𝒜𝓁𝒾𝒸ℯ \u{10ffff} \u{fffd}",
    "{\"json\": [1, 2]}",
];

async fn any_text_comes_out_as_it_went_in(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    for text in TEXTS {
        let metadata = json!({"text": text, "nested": {text: [null, 1.5, -3, true]}});
        let metadata = metadata.as_object().cloned();
        let draft = alice.client.messages().draft(chat, text);
        let draft = SendMessage { metadata: metadata.clone(), ..draft };
        let sent = alice.client.messages().send_request(draft).await.unwrap();
        assert_eq!((sent.content.as_str(), Some(&sent.metadata)), (text, metadata.as_ref()));
        assert_eq!(stream.message().await, sent);
    }
    let read = bob.client.messages().list(ListMessages::newest(chat)).await.unwrap();
    let read: Vec<_> = read.messages.iter().rev().map(|one| one.content.as_str()).collect();
    assert_eq!(read, TEXTS);
}

async fn a_text_has_at_most_ten_thousand_characters(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let longest = "字".repeat(10_000);
    let sent = alice.say(chat, &longest).await;
    assert_eq!(sent.content, longest);
    let longer = longest + "字";
    let refused = alice.client.messages().send(chat, &longer).await;
    assert_eq!(refusal(refused), ErrorCode::Invalid);
    let refused = alice.client.messages().edit(sent.id, &longer).await;
    assert_eq!(refusal(refused), ErrorCode::Invalid);
    assert_eq!(refusal(alice.client.messages().send(chat, "").await), ErrorCode::Invalid);
}

async fn metadata_have_at_most_sixteen_kibibytes(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let send = async |bytes: usize| {
        let metadata = json!({"x": "y".repeat(bytes - r#"{"x":""}"#.len())});
        let body = json!({"chatId": chat, "type": "text", "content": "a", "metadata": metadata});
        answer(server.request("POST", "/messages").bearer_auth(alice.token()).json(&body)).await
    };
    assert_eq!(send(16 * 1024).await.status, 201);
    let refused = send(16 * 1024 + 1).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.bad_fields(), [("metadata", "too_long")]);
}

async fn nul_is_refused_everywhere(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let send = async |changes: Value| {
        let mut body = json!({"chatId": chat, "type": "text", "content": "a"});
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        answer(server.request("POST", "/messages").bearer_auth(alice.token()).json(&body)).await
    };
    for (changes, field) in [
        (json!({"content": "a\0b"}), "content"),
        (json!({"metadata": {"a": ["b", "\0"]}}), "metadata.a[1]"),
        (json!({"metadata": {"a\0": 1}}), "metadata"),
    ] {
        let refused = send(changes).await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.bad_fields(), [(field, "bad_character")]);
    }
}

async fn a_file_message_needs_a_file(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for r#type in [MessageType::Image, MessageType::Video, MessageType::Audio, MessageType::File] {
        let draft = SendMessage { r#type, ..alice.client.messages().draft(chat, "a.png") };
        let refused = alice.client.messages().send_request(draft.clone()).await;
        assert_eq!(refusal(refused), ErrorCode::Invalid, "{type}: it names none");
        let nobodys = [("fileId".to_owned(), json!(uuid::Uuid::nil()))].into_iter().collect();
        let draft = SendMessage { metadata: Some(nobodys), ..draft };
        let refused = alice.client.messages().send_request(draft).await;
        assert_eq!(refusal(refused), ErrorCode::FileNotFound, "{type}");
    }
}
