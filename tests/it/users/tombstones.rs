//! What is left of who has gone, for the others.

use crate::calls::{audio, audio_in};
use crate::support::people::{PASSWORD, registration};
use crate::support::{
    LIMIT, Person, TestServer, eventually, group_of, on_both_databases, private_chat, refusal,
};
use whatschat_client::ErrorCode;
use whatschat_core::auth::{Register, UpdateProfile};
use whatschat_core::groups::Role;
use whatschat_core::messages::{Happening, ListMessages, SystemEvent};
use whatschat_core::status::Presence;

on_both_databases![
    a_tombstone_shows_nothing_of_who_was_there,
    it_is_not_in_the_directory,
    private_chats_and_their_messages_stay,
    nobody_begins_anything_with_it,
    nobody_writes_to_it,
    the_others_see_them_go,
    a_groups_last_admin_leaves_the_role_behind,
    many_groups_are_all_left,
    the_leaving_goes_on_after_a_stop,
    nobody_can_stand_in_its_place,
];

/// The name of somebody's tombstone.
fn name(of: &Person) -> String {
    let digits = of.id().0.simple().to_string();
    format!("deleted_{}", &digits[20..])
}

async fn delete(person: &Person) {
    person.client.auth().delete_me(PASSWORD).await.unwrap();
}

async fn a_tombstone_shows_nothing_of_who_was_there(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    server.make_admin(&bob).await; // not even to admins
    let change = UpdateProfile {
        avatar: Some("https://example.com/a.png".into()),
        ..UpdateProfile::default()
    };
    alice.client.auth().update_profile(change).await.unwrap();
    drop(alice.listen().await);
    delete(&alice).await;
    let left = bob.client.users().get(alice.id()).await.unwrap();
    assert_eq!((left.id, left.username.clone()), (alice.id(), name(&alice)));
    assert_eq!((left.email, left.phone, left.avatar), (None, None, None));
    assert_eq!((left.status.as_str(), left.presence), ("", Presence::Offline));
    assert_eq!(left.created_at, alice.account.created_at);
    assert!(left.deleted_at.is_some_and(|at| at >= left.created_at));
}

async fn it_is_not_in_the_directory(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    alice.client.users().block(bob.id()).await.unwrap();
    bob.client.users().block(alice.id()).await.unwrap();
    delete(&alice).await;
    let all = bob.client.users().list(Default::default()).await.unwrap();
    assert_eq!((all.users.len(), all.pagination.total), (1, 1));
    for words in ["alice", "deleted", "example"] {
        let found = bob.client.users().search(words).await.unwrap().users;
        assert!(found.iter().all(|user| user.id == bob.id()), "{words} finds {found:?}");
    }
    assert_eq!(bob.client.users().blocked().await.unwrap(), []);
}

async fn private_chats_and_their_messages_stay(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let said = alice.say(chat, "Farewell").await;
    delete(&alice).await;
    let listed = bob.client.chats().list().await.unwrap().remove(0);
    assert_eq!((listed.id, listed.name), (chat, name(&alice)));
    let read = bob.client.messages().list(ListMessages::newest(chat)).await.unwrap();
    assert_eq!(read.messages, [said]);
    assert_eq!(private_chat(&bob, &alice).await, chat);
}

async fn nobody_begins_anything_with_it(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    delete(&alice).await;
    let (chats, users) = (bob.client.chats(), bob.client.users());
    assert_eq!(refusal(chats.open_private(alice.id()).await), ErrorCode::UserNotFound);
    let group = chats.create_group("Friends", [alice.id()]).await;
    assert_eq!(refusal(group), ErrorCode::UserNotFound);
    assert_eq!(refusal(users.block(alice.id()).await), ErrorCode::UserNotFound);
    let call = bob.client.calls().start(audio(&[&alice])).await;
    assert_eq!(refusal(call), ErrorCode::UserNotFound);
}

async fn nobody_writes_to_it(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    bob.client.users().block(alice.id()).await.unwrap();
    bob.client.users().unblock(alice.id()).await.unwrap();
    let chat = private_chat(&alice, &bob).await;
    let said = bob.say(chat, "Are you there?").await;
    delete(&alice).await;
    assert_eq!(private_chat(&bob, &alice).await, chat);
    let messages = bob.client.messages();
    assert_eq!(refusal(messages.send(chat, "Hello?").await), ErrorCode::Blocked);
    assert_eq!(refusal(messages.edit(said.id, "Hello?").await), ErrorCode::Blocked);
    assert_eq!(refusal(messages.forward(said.id, chat).await), ErrorCode::Blocked);
    let call = bob.client.calls().start(audio_in(chat, &[&alice])).await;
    assert_eq!(refusal(call), ErrorCode::UserNotFound);
    messages.delete(said.id).await.unwrap();
}

async fn the_others_see_them_go(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&bob, &[&alice]).await;
    let mut stream = bob.listen().await;
    let _hers = alice.listen().await;
    assert_eq!(stream.presence_of(alice.id()).await.status, Presence::Online);
    delete(&alice).await;
    assert_eq!(stream.presence_of(alice.id()).await.status, Presence::Offline);
    let left = stream.message().await;
    assert_eq!((left.chat_id, left.system), (group, Some(SystemEvent::of(Happening::MemberLeft))));
    let (groups, chats) = (bob.client.groups(), bob.client.chats());
    assert_eq!(groups.get(group).await.unwrap().participants.len(), 1);
    assert_eq!(chats.list().await.unwrap().len(), 1);
}

async fn a_groups_last_admin_leaves_the_role_behind(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let group = group_of(&alice, &[&bob, &carol]).await;
    delete(&alice).await;
    let left = carol.client.groups().get(group).await.unwrap().participants;
    let left: Vec<_> = left.into_iter().map(|one| (one.id, one.role)).collect();
    assert_eq!(left, [(bob.id(), Role::Admin), (carol.id(), Role::Member)]);
}

async fn many_groups_are_all_left(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    for _ in 0..45 {
        group_of(&bob, &[&alice]).await; // more than are left at a time
    }
    delete(&alice).await;
    for group in bob.client.groups().list().await.unwrap() {
        assert_eq!(group.participant_count, 1);
        let last = group.last_message.and_then(|message| message.system);
        assert_eq!(last, Some(SystemEvent::of(Happening::MemberLeft)));
    }
}

async fn the_leaving_goes_on_after_a_stop(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let group = group_of(&bob, &[&carol]).await;
    delete(&alice).await;
    // As a server leaves it that is stopped before the end.
    server
        .run(
            "insert into members (chat_id, user_id, role, joined_at)
             select c.id, u.id, 'member', 1 from chats c, users u where u.deleted_at is not null",
        )
        .await;
    assert_eq!(bob.client.groups().get(group).await.unwrap().participants.len(), 3);
    server.restart().await;
    let left = async || bob.client.groups().get(group).await.unwrap().participants.len() < 3;
    eventually(LIMIT, "the leaving of who is gone", left).await;
    let read = bob.client.messages().list(ListMessages::newest(group)).await.unwrap();
    assert_eq!(read.messages[0].system, Some(SystemEvent::of(Happening::MemberLeft)));
}

/// Who has its name already hinders nobody who goes.
async fn nobody_can_stand_in_its_place(server: TestServer) {
    let alice = server.person("alice").await;
    let name = name(&alice);
    let email = format!("{}@deleted.invalid", alice.id());
    let mallory = server.client();
    let taken = Register { email, ..registration(&name) };
    mallory.auth().register(taken).await.unwrap();
    delete(&alice).await;
    let found = mallory.users().find(&name).await.unwrap().unwrap();
    assert_eq!(Some(found.id), mallory.user_id());
    assert_eq!(mallory.users().get(alice.id()).await.unwrap().username, name);
}
