//! Presence: whether someone is there, for others.

use crate::support::{Person, TestServer, on_both_databases, private_chat};
use serde_json::json;
use whatschat_client::{Client, Locale};
use whatschat_core::id::UserId;
use whatschat_core::status::{ChosenPresence, Presence, UserStatusChanged};
use whatschat_core::time::Timestamp;

on_both_databases![
    a_change_comes_on_the_others_stream,
    a_change_over_the_socket_does_the_same,
    invisible_looks_like_offline_everywhere,
    who_is_invisible_comes_and_goes_unseen,
    the_last_socket_to_close_makes_its_user_offline,
    who_leaves_is_seen_to_leave_also_where_that_cannot_be_noted,
    a_stranger_hears_nothing,
    the_list_speaks_both_languages,
];

async fn chosen(person: &Person, presence: ChosenPresence) {
    person.client.status().set(presence).await.unwrap();
}

/// How one looks to the other: in their profile, and in the list.
async fn seen(by: &Person, of: UserId) -> (Presence, Option<Timestamp>) {
    let user = by.client.users().get(of).await.unwrap();
    let list = by.client.users().search(&user.username).await.unwrap().users;
    assert_eq!((list[0].presence, list[0].last_seen), (user.presence, user.last_seen));
    (user.presence, user.last_seen)
}

async fn a_change_comes_on_the_others_stream(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    let change = |status| UserStatusChanged { user_id: alice.id(), status, last_seen: None };
    let _alices = alice.listen().await;
    assert_eq!(stream.presence_of(alice.id()).await, change(Presence::Online));
    for (choice, shown) in
        [(ChosenPresence::Busy, Presence::Busy), (ChosenPresence::Away, Presence::Away)]
    {
        chosen(&alice, choice).await;
        assert_eq!(stream.presence_of(alice.id()).await, change(shown));
        assert_eq!(seen(&bob, alice.id()).await, (shown, None));
    }
}

async fn a_change_over_the_socket_does_the_same(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    let mut socket = server.raw_socket_of(&alice.token()).await;
    assert_eq!(stream.presence_of(alice.id()).await.status, Presence::Online);
    let ack = socket.call("update_status", &json!({"status": "busy"})).await;
    assert_eq!((&ack["success"], &ack["data"]["status"]), (&json!(true), &json!("busy")));
    assert_eq!(stream.presence_of(alice.id()).await.status, Presence::Busy);
}

async fn invisible_looks_like_offline_everywhere(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    let _alices = alice.listen().await;
    assert_eq!(stream.presence_of(alice.id()).await.status, Presence::Online);
    chosen(&alice, ChosenPresence::Invisible).await;
    let change = stream.presence_of(alice.id()).await;
    assert_eq!(change.status, Presence::Offline);
    assert!(change.last_seen.is_some());
    assert_eq!(seen(&bob, alice.id()).await, (Presence::Offline, change.last_seen));
    assert_eq!(alice.client.auth().me().await.unwrap().presence, Presence::Invisible);
}

async fn who_is_invisible_comes_and_goes_unseen(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    private_chat(&alice, &bob).await;
    chosen(&alice, ChosenPresence::Invisible).await;
    let before = seen(&bob, alice.id()).await;
    let mut stream = bob.listen().await;
    let alices = alice.listen().await;
    server.clock().advance_ms(60_000);
    drop(alices);
    let _alices = alice.listen().await;
    assert_eq!(seen(&bob, alice.id()).await, before);
    chosen(&alice, ChosenPresence::Online).await;
    assert_eq!(stream.presence_of(alice.id()).await.status, Presence::Online);
}

async fn the_last_socket_to_close_makes_its_user_offline(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    private_chat(&alice, &bob).await;
    assert_eq!(seen(&bob, alice.id()).await, (Presence::Offline, None));
    let mut stream = bob.listen().await;
    let (phone, laptop) = (alice.listen().await, alice.listen().await);
    assert_eq!(stream.presence_of(alice.id()).await.status, Presence::Online);
    drop(phone);
    drop(laptop);
    // One event for both: the next is her return.
    let left = stream.presence_of(alice.id()).await;
    assert_eq!(left.status, Presence::Offline);
    assert!(left.last_seen.is_some());
    assert_eq!(seen(&bob, alice.id()).await, (Presence::Offline, left.last_seen));
    let _phone = alice.listen().await;
    assert_eq!(stream.presence_of(alice.id()).await.status, Presence::Online);
    assert_eq!(seen(&bob, alice.id()).await, (Presence::Online, None));
}

async fn who_leaves_is_seen_to_leave_also_where_that_cannot_be_noted(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    let alices = alice.listen().await;
    assert_eq!(stream.presence_of(alice.id()).await.status, Presence::Online);
    server.run("alter table users rename column last_seen_at to gone").await;
    drop(alices);
    assert_eq!(stream.presence_of(alice.id()).await.status, Presence::Offline);
}

async fn a_stranger_hears_nothing(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    private_chat(&alice, &bob).await;
    let mut strangers = carol.listen().await;
    let mut friends = bob.listen().await;
    let _alices = alice.listen().await;
    chosen(&alice, ChosenPresence::Busy).await;
    friends.presence_of(alice.id()).await;
    private_chat(&alice, &carol).await; // from here on Carol knows her
    chosen(&alice, ChosenPresence::Away).await;
    assert_eq!(strangers.presence_of(alice.id()).await.status, Presence::Away);
}

async fn the_list_speaks_both_languages(server: TestServer) {
    let list = async |locale| {
        let client = Client::builder(server.url()).locale(locale).build().unwrap();
        client.status().list().await.unwrap()
    };
    let (zh, en) = (list(Locale::ZhCn).await, list(Locale::En).await);
    let keys = [
        ChosenPresence::Online,
        ChosenPresence::Away,
        ChosenPresence::Busy,
        ChosenPresence::Invisible,
    ];
    for (n, key) in keys.into_iter().enumerate() {
        assert_eq!((zh[n].key, en[n].key), (key, key));
        assert!(!zh[n].label.is_ascii() && en[n].label.is_ascii());
    }
    assert_eq!((zh[0].label.as_str(), zh[0].description.as_str()), ("在线", "用户当前在线"));
    assert_eq!((zh.len(), en.len()), (4, 4));
}
