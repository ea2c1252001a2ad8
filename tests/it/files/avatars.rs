//! Pictures of people and groups.

use super::{follow, png, upload};
use crate::support::{Person, TestServer, group_of, on_both_databases, refusal};
use whatschat_client::{Error, ErrorCode};
use whatschat_core::auth::{Account, UpdateProfile};
use whatschat_core::groups::{CreateGroup, UpdateGroup};

const DAY_MS: i64 = 24 * 3600 * 1000;

on_both_databases![
    an_uploaded_picture_of_someone_is_for_every_user,
    a_groups_picture_is_for_its_members,
    an_address_of_the_web_stays_as_it_is,
    what_is_no_picture_of_ones_own_is_refused,
];

async fn set(person: &Person, avatar: impl Into<String>) -> Result<Account, Error> {
    let change = UpdateProfile { avatar: Some(avatar.into()), ..UpdateProfile::default() };
    person.client.auth().update_profile(change).await
}

async fn an_uploaded_picture_of_someone_is_for_every_user(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let file = upload(&alice, "me.png", png(9, 9)).await;
    assert_eq!(refusal(bob.client.files().info(file.id).await), ErrorCode::FileNotFound);
    let first = set(&alice, &*file.url).await.unwrap().avatar.unwrap();
    assert_eq!(follow(&server, &first).await.status, 200);
    bob.client.files().info(file.id).await.unwrap();
    server.clock().advance_ms(3 * DAY_MS);
    let group = group_of(&alice, &[&bob]).await;
    let group = bob.client.chats().get(group).await.unwrap();
    let chats = bob.client.chats().list().await.unwrap();
    let users = bob.client.users().list(Default::default()).await.unwrap().users;
    let again = server.client().auth().login("alice@example.com", "Passw0rd").await.unwrap();
    let shown = [
        bob.client.users().get(alice.id()).await.unwrap().avatar,
        users.into_iter().find(|user| user.id == alice.id()).unwrap().avatar,
        group.participants.into_iter().find(|one| one.id == alice.id()).unwrap().avatar,
        chats[0].participants.iter().find(|one| one.id == alice.id()).unwrap().avatar.clone(),
        again.user.avatar,
        alice.client.auth().me().await.unwrap().avatar,
    ];
    for link in shown {
        let link = link.unwrap();
        assert_ne!(link, first, "the link is not fresh");
        assert_eq!(follow(&server, &link).await.status, 200);
    }
    // What is shown may be sent back.
    let me = alice.client.auth().me().await.unwrap().avatar.unwrap();
    assert_eq!(set(&alice, &*me).await.unwrap().avatar, Some(me));
    assert_eq!(set(&alice, "").await.unwrap().avatar, None);
    assert_eq!(refusal(bob.client.files().info(file.id).await), ErrorCode::FileNotFound);
}

async fn a_groups_picture_is_for_its_members(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mallory = server.person("mallory").await;
    let file = upload(&alice, "us.png", png(9, 9)).await;
    let path = format!("/api/v1/files/{}/us.png", file.id);
    let (name, participants) = ("Friends".into(), vec![bob.id()]);
    let group = CreateGroup { name, description: None, avatar: Some(path), participants };
    let group = alice.client.groups().create(group).await.unwrap();
    assert_eq!(follow(&server, group.avatar.as_ref().unwrap()).await.status, 200);
    let listed = bob.client.groups().list().await.unwrap()[0].avatar.clone().unwrap();
    assert_eq!(follow(&server, &listed).await.status, 200);
    bob.client.files().info(file.id).await.unwrap();
    assert_eq!(refusal(mallory.client.files().info(file.id).await), ErrorCode::FileNotFound);
    let other = upload(&alice, "new.png", png(9, 9)).await;
    let change =
        UpdateGroup { id: group.id, name: None, description: None, avatar: Some(other.url) };
    alice.client.groups().update(change).await.unwrap();
    assert_eq!(refusal(bob.client.files().info(file.id).await), ErrorCode::FileNotFound);
    bob.client.files().info(other.id).await.unwrap();
}

async fn an_address_of_the_web_stays_as_it_is(server: TestServer) {
    let alice = server.person("alice").await;
    let address = "https://example.com/avatar.jpg";
    assert_eq!(set(&alice, address).await.unwrap().avatar.as_deref(), Some(address));
}

async fn what_is_no_picture_of_ones_own_is_refused(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let text = upload(&alice, "notes.txt", "Hello").await;
    assert_eq!(refusal(set(&alice, &*text.url).await), ErrorCode::Invalid);
    let his = upload(&bob, "me.png", png(9, 9)).await;
    assert_eq!(refusal(set(&alice, &*his.url).await), ErrorCode::FileNotFound);
    let nobodys = "/api/v1/files/00000000-0000-0000-0000-000000000000/a.png";
    assert_eq!(refusal(set(&alice, nobodys).await), ErrorCode::FileNotFound);
    for address in ["javascript:alert(1)", "data:image/png;base64,AA==", "file:a", "me.png"] {
        assert_eq!(refusal(set(&alice, address).await), ErrorCode::Invalid, "{address}");
    }
}
