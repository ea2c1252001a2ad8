//! Roles.

use super::{three, told};
use crate::support::{TestServer, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::groups::Role;
use whatschat_core::messages::{Happening, SystemEvent};

on_both_databases![
    an_admin_makes_another,
    the_last_admin_stays_one,
    a_member_makes_nobody_an_admin,
    an_admin_deletes_what_others_said_and_nobody_what_the_server_said,
];

async fn an_admin_makes_another(server: TestServer) {
    let (alice, bob, carol, id) = three(&server).await;
    let mut stream = carol.listen().await;
    let changed = alice.client.groups().change_role(id, bob.id(), Role::Admin).await.unwrap();
    assert_eq!((changed.user_id, changed.role), (bob.id(), Role::Admin));
    let event = SystemEvent::of(Happening::RoleChanged).about([bob.id()]);
    assert_eq!(told(&mut stream).await, SystemEvent { role: Some(Role::Admin), ..event.clone() });
    bob.client.groups().change_role(id, bob.id(), Role::Admin).await.unwrap(); // nothing to tell
    bob.client.groups().change_role(id, alice.id(), Role::Member).await.unwrap();
    let event = SystemEvent::of(Happening::RoleChanged).about([alice.id()]);
    assert_eq!(told(&mut stream).await, SystemEvent { role: Some(Role::Member), ..event });
    let refused = alice.client.groups().change_role(id, carol.id(), Role::Admin).await;
    assert_eq!(refusal(refused), ErrorCode::Forbidden);
}

async fn the_last_admin_stays_one(server: TestServer) {
    let (alice, _, _, id) = three(&server).await;
    let refused = alice.client.groups().change_role(id, alice.id(), Role::Member).await;
    assert_eq!(refusal(refused), ErrorCode::LastAdmin);
    let stranger = server.person("mallory").await;
    let refused = alice.client.groups().change_role(id, stranger.id(), Role::Admin).await;
    assert_eq!(refusal(refused), ErrorCode::NotInGroup);
}

async fn a_member_makes_nobody_an_admin(server: TestServer) {
    let (alice, bob, carol, id) = three(&server).await;
    for user in [bob.id(), carol.id(), alice.id()] {
        let refused = bob.client.groups().change_role(id, user, Role::Admin).await;
        assert_eq!(refusal(refused), ErrorCode::Forbidden);
    }
}

async fn an_admin_deletes_what_others_said_and_nobody_what_the_server_said(server: TestServer) {
    let (alice, bob, carol, id) = three(&server).await;
    let mut stream = carol.listen().await;
    let said = bob.say(id, "rude").await;
    assert_eq!(refusal(carol.client.messages().delete(said.id).await), ErrorCode::Forbidden);
    alice.client.messages().delete(said.id).await.unwrap();
    assert_eq!(stream.message().await, said);
    bob.client.groups().remove_participant(id, bob.id()).await.unwrap();
    let deleted = stream.chat_event("the deletion").await;
    assert_eq!(deleted.name(), "message_deleted");
    let left = stream.message().await;
    for person in [&alice, &carol] {
        assert_eq!(refusal(person.client.messages().delete(left.id).await), ErrorCode::Forbidden);
        assert_eq!(
            refusal(person.client.messages().edit(left.id, "!").await),
            ErrorCode::Forbidden
        );
    }
}
