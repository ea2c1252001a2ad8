//! A chat that one of its members removes from their list.

use crate::support::{TestServer, on_both_databases, private_chat, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::messages::ListMessages;

on_both_databases![
    it_is_cleared_for_nobody_else,
    it_comes_back_with_the_next_message,
    it_comes_back_empty_when_it_is_opened_again,
];

async fn it_is_cleared_for_nobody_else(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let own = alice.say(chat, "one").await;
    bob.say(chat, "two").await;
    alice.client.chats().delete(chat).await.unwrap();

    assert_eq!(alice.client.chats().list().await.unwrap(), []);
    let hers = alice.client.messages().list(ListMessages::newest(chat)).await.unwrap();
    assert_eq!((hers.messages, hers.pagination.total), (vec![], 0));
    let edited = alice.client.messages().edit(own.id, "three").await;
    assert_eq!(refusal(edited), ErrorCode::MessageNotFound);
    let his = bob.client.messages().list(ListMessages::newest(chat)).await.unwrap();
    assert_eq!((his.messages.len(), his.pagination.total), (2, 2));
    assert_eq!(bob.client.chats().list().await.unwrap().len(), 1);
}

async fn it_comes_back_with_the_next_message(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut stream = alice.listen().await;
    bob.say(chat, "one").await;
    stream.message().await;
    alice.client.chats().mark_unread(chat).await.unwrap();
    alice.client.chats().delete(chat).await.unwrap();
    let next = bob.say(chat, "two").await;
    assert_eq!(stream.message().await, next);

    let chats = alice.client.chats().list().await.unwrap();
    assert_eq!((chats[0].id, chats[0].unread_count), (chat, 1));
    assert!(!chats[0].marked_unread, "she has not marked this one");
    assert_eq!(chats[0].last_message.as_ref(), Some(&next));
    let page = alice.client.messages().list(ListMessages::newest(chat)).await.unwrap();
    assert_eq!((page.messages, page.pagination.total), (vec![next], 1));
}

async fn it_comes_back_empty_when_it_is_opened_again(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    bob.say(chat, "one").await;
    alice.client.chats().delete(chat).await.unwrap();
    assert_eq!(private_chat(&alice, &bob).await, chat);
    let chats = alice.client.chats().list().await.unwrap();
    assert_eq!((chats[0].id, chats[0].unread_count), (chat, 0));
    assert_eq!(chats[0].last_message, None);
}
