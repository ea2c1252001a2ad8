//! The private chat of two people.

use crate::support::{TestServer, answer, at_once, on_both_databases, private_chat, refusal};
use serde_json::json;
use whatschat_client::ErrorCode;
use whatschat_core::chats::{ChatType, CreateChat, UpdateChat};
use whatschat_core::groups::Role;
use whatschat_core::id::{ChatId, UserId};

on_both_databases![
    it_is_made_once_and_then_found,
    fifty_who_open_it_at_once_get_the_same,
    it_names_exactly_one_other_user,
    its_name_is_the_callers_own,
];

async fn it_is_made_once_and_then_found(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let open = async |token: String, with: UserId| {
        let body = json!({"type": "private", "participants": [with]});
        answer(server.request("POST", "/chats").bearer_auth(token).json(&body)).await
    };
    let made = open(alice.token(), bob.id()).await;
    assert_eq!(made.status, 201);
    let found = open(alice.token(), bob.id()).await;
    assert_eq!((found.status, &found.body["data"]), (200, &made.body["data"]));
    let from_the_other = open(bob.token(), alice.id()).await;
    assert_eq!(from_the_other.status, 200);
    assert_eq!(from_the_other.body["data"]["id"], made.body["data"]["id"]);

    let chat = alice.client.chats().open_private(bob.id()).await.unwrap();
    assert_eq!(chat.r#type, ChatType::Private);
    let mut who: Vec<_> = chat.participants.iter().map(|one| (one.id, one.role)).collect();
    who.sort_unstable_by_key(|one| one.0);
    assert_eq!(who, [(alice.id(), Role::Member), (bob.id(), Role::Member)]);
}

async fn fifty_who_open_it_at_once_get_the_same(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let opened = at_once(50, |n| {
        let (one, other) = if n % 2 == 0 { (&alice, &bob) } else { (&bob, &alice) };
        let (one, other) = (one.clone(), other.clone());
        async move { private_chat(&one, &other).await }
    });
    let opened: Vec<ChatId> = opened.await;
    assert_eq!(opened, [opened[0]; 50]);
    assert_eq!(alice.client.chats().list().await.unwrap().len(), 1);
}

async fn it_names_exactly_one_other_user(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let open = async |participants: &[UserId]| {
        let (r#type, participants) = (ChatType::Private, participants.to_vec());
        alice.client.chats().create(CreateChat { name: None, r#type, participants }).await
    };
    assert_eq!(refusal(open(&[alice.id()]).await), ErrorCode::NotOnePeer);
    assert_eq!(refusal(open(&[bob.id(), carol.id()]).await), ErrorCode::NotOnePeer);
    assert_eq!(refusal(open(&[UserId::nil()]).await), ErrorCode::UserNotFound);
    let chat = open(&[bob.id()]).await.unwrap();
    assert_eq!(open(&[alice.id(), bob.id(), bob.id()]).await.unwrap(), chat);
}

async fn its_name_is_the_callers_own(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let id = private_chat(&alice, &bob).await;
    let name = async |of: &crate::support::Person| of.client.chats().get(id).await.unwrap().name;
    assert_eq!((name(&alice).await.as_str(), name(&bob).await.as_str()), ("bob", "alice"));
    let change = UpdateChat { id, name: Some("Bobby".into()), description: Some("x".into()) };
    let changed = alice.client.chats().update(change).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.description), ("Bobby", None));
    assert_eq!((name(&alice).await.as_str(), name(&bob).await.as_str()), ("Bobby", "alice"));
}
