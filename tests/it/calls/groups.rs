//! Calls of more than two.

use super::{audio, audio_in, stand};
use crate::support::people::Listener;
use crate::support::{
    LIMIT, Person, TestServer, eventually, group_of, on_both_databases, private_chat, refusal,
};
use whatschat_client::{ErrorCode, ServerEvent};
use whatschat_core::calls::CallParticipantStatus::*;
use whatschat_core::calls::{Call, CallReason, CallStatus, CallStatusUpdate, ListCalls};
use whatschat_core::limits::CALL_RING_MS;

on_both_databases![
    some_are_there_and_some_are_not,
    a_call_goes_on_while_two_are_in_it,
    who_has_answered_waits_for_those_who_ring,
    who_is_removed_from_the_group_is_out_of_its_call,
    who_has_declined_and_is_removed_learns_nothing_more,
    who_was_removed_learns_nothing_more_when_the_group_is_gone,
    a_group_that_ends_ends_its_call,
    a_group_ends_also_where_somebody_knows_nothing_of_its_call,
];

async fn some_are_there_and_some_are_not(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let group = group_of(&alice, &[&bob, &carol]).await;
    let mut bobs = bob.listen().await;
    let call = alice.client.calls().start(audio_in(group, &[&carol, &bob])).await.unwrap();
    assert_eq!((call.status, call.chat_id), (CallStatus::Initiating, Some(group)));
    let offline = (Missed, Some(CallReason::Offline));
    assert_eq!(stand(&call), [(Answered, None), offline, (Invited, None)]);
    bobs.message().await;
    assert_eq!(bobs.incoming().await.call, call);
    bob.client.calls().reject(call.id).await.unwrap();
    let ended = carol.client.calls().get(call.id).await.unwrap();
    assert_eq!(ended.status, CallStatus::Missed, "not everybody declined");
}

async fn a_call_goes_on_while_two_are_in_it(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let (mut bobs, mut carols) = (bob.listen().await, carol.listen().await);
    let call = alice.client.calls().start(audio(&[&bob, &carol])).await.unwrap().id;
    bobs.incoming().await;
    carols.incoming().await;
    for person in [&bob, &carol] {
        person.client.calls().answer(call).await.unwrap();
        assert_eq!(bobs.call_update().await.status, CallStatus::Ongoing);
    }
    alice.client.calls().end(call).await.unwrap();
    let without_her = bobs.call_update().await;
    assert_eq!(
        (without_her.status, without_her.participants[0].status),
        (CallStatus::Ongoing, Left)
    );
    carol.client.calls().end(call).await.unwrap();
    assert_eq!(bobs.call_update().await.status, CallStatus::Completed);
}

async fn who_has_answered_waits_for_those_who_ring(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let (mut bobs, _carols) = (bob.listen().await, carol.listen().await);
    let call = alice.client.calls().start(audio(&[&bob, &carol])).await.unwrap().id;
    bobs.incoming().await;
    bob.client.calls().answer(call).await.unwrap();
    alice.client.calls().end(call).await.unwrap();
    for _ in 0..2 {
        assert_eq!(bobs.call_update().await.status, CallStatus::Ongoing);
    }
    server.clock().advance_ms(CALL_RING_MS);
    let over = bobs.call_update().await;
    assert_eq!((over.status, over.reason), (CallStatus::Completed, Some(CallReason::Timeout)));
}

/// The next change of a call, whatever else comes before it.
async fn next_update(stream: &mut Listener) -> CallStatusUpdate {
    loop {
        if let ServerEvent::CallStatusUpdate(update) = stream.chat_event("a change of a call").await
        {
            return update;
        }
    }
}

async fn who_is_removed_from_the_group_is_out_of_its_call(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let group = group_of(&alice, &[&bob, &carol]).await;
    let (mut bobs, mut carols) = (bob.listen().await, carol.listen().await);
    let call = alice.client.calls().start(audio_in(group, &[&bob, &carol])).await.unwrap().id;
    bob.client.calls().answer(call).await.unwrap();
    next_update(&mut carols).await;
    next_update(&mut bobs).await;
    alice.client.groups().remove_participant(group, carol.id()).await.unwrap();
    for stream in [&mut bobs, &mut carols] {
        let update = next_update(stream).await;
        assert_eq!(
            (update.status, update.reason),
            (CallStatus::Ongoing, Some(CallReason::Removed))
        );
        assert_eq!(update.participants[2].status, Rejected);
    }
    bob.client.groups().remove_participant(group, bob.id()).await.unwrap();
    let ended = alice.client.calls().get(call).await.unwrap();
    let removed = Some(CallReason::Removed);
    assert_eq!(stand(&ended), [(Left, None), (Left, removed), (Rejected, removed)]);
    learns_nothing_more(&alice, &carol, carols, &ended).await;
    assert_eq!(stand(&carol.client.calls().get(call).await.unwrap()), [(Rejected, removed)]);
}

async fn who_has_declined_and_is_removed_learns_nothing_more(server: TestServer) {
    let [alice, bob] = [server.person("alice").await, server.person("bob").await];
    let carol = server.person("carol").await;
    let group = group_of(&alice, &[&bob, &carol]).await;
    let (_bobs, mut carols) = (bob.listen().await, carol.listen().await);
    let call = alice.client.calls().start(audio_in(group, &[&bob, &carol])).await.unwrap().id;
    carol.client.calls().reject(call).await.unwrap();
    next_update(&mut carols).await;
    alice.client.groups().remove_participant(group, carol.id()).await.unwrap();
    next_update(&mut carols).await;
    bob.client.calls().answer(call).await.unwrap();
    let ongoing = alice.client.calls().get(call).await.unwrap();
    assert_eq!(ongoing.status, CallStatus::Ongoing);
    learns_nothing_more(&alice, &carol, carols, &ongoing).await;
    assert_eq!(stand(&carol.client.calls().get(call).await.unwrap()), [(Rejected, None)]);
}

async fn who_was_removed_learns_nothing_more_when_the_group_is_gone(server: TestServer) {
    let [alice, bob] = [server.person("alice").await, server.person("bob").await];
    let carol = server.person("carol").await;
    let group = group_of(&alice, &[&bob, &carol]).await;
    let (mut bobs, _carols) = (bob.listen().await, carol.listen().await);
    let call = alice.client.calls().start(audio_in(group, &[&bob, &carol])).await.unwrap().id;
    alice.client.groups().remove_participant(group, carol.id()).await.unwrap();
    server.clock().advance_ms(1);
    bob.client.calls().answer(call).await.unwrap();
    while next_update(&mut bobs).await.status != CallStatus::Ongoing {}
    server.clock().advance_ms(1);
    alice.client.groups().delete(group).await.unwrap();
    let now = async || alice.client.calls().get(call).await.unwrap();
    eventually(LIMIT, "the end of the group", async || now().await.chat_id.is_none()).await;
    let removed = Some(CallReason::Removed);
    let hers = carol.client.calls().get(call).await.unwrap();
    assert_eq!((hers.status, stand(&hers)), (CallStatus::Rejected, vec![(Rejected, removed)]));
    let ended = now().await;
    assert_eq!(ended.status, CallStatus::Completed);
    assert_eq!(ended.participants.len(), 3, "who was in it to its end sees all of it");
    assert_eq!(bob.client.calls().get(call).await.unwrap(), ended);
}

/// Who was removed is told nothing of the call after that, and finds themself alone in it.
async fn learns_nothing_more(alice: &Person, carol: &Person, mut carols: Listener, call: &Call) {
    let chat = private_chat(alice, carol).await;
    let marker = alice.say(chat, "marker").await;
    while let event = carols.chat_event("the marker").await
        && event != ServerEvent::NewMessage(marker.clone())
    {
        assert!(!matches!(event, ServerEvent::CallStatusUpdate(_)), "{event:?}");
    }
    let hers = carol.client.calls().get(call.id).await.unwrap();
    assert_eq!((hers.status, hers.started_at, hers.duration), (CallStatus::Rejected, None, None));
    assert_eq!(carol.client.calls().list(ListCalls::default()).await.unwrap().calls, [hers]);
    let as_it_stands = ListCalls { status: Some(call.status), ..ListCalls::default() };
    assert_eq!(carol.client.calls().list(as_it_stands).await.unwrap().calls, []);
    assert_eq!(refusal(carol.client.calls().answer(call.id).await), ErrorCode::CallEnded);
}

async fn a_group_that_ends_ends_its_call(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&alice, &[&bob]).await;
    let mut bobs = bob.listen().await;
    let call = alice.client.calls().start(audio_in(group, &[&bob])).await.unwrap().id;
    bob.client.calls().answer(call).await.unwrap();
    assert_eq!(next_update(&mut bobs).await.status, CallStatus::Ongoing);
    alice.client.groups().delete(group).await.unwrap();
    let update = next_update(&mut bobs).await;
    assert_eq!((update.status, update.reason), (CallStatus::Completed, Some(CallReason::Removed)));
    let again = alice.client.calls().start(audio(&[&bob])).await.unwrap();
    assert_eq!(again.status, CallStatus::Initiating);
}

async fn a_group_ends_also_where_somebody_knows_nothing_of_its_call(server: TestServer) {
    let [alice, bob] = [server.person("alice").await, server.person("bob").await];
    let [carol, dave] = [server.person("carol").await, server.person("dave").await];
    let group = group_of(&alice, &[&bob, &carol, &dave]).await;
    bob.client.users().block(alice.id()).await.unwrap();
    let (mut carols, _daves) = (carol.listen().await, dave.listen().await);
    let all = audio_in(group, &[&bob, &carol, &dave]);
    let call = alice.client.calls().start(all).await.unwrap().id;
    for person in [&carol, &dave] {
        person.client.calls().answer(call).await.unwrap();
        next_update(&mut carols).await;
    }
    alice.client.groups().delete(group).await.unwrap();
    let update = next_update(&mut carols).await;
    assert_eq!((update.status, update.reason), (CallStatus::Completed, Some(CallReason::Removed)));
}
