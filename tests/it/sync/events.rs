//! Events that other rooms' tests do not see.

use crate::support::{TestServer, group_of, on_both_databases, private_chat};
use serde_json::json;
use whatschat_client::{ErrorCode, ServerEvent};
use whatschat_core::auth::UpdateProfile;
use whatschat_core::users::BlockChanged;

on_both_databases![
    a_new_name_is_told_to_who_shares_a_chat,
    a_profile_that_stays_as_it_was_is_told_to_nobody,
    a_block_is_told_to_ones_other_devices,
    a_log_in_is_told_to_ones_other_devices,
    typing_is_told_to_the_others,
    nobody_sees_typing_across_a_block_or_of_who_hides,
    a_group_sees_typing_but_for_those_across_a_block,
];

async fn a_new_name_is_told_to_who_shares_a_chat(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    group_of(&alice, &[&bob]).await;
    private_chat(&alice, &bob).await;
    let since = carol.now().await;
    let mut stream = bob.listen().await;
    let profile = UpdateProfile { username: Some("alicia".into()), ..UpdateProfile::default() };
    alice.client.auth().update_profile(profile).await.unwrap();
    match stream.people_event("a new name").await {
        ServerEvent::UserChanged(change) => {
            assert_eq!((change.user_id, change.username.as_str()), (alice.id(), "alicia"));
        }
        other => panic!("{other:?}"),
    }
    let missed = bob.missed(since).await;
    assert_eq!(missed.len(), 1, "once, however many chats are shared");
    assert_eq!(missed[0].data["username"], "alicia");
    assert!(carol.missed(since).await.is_empty());
}

async fn a_profile_that_stays_as_it_was_is_told_to_nobody(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    private_chat(&alice, &bob).await;
    let since = bob.now().await;
    let status = |status: &str| UpdateProfile {
        username: Some("alice".into()),
        status: Some(status.into()),
        avatar: Some(String::new()),
    };
    let (same, new) = (status(&alice.account.status), status("Away"));
    server.clock().advance_ms(1000);
    for (profile, count) in [(same, 0), (new.clone(), 1), (new, 1)] {
        let account = alice.client.auth().update_profile(profile).await.unwrap();
        assert_eq!(account.updated_at != alice.account.updated_at, count > 0);
        assert_eq!(bob.missed(since).await.len(), count);
    }
}

async fn a_block_is_told_to_ones_other_devices(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let phone = server.other_device(&bob).await;
    let (mut stream, since) = (phone.listen().await, alice.now().await);
    for blocked in [true, false] {
        let users = bob.client.users();
        if blocked { users.block(alice.id()).await } else { users.unblock(alice.id()).await }
            .unwrap();
        let expected = BlockChanged { user_id: alice.id(), blocked };
        assert_eq!(stream.people_event("a block").await, ServerEvent::BlockChanged(expected));
    }
    assert!(alice.missed(since).await.is_empty());
}

async fn a_log_in_is_told_to_ones_other_devices(server: TestServer) {
    let bob = server.person("bob").await;
    let mut stream = bob.listen().await;
    let phone = server.other_device(&bob).await;
    let ServerEvent::SessionChanged(begun) = stream.people_event("a session").await else {
        panic!("something else came");
    };
    assert!(!begun.ended);
    phone.client.auth().logout().await.unwrap();
    let ServerEvent::SessionChanged(ended) = stream.people_event("its end").await else {
        panic!("something else came");
    };
    assert_eq!((ended.session_id, ended.ended), (begun.session_id, true));
}

async fn typing_is_told_to_the_others(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let chat = private_chat(&alice, &bob).await;
    let mut types = server.raw_socket_of(&alice.token()).await;
    types.events_until("synced").await;
    let mut reads = server.raw_socket_of(&bob.token()).await;
    reads.events_until("synced").await;
    let ack = types.call("typing", &json!({"chatId": chat, "typing": true})).await;
    assert_eq!(ack["success"], true, "{ack}");
    let event = reads.events_until("user_typing").await.pop().unwrap();
    assert_eq!(event.data, json!({"chatId": chat, "userId": alice.id(), "typing": true}));
    let mut stranger = server.raw_socket_of(&carol.token()).await;
    let ack = stranger.call("typing", &json!({"chatId": chat, "typing": true})).await;
    assert_eq!(ack["error"]["code"], ErrorCode::ChatNotFound.as_str());
}

async fn nobody_sees_typing_across_a_block_or_of_who_hides(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut types = server.raw_socket_of(&alice.token()).await;
    let mut reads = server.raw_socket_of(&bob.token()).await;
    reads.events_until("synced").await;
    let typing = json!({"chatId": chat, "typing": true});
    bob.client.users().block(alice.id()).await.unwrap();
    assert_eq!(types.call("typing", &typing).await["success"], true, "it cannot be told apart");
    bob.client.users().unblock(alice.id()).await.unwrap();
    types.call("update_status", &json!({"status": "invisible"})).await;
    assert_eq!(types.call("typing", &typing).await["success"], true);
    alice.say(chat, "marker").await;
    let names: Vec<_> =
        reads.events_until("new_message").await.into_iter().map(|it| it.name).collect();
    assert!(!names.contains(&"user_typing".to_owned()), "{names:?}");
}

async fn a_group_sees_typing_but_for_those_across_a_block(server: TestServer) {
    let [alice, bob] = [server.person("alice").await, server.person("bob").await];
    let carol = server.person("carol").await;
    let group = group_of(&carol, &[&alice, &bob]).await;
    alice.client.users().block(bob.id()).await.unwrap();
    let mut sockets = vec![];
    for person in [&alice, &bob, &carol] {
        let mut socket = server.raw_socket_of(&person.token()).await;
        socket.events_until("synced").await;
        sockets.push(socket);
    }
    for (types, does_not_hear) in [(0, 1), (1, 0)] {
        let typing = json!({"chatId": group, "typing": true});
        assert_eq!(sockets[types].call("typing", &typing).await["success"], true);
        carol.say(group, "marker").await;
        let heard = sockets[2].events_until("new_message").await;
        assert_eq!(heard[0].name, "user_typing", "{heard:?}");
        let heard = sockets[does_not_hear].events_until("new_message").await;
        assert!(heard.iter().all(|event| event.name != "user_typing"), "{heard:?}");
    }
}
