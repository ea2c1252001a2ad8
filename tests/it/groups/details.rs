//! What a group is called.

use super::{three, told};
use crate::support::{TestServer, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::chats::ChatChange;
use whatschat_core::groups::{CreateGroup, Role, UpdateGroup};
use whatschat_core::messages::{Happening, SystemEvent};

on_both_databases![
    one_alone_can_make_a_group,
    a_new_group_is_in_everyones_list,
    a_change_is_told_once_for_each_thing_that_changed,
    only_admins_change_it,
    a_private_chat_is_no_group,
];

async fn a_new_group_is_in_everyones_list(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mut stream = bob.listen().await;
    let request = CreateGroup {
        name: "读书会".into(),
        description: Some("每周一本".into()),
        avatar: Some("https://example.com/a.png".into()),
        participants: vec![bob.id()],
    };
    let group = alice.client.groups().create(request).await.unwrap();
    let change = stream.change().await;
    assert_eq!((change.chat_id, change.change), (group.id, ChatChange::Created));
    let list = bob.client.groups().list().await.unwrap();
    let [seen] = &list[..] else { panic!("{list:?}") };
    assert_eq!((seen.id, seen.name.as_str(), seen.role), (group.id, "读书会", Role::Member));
    assert_eq!((seen.description.as_deref(), seen.participant_count), (Some("每周一本"), 2));
    assert_eq!(seen.avatar.as_deref(), Some("https://example.com/a.png"));
    assert_eq!(seen.last_message, None);
    let roles: Vec<_> = group.participants.iter().map(|one| (one.id, one.role)).collect();
    assert!(
        roles.contains(&(alice.id(), Role::Admin)) && roles.contains(&(bob.id(), Role::Member))
    );
}

async fn one_alone_can_make_a_group(server: TestServer) {
    let alice = server.person("alice").await;
    let group = alice.client.chats().create_group("Notes", [alice.id()]).await.unwrap();
    assert_eq!(group.participants.len(), 1);
}

async fn a_change_is_told_once_for_each_thing_that_changed(server: TestServer) {
    let (alice, bob, _, id) = three(&server).await;
    let mut stream = bob.listen().await;
    let change = |name: &str, description: &str| UpdateGroup {
        id,
        name: Some(name.into()),
        description: Some(description.into()),
        avatar: None,
    };
    let group = alice.client.groups().update(change("Foes", "Not friends")).await.unwrap();
    assert_eq!((group.name.as_str(), group.description.as_deref()), ("Foes", Some("Not friends")));
    assert_eq!(told(&mut stream).await, SystemEvent::of(Happening::NameChanged).saying("Foes"));
    let described = SystemEvent::of(Happening::DescriptionChanged).saying("Not friends");
    assert_eq!(told(&mut stream).await, described);
    alice.client.groups().update(change("Foes", "Not friends")).await.unwrap();
    alice.client.groups().update(change("Foes", "")).await.unwrap();
    let undescribed = SystemEvent::of(Happening::DescriptionChanged).saying("");
    assert_eq!(told(&mut stream).await, undescribed, "what stays the same is not told");
    assert_eq!(bob.client.groups().get(id).await.unwrap().description, None);
    stream.nothing_but_a_marker(&alice, id).await;
}

async fn only_admins_change_it(server: TestServer) {
    let (alice, bob, _, id) = three(&server).await;
    let name = UpdateGroup { id, name: Some("Bob's".into()), description: None, avatar: None };
    assert_eq!(refusal(bob.client.groups().update(name).await), ErrorCode::Forbidden);
    assert_eq!(refusal(bob.client.groups().delete(id).await), ErrorCode::Forbidden);
    assert_eq!(alice.client.groups().get(id).await.unwrap().name, "Friends");
}

async fn a_private_chat_is_no_group(server: TestServer) {
    let (alice, bob, carol, _) = three(&server).await;
    let chat = crate::support::private_chat(&alice, &bob).await;
    let groups = alice.client.groups();
    assert_eq!(refusal(groups.get(chat).await), ErrorCode::ChatNotFound);
    assert_eq!(refusal(groups.add_participants(chat, [carol.id()]).await), ErrorCode::ChatNotFound);
    assert_eq!(refusal(groups.remove_participant(chat, bob.id()).await), ErrorCode::ChatNotFound);
    assert_eq!(refusal(groups.delete(chat).await), ErrorCode::ChatNotFound);
    assert_eq!(groups.list().await.unwrap().len(), 1);
}
