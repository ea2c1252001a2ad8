//! Blocks and presence: who is apart looks offline, each to the other.

use crate::support::people::Listener;
use crate::support::{Person, TestServer, group_of, on_both_databases, private_chat};
use whatschat_client::{Event, ServerEvent};
use whatschat_core::status::{ChosenPresence, Presence, UserStatusChanged};

on_both_databases![
    each_sees_the_other_go_and_come_back,
    neither_hears_of_the_other_meanwhile,
    a_block_from_before_the_connection_holds,
    who_is_invisible_neither_goes_nor_comes_back,
    groups_hear_of_both,
];

fn change(of: &Person, status: Presence) -> UserStatusChanged {
    UserStatusChanged { user_id: of.id(), status, last_seen: None }
}

async fn chosen(person: &Person, presence: ChosenPresence) {
    person.client.status().set(presence).await.unwrap();
}

/// How one looks to the other: in their profile, and in the list.
async fn seen(by: &Person, of: &Person) -> UserStatusChanged {
    let user = by.client.users().get(of.id()).await.unwrap();
    let list = by.client.users().search(&user.username).await.unwrap().users;
    assert_eq!((list[0].presence, list[0].last_seen), (user.presence, user.last_seen));
    UserStatusChanged { user_id: of.id(), status: user.presence, last_seen: user.last_seen }
}

/// Proves that no change of presence is on its way: `marker`, whom the listener knows, changes
/// now, and that comes next.
async fn nothing_before(stream: &mut Listener, marker: &Person) {
    for presence in [ChosenPresence::Busy, ChosenPresence::Online] {
        chosen(marker, presence).await;
        let shown = change(marker, presence.to_others());
        match stream.next("the marker").await {
            Event::Server(ServerEvent::BlockChanged(_)) => {
                assert_eq!(stream.presence_of(marker.id()).await, shown);
            }
            Event::Server(ServerEvent::UserStatusChanged(next)) => assert_eq!(next, shown),
            other => panic!("awaited the marker, and there came {other:?}"),
        }
    }
}

async fn each_sees_the_other_go_and_come_back(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    private_chat(&alice, &bob).await;
    let mut hers = alice.listen().await;
    let mut his = bob.listen().await;
    assert_eq!(hers.presence_of(bob.id()).await, change(&bob, Presence::Online));
    chosen(&bob, ChosenPresence::Busy).await;
    assert_eq!(hers.presence_of(bob.id()).await, change(&bob, Presence::Busy));

    alice.client.users().block(bob.id()).await.unwrap();
    assert_eq!(his.presence_of(alice.id()).await, change(&alice, Presence::Offline));
    assert_eq!(hers.presence_of(bob.id()).await, change(&bob, Presence::Offline));
    assert_eq!(seen(&bob, &alice).await, change(&alice, Presence::Offline));
    assert_eq!(seen(&alice, &bob).await, change(&bob, Presence::Offline));
    let listed = alice.client.users().blocked().await.unwrap();
    assert_eq!((listed[0].presence, listed[0].last_seen), (Presence::Offline, None));

    alice.client.users().unblock(bob.id()).await.unwrap();
    assert_eq!(his.presence_of(alice.id()).await, change(&alice, Presence::Online));
    assert_eq!(hers.presence_of(bob.id()).await, change(&bob, Presence::Busy));
    assert_eq!(seen(&bob, &alice).await, change(&alice, Presence::Online));
    assert_eq!(seen(&alice, &bob).await, change(&bob, Presence::Busy));
}

/// Three who know each other; the last one's changes are markers.
async fn three(server: &TestServer) -> [Person; 3] {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    private_chat(&alice, &bob).await;
    group_of(&alice, &[&bob, &carol]).await;
    [alice, bob, carol]
}

async fn neither_hears_of_the_other_meanwhile(server: TestServer) {
    let [alice, bob, carol] = three(&server).await;
    let _carols = carol.listen().await;
    let mut his = bob.listen().await;
    let hers = alice.listen().await;
    assert_eq!(his.presence_of(alice.id()).await, change(&alice, Presence::Online));
    alice.client.users().block(bob.id()).await.unwrap();
    assert_eq!(his.presence_of(alice.id()).await, change(&alice, Presence::Offline));
    alice.client.users().block(bob.id()).await.unwrap(); // again, and nothing is told again
    chosen(&alice, ChosenPresence::Busy).await;
    nothing_before(&mut his, &carol).await;
    drop(hers);
    let _hers = alice.listen().await;
    nothing_before(&mut his, &carol).await;
    alice.client.users().unblock(bob.id()).await.unwrap();
    assert_eq!(his.presence_of(alice.id()).await, change(&alice, Presence::Busy));
}

async fn a_block_from_before_the_connection_holds(server: TestServer) {
    let [alice, bob, carol] = three(&server).await;
    bob.client.users().block(alice.id()).await.unwrap();
    let _carols = carol.listen().await;
    let mut his = bob.listen().await;
    let _hers = alice.listen().await;
    chosen(&alice, ChosenPresence::Away).await;
    nothing_before(&mut his, &carol).await;
    bob.client.users().unblock(alice.id()).await.unwrap();
    assert_eq!(his.presence_of(alice.id()).await, change(&alice, Presence::Away));
}

async fn who_is_invisible_neither_goes_nor_comes_back(server: TestServer) {
    let [alice, bob, carol] = three(&server).await;
    chosen(&alice, ChosenPresence::Invisible).await;
    let _carols = carol.listen().await;
    let mut his = bob.listen().await;
    let _hers = alice.listen().await;
    alice.client.users().block(bob.id()).await.unwrap();
    alice.client.users().unblock(bob.id()).await.unwrap();
    nothing_before(&mut his, &carol).await;
}

async fn groups_hear_of_both(server: TestServer) {
    let [alice, bob, carol] = three(&server).await;
    alice.client.users().block(bob.id()).await.unwrap();
    let mut stream = carol.listen().await;
    let (_hers, _his) = (alice.listen().await, bob.listen().await);
    for person in [&alice, &bob] {
        assert_eq!(stream.presence_of(person.id()).await, change(person, Presence::Online));
        assert_eq!(seen(&carol, person).await, change(person, Presence::Online));
    }
}
