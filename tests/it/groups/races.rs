//! Rules that hold however many try at once.

use super::three;
use crate::support::{TestServer, at_once, group_of, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::groups::Role;
use whatschat_server::Config;

on_both_databases![
    a_group_keeps_an_admin_while_admins_demote_each_other,
    a_group_keeps_an_admin_while_all_admins_leave,
    nothing_is_heard_after_ones_removal,
];
on_both_databases![with ten_members_at_most; a_group_stays_as_small_while_fifty_are_added];

fn ten_members_at_most(config: &mut Config) {
    config.group_members_max = 10;
}

async fn a_group_keeps_an_admin_while_admins_demote_each_other(server: TestServer) {
    let (alice, bob, carol, id) = three(&server).await;
    for person in [&bob, &carol] {
        alice.client.groups().change_role(id, person.id(), Role::Admin).await.unwrap();
    }
    let people = [alice, bob, carol];
    let tries = at_once(50, |n| {
        let (by, whom) = (people[n % 3].clone(), people[(n / 3) % 3].id());
        async move { drop(by.client.groups().change_role(id, whom, Role::Member).await) }
    });
    tries.await;
    let group = people[0].client.groups().get(id).await.unwrap();
    let admins = group.participants.iter().filter(|one| one.role == Role::Admin).count();
    assert_eq!((group.participants.len(), admins), (3, 1));
}

async fn a_group_keeps_an_admin_while_all_admins_leave(server: TestServer) {
    let (alice, bob, carol, id) = three(&server).await;
    alice.client.groups().change_role(id, bob.id(), Role::Admin).await.unwrap();
    let people = [alice, bob];
    let leaving = at_once(2, |n| {
        let person = people[n].clone();
        async move { person.client.groups().remove_participant(id, person.id()).await.unwrap() }
    });
    leaving.await;
    let group = carol.client.groups().get(id).await.unwrap();
    let left: Vec<_> = group.participants.iter().map(|one| (one.id, one.role)).collect();
    assert_eq!(left, [(carol.id(), Role::Admin)]);
}

/// Two at a time, so that one too many may be one of two.
async fn a_group_stays_as_small_while_fifty_are_added(server: TestServer) {
    let (alice, bob, _, id) = three(&server).await;
    alice.client.groups().change_role(id, bob.id(), Role::Admin).await.unwrap();
    let mut others = vec![];
    for n in 0..50 {
        others.push(server.person(&format!("other{n}")).await.id());
    }
    let adding = at_once(50, |n| {
        let client = [&alice, &bob][n % 2].client.clone();
        let two = [others[n], others[(n + 1) % 50]];
        async move { client.groups().add_participants(id, two).await }
    });
    for outcome in adding.await.into_iter().filter(Result::is_err) {
        assert_eq!(refusal(outcome), ErrorCode::GroupFull);
    }
    let group = bob.client.groups().get(id).await.unwrap();
    assert!((9..=10).contains(&group.participants.len()), "{} are in", group.participants.len());
}

async fn nothing_is_heard_after_ones_removal(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    for _ in 0..10 {
        let group = group_of(&alice, &[&bob]).await;
        let saying = at_once(20, |n| {
            let (alice, bob) = (alice.clone(), bob.clone());
            async move {
                if n == 10 {
                    alice.client.groups().remove_participant(group, bob.id()).await.unwrap();
                } else if n % 2 == 0 {
                    alice.say(group, "now?").await;
                } else {
                    drop(bob.client.messages().send(group, "still").await);
                }
            }
        });
        saying.await;
        let all = alice.client.messages().latest(group, 50).await.unwrap();
        let removal = all.iter().find(|message| message.system.is_some()).unwrap().seq;
        let late =
            all.iter().find(|message| message.sender_id == bob.id() && message.seq > removal);
        assert_eq!(late, None, "bob spoke after he was removed");
    }
}
