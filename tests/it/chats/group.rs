//! A group, as the chat that it is.

use crate::support::{TestServer, group_of, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::chats::{ChatType, CreateChat, UpdateChat};
use whatschat_core::groups::Role;
use whatschat_core::id::UserId;

on_both_databases![
    its_creator_is_its_admin,
    all_of_its_members_must_exist,
    its_admin_describes_it_for_everyone,
    its_members_do_not,
    without_a_name_it_has_its_members,
];

async fn its_creator_is_its_admin(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = bob.client.chats().get(group_of(&alice, &[&bob]).await).await.unwrap();
    assert_eq!((chat.r#type, chat.name.as_str()), (ChatType::Group, "Friends"));
    let role = |of: UserId| chat.participants.iter().find(|one| one.id == of).unwrap().role;
    assert_eq!((role(alice.id()), role(bob.id())), (Role::Admin, Role::Member));
    assert_eq!(chat.participants.len(), 2);
}

async fn all_of_its_members_must_exist(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let made = alice.client.chats().create_group("Friends", [bob.id(), UserId::nil()]).await;
    assert_eq!(refusal(made), ErrorCode::UserNotFound);
    assert_eq!(bob.client.chats().list().await.unwrap(), []);
}

async fn its_admin_describes_it_for_everyone(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let id = group_of(&alice, &[&bob]).await;
    let named = UpdateChat { id, name: Some("读书会".into()), description: None };
    alice.client.chats().update(named).await.unwrap();
    let described = UpdateChat { id, name: None, description: Some("每周一本".into()) };
    alice.client.chats().update(described).await.unwrap();
    let seen = bob.client.chats().get(id).await.unwrap();
    assert_eq!((seen.name.as_str(), seen.description.as_deref()), ("读书会", Some("每周一本")));
}

async fn its_members_do_not(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let id = group_of(&alice, &[&bob]).await;
    let named = UpdateChat { id, name: Some("Bob's".into()), description: None };
    assert_eq!(refusal(bob.client.chats().update(named).await), ErrorCode::Forbidden);
    assert_eq!(alice.client.chats().get(id).await.unwrap().name, "Friends");
}

async fn without_a_name_it_has_its_members(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let participants = vec![bob.id(), carol.id()];
    let request = CreateChat { name: None, r#type: ChatType::Group, participants };
    let chat = alice.client.chats().create(request).await.unwrap();
    assert_eq!(chat.name, "bob, carol");
    assert_eq!(carol.client.chats().get(chat.id).await.unwrap().name, "alice, bob");
}
