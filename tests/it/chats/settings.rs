//! What a chat is to one of its members alone.

use crate::support::{TestServer, on_both_databases, private_chat};
use whatschat_core::chats::ChatSettings;

const PLAIN: ChatSettings = ChatSettings { muted: false, muted_until: None, archived: false };

on_both_databases![
    a_chat_is_archived_for_the_caller_alone,
    a_chat_is_muted_for_ever_or_until_a_time,
];

async fn a_chat_is_archived_for_the_caller_alone(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let id = private_chat(&alice, &bob).await;
    assert_eq!(alice.client.chats().get(id).await.unwrap().settings, PLAIN);
    let archived = ChatSettings { archived: true, ..PLAIN };
    assert_eq!(alice.client.chats().archive(id).await.unwrap(), archived);
    assert_eq!(alice.client.chats().archive(id).await.unwrap(), archived);
    assert_eq!(alice.client.chats().list().await.unwrap()[0].settings, archived);
    assert_eq!(bob.client.chats().list().await.unwrap()[0].settings, PLAIN);
    assert_eq!(alice.client.chats().unarchive(id).await.unwrap(), PLAIN);
    assert_eq!(alice.client.chats().get(id).await.unwrap().settings, PLAIN);
}

async fn a_chat_is_muted_for_ever_or_until_a_time(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let id = private_chat(&alice, &bob).await;
    let muted = ChatSettings { muted: true, ..PLAIN };
    assert_eq!(alice.client.chats().mute(id, None).await.unwrap(), muted);
    server.clock().advance_ms(365 * 24 * 3600 * 1000);
    let alice = server.other_device(&alice).await; // the session of a year ago is over
    assert_eq!(alice.client.chats().get(id).await.unwrap().settings, muted);

    let until = server.clock().now().plus_ms(3_600_000);
    let for_an_hour = ChatSettings { muted_until: Some(until), ..muted };
    assert_eq!(alice.client.chats().mute(id, Some(until)).await.unwrap(), for_an_hour);
    assert_eq!(alice.client.chats().list().await.unwrap()[0].settings, for_an_hour);
    server.clock().advance_ms(3_600_000);
    assert_eq!(alice.client.chats().list().await.unwrap()[0].settings, PLAIN);
    alice.client.chats().mute(id, None).await.unwrap();
    assert_eq!(alice.client.chats().unmute(id).await.unwrap(), PLAIN);
    let bob = server.other_device(&bob).await;
    assert_eq!(bob.client.chats().get(id).await.unwrap().settings, PLAIN);
}
