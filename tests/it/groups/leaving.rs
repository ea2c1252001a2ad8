//! Leaving, and being removed.

use super::{three, told};
use crate::support::{TestServer, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::chats::ChatChange;
use whatschat_core::groups::Role;
use whatschat_core::messages::{Happening, ListMessages, SystemEvent};

on_both_databases![
    who_was_removed_is_told_so_and_sees_nothing_after,
    a_member_leaves,
    a_member_removes_nobody_else,
    who_comes_back_sees_what_comes_after,
    the_last_admin_hands_the_role_to_the_longest_standing,
];

async fn who_was_removed_is_told_so_and_sees_nothing_after(server: TestServer) {
    let (alice, bob, carol, id) = three(&server).await;
    let (mut removed, mut others) = (bob.listen().await, carol.listen().await);
    alice.client.groups().remove_participant(id, bob.id()).await.unwrap();
    let change = removed.change().await;
    assert_eq!((change.chat_id, change.change), (id, ChatChange::Removed));
    assert_eq!(change.user_ids, [bob.id()]);
    let event = SystemEvent::of(Happening::MembersRemoved).about([bob.id()]);
    assert_eq!(told(&mut others).await, event);
    let said = alice.say(id, "he is gone").await;
    assert_eq!(others.message().await, said);
    let other = crate::support::private_chat(&alice, &bob).await;
    removed.nothing_but_a_marker(&alice, other).await;
    assert_eq!(refusal(bob.client.groups().get(id).await), ErrorCode::ChatNotFound);
    assert_eq!(refusal(bob.client.messages().send(id, "am I?").await), ErrorCode::ChatNotFound);
    assert_eq!(
        refusal(bob.client.messages().edit(said.id, "mine").await),
        ErrorCode::MessageNotFound
    );
    assert!(bob.client.chats().list().await.unwrap().iter().all(|chat| chat.id != id));
}

async fn a_member_leaves(server: TestServer) {
    let (alice, bob, carol, id) = three(&server).await;
    let mut stream = carol.listen().await;
    bob.client.groups().remove_participant(id, bob.id()).await.unwrap();
    let left = stream.message().await;
    assert_eq!(
        (left.sender_id, left.system),
        (bob.id(), Some(SystemEvent::of(Happening::MemberLeft)))
    );
    let again = alice.client.groups().remove_participant(id, bob.id()).await;
    assert_eq!(refusal(again), ErrorCode::NotInGroup);
    let again = bob.client.groups().remove_participant(id, bob.id()).await;
    assert_eq!(refusal(again), ErrorCode::ChatNotFound);
}

async fn a_member_removes_nobody_else(server: TestServer) {
    let (alice, bob, carol, id) = three(&server).await;
    for other in [&alice, &carol] {
        let refused = bob.client.groups().remove_participant(id, other.id()).await;
        assert_eq!(refusal(refused), ErrorCode::Forbidden);
    }
}

async fn who_comes_back_sees_what_comes_after(server: TestServer) {
    let (alice, bob, _, id) = three(&server).await;
    alice.say(id, "once").await;
    alice.client.groups().remove_participant(id, bob.id()).await.unwrap();
    alice.say(id, "meanwhile").await;
    alice.client.groups().add_participants(id, [bob.id()]).await.unwrap();
    alice.say(id, "again").await;
    let seen = bob.client.messages().list(ListMessages::newest(id)).await.unwrap().messages;
    let seen: Vec<_> = seen.iter().map(|message| message.content.as_str()).collect();
    assert_eq!(seen, ["again", ""], "the last and the message that tells of the return");
}

async fn the_last_admin_hands_the_role_to_the_longest_standing(server: TestServer) {
    let (alice, bob, carol, id) = three(&server).await;
    let dave = server.person("dave").await;
    server.clock().advance_ms(1000);
    alice.client.groups().add_participants(id, [dave.id()]).await.unwrap();
    let mut stream = dave.listen().await;
    alice.client.groups().remove_participant(id, alice.id()).await.unwrap();
    assert_eq!(told(&mut stream).await, SystemEvent::of(Happening::MemberLeft));
    let heir = bob.id().min(carol.id());
    let event = SystemEvent {
        role: Some(Role::Admin),
        ..SystemEvent::of(Happening::RoleChanged).about([heir])
    };
    assert_eq!(told(&mut stream).await, event);
    let group = dave.client.groups().get(id).await.unwrap();
    let admins = group.participants.iter().filter(|one| one.role == Role::Admin);
    assert_eq!(admins.map(|one| one.id).collect::<Vec<_>>(), [heir]);
}
