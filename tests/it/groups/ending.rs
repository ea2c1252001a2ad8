//! The end of a group.

use super::three;
use crate::support::{TestServer, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::chats::ChatChange;

on_both_databases![
    it_ends_for_everyone,
    the_last_member_who_leaves_ends_it,
    what_it_said_is_gone_also_where_the_server_stops_meanwhile,
];

async fn it_ends_for_everyone(server: TestServer) {
    let (alice, bob, _, id) = three(&server).await;
    let mut stream = bob.listen().await;
    alice.say(id, "the end").await;
    alice.client.groups().delete(id).await.unwrap();
    let change = stream.change().await;
    assert_eq!((change.chat_id, change.change), (id, ChatChange::Ended));
    for person in [&alice, &bob] {
        assert_eq!(refusal(person.client.groups().get(id).await), ErrorCode::ChatNotFound);
        assert_eq!(refusal(person.client.messages().send(id, "?").await), ErrorCode::ChatNotFound);
        assert_eq!(person.client.chats().list().await.unwrap(), []);
    }
}

async fn the_last_member_who_leaves_ends_it(server: TestServer) {
    let (alice, bob, carol, id) = three(&server).await;
    for person in [&bob, &carol, &alice] {
        person.client.groups().remove_participant(id, person.id()).await.unwrap();
    }
    assert_eq!(refusal(alice.client.groups().get(id).await), ErrorCode::ChatNotFound);
}

async fn what_it_said_is_gone_also_where_the_server_stops_meanwhile(server: TestServer) {
    let (alice, bob, _, id) = three(&server).await;
    for n in 0..5 {
        bob.say(id, &format!("secret {n}")).await;
    }
    alice.client.groups().delete(id).await.unwrap();
    server.restart().await;
    server.restart().await; // a stop waits for what is being deleted
    assert_eq!(server.count("select count(*) from messages").await, 0);
    assert_eq!(server.count("select count(*) from chats").await, 0);
}
