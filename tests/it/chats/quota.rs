//! How many chats one may be in.

use crate::support::{TestServer, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::limits::CHATS_MAX;

on_both_databases![
    nobody_is_in_more_chats_than_anybody_could_read,
    a_chat_that_was_deleted_comes_back_where_there_is_room,
];

async fn nobody_is_in_more_chats_than_anybody_could_read(server: TestServer) {
    let alice = server.person("alice").await;
    server.make_groups(CHATS_MAX as i64).await;
    let bob = server.person("bob").await;
    let full = alice.client.chats().create_group("One more", [bob.id()]).await;
    assert_eq!(refusal(full), ErrorCode::TooManyChats);
    let full = alice.client.chats().open_private(bob.id()).await;
    assert_eq!(refusal(full), ErrorCode::TooManyChats);
    let own = bob.client.chats().create_group("His own", [bob.id()]).await.unwrap().id;
    let full = bob.client.groups().add_participants(own, [alice.id()]).await;
    assert_eq!(refusal(full), ErrorCode::TooManyChats, "nor is anybody put into more");
    let some = alice.client.chats().list().await.unwrap()[0].id;
    alice.client.chats().delete(some).await.unwrap();
    bob.client.groups().add_participants(own, [alice.id()]).await.unwrap();
    let full = alice.client.chats().open_private(bob.id()).await;
    assert_eq!(refusal(full), ErrorCode::TooManyChats, "what is deleted makes room for one");
}

async fn a_chat_that_was_deleted_comes_back_where_there_is_room(server: TestServer) {
    let [alice, bob] = [server.person("alice").await, server.person("bob").await];
    let chat = alice.client.chats().open_private(bob.id()).await.unwrap().id;
    alice.client.chats().delete(chat).await.unwrap();
    server.make_groups(CHATS_MAX as i64).await;
    let full = alice.client.chats().open_private(bob.id()).await;
    assert_eq!(refusal(full), ErrorCode::TooManyChats);
    let some = alice.client.chats().list().await.unwrap()[0].id;
    alice.client.chats().delete(some).await.unwrap();
    assert_eq!(alice.client.chats().open_private(bob.id()).await.unwrap().id, chat);
}
