//! A socket goes on where its client left off.

use crate::support::socket::RawEvent;
use crate::support::{TestServer, on_both_databases, private_chat};
use serde_json::json;
use whatschat_core::sync::Cursor;

on_both_databases![
    what_was_missed_comes_in_order_and_then_what_happens,
    the_socket_tells_what_rest_tells,
    without_a_position_a_socket_begins_now,
    a_position_in_another_log_is_said_to_be_one,
    it_goes_on_across_a_restart,
    a_handshake_may_say_the_position_too,
];

fn contents(events: &[RawEvent]) -> Vec<&str> {
    events.iter().filter_map(|event| event.data["content"].as_str()).collect()
}

async fn what_was_missed_comes_in_order_and_then_what_happens(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let since = bob.now().await;
    // More than a page, so that it has to be read in several.
    let texts: Vec<_> = (0..600).map(|n| format!("{n}")).collect();
    for text in &texts {
        alice.say(chat, text).await;
    }
    let mut socket = server.raw_socket_since(&bob.token(), since).await;
    let missed = socket.events_until("synced").await;
    assert_eq!(contents(&missed), texts);
    let positions: Vec<_> = missed.iter().map(|event| event.cursor().pos).collect();
    assert!(positions[..600].is_sorted_by(|one, next| one < next));
    assert_eq!(positions[600], positions[599], "`synced` says where one is");
    alice.say(chat, "now").await;
    let live = socket.event().await;
    assert_eq!(live.data["content"], "now");
    assert_eq!(live.cursor().pos, positions[600] + 1);
}

async fn the_socket_tells_what_rest_tells(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let since = bob.now().await;
    let chat = private_chat(&alice, &bob).await;
    let message = alice.say(chat, "Hello").await;
    bob.client.chats().mark_read(chat, 1).await.unwrap();
    bob.client.messages().react(message.id, "👍").await.unwrap();
    alice.client.messages().pin(message.id).await.unwrap();
    alice.client.messages().edit(message.id, "Hello!").await.unwrap();
    let mut fresh = server.raw_socket_since(&bob.token(), since).await;
    let from_memory = fresh.events_until("synced").await;
    server.restart().await;
    let mut socket = server.raw_socket_since(&bob.token(), since).await;
    let mut by_socket = socket.events_until("synced").await;
    by_socket.pop();
    let by_rest = bob.missed(since).await.into_iter();
    let by_rest: Vec<_> = by_rest
        .map(|event| RawEvent { name: event.event, data: serde_json::Value::Object(event.data) })
        .collect();
    assert_eq!(by_socket, by_rest);
    let names = |events: &[RawEvent]| -> Vec<_> {
        events.iter().map(|event| (event.name.clone(), event.cursor())).collect()
    };
    assert_eq!(names(&from_memory[..6]), names(&by_rest));
    let names: Vec<_> = by_rest.iter().map(|event| event.name.as_str()).collect();
    let expected = [
        "chat_changed",
        "new_message",
        "chat_read",
        "message_reactions",
        "message_pinned",
        "message_updated",
    ];
    assert_eq!(names, expected);
}

async fn without_a_position_a_socket_begins_now(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    alice.say(chat, "before").await;
    let mut socket = server.raw_socket_of(&bob.token()).await;
    let first = socket.events_until("synced").await;
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].cursor(), bob.now().await);
    alice.say(chat, "after").await;
    assert_eq!(socket.event().await.data["content"], "after");
}

async fn a_position_in_another_log_is_said_to_be_one(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    alice.say(chat, "before").await;
    let now = bob.now().await;
    let other = Cursor { epoch: now.epoch ^ 1, ..now };
    let mut socket = server.raw_socket_since(&bob.token(), other).await;
    let events = socket.events_until("synced").await;
    let names: Vec<_> = events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names, ["sync_reset", "synced"]);
    assert_eq!(events[0].data, json!({"reason": "other_log", "cursor": now}));
    alice.say(chat, "after").await;
    assert_eq!(socket.event().await.data["content"], "after");
}

async fn it_goes_on_across_a_restart(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut socket = server.raw_socket_of(&bob.token()).await;
    alice.say(chat, "one").await;
    let seen = socket.events_until("new_message").await;
    let since = seen.last().unwrap().cursor();
    drop(socket);
    alice.say(chat, "two").await;
    server.restart().await;
    alice.say(chat, "three").await;
    let mut socket = server.raw_socket_since(&bob.token(), since).await;
    assert_eq!(contents(&socket.events_until("synced").await), ["two", "three"]);
}

async fn a_handshake_may_say_the_position_too(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let since = bob.now().await;
    alice.say(chat, "Hello").await;
    let auth = json!({"token": bob.token(), "since": since});
    let mut socket = server.raw_socket_by_handshake(&auth).await;
    assert_eq!(contents(&socket.events_until("synced").await), ["Hello"]);
}
