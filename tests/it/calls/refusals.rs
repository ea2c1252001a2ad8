//! Calls that are not started.

use super::{Two, audio, audio_in, stand};
use crate::support::{TestServer, group_of, on_both_databases, private_chat, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::calls::CallParticipantStatus::{Invited, Missed};
use whatschat_core::calls::{CallReason, CallStatus, ListCalls, StartCall};
use whatschat_core::id::UserId;

on_both_databases![
    nobody_calls_themself_alone,
    who_is_called_exists,
    everyone_who_is_called_is_in_the_chat,
    a_refused_call_leaves_no_trace,
    who_is_apart_is_not_called,
    who_is_apart_learns_nothing_of_a_call_of_several,
    a_block_ends_the_call_of_the_two,
];

async fn nobody_calls_themself_alone(server: TestServer) {
    let two = Two::of(&server).await;
    let calls = two.alice.client.calls();
    assert_eq!(refusal(calls.start(audio(&[&two.alice])).await), ErrorCode::Invalid);
    let call = calls.start(audio(&[&two.alice, &two.bob, &two.bob])).await.unwrap();
    assert_eq!(call.participants.len(), 2, "each is called once");
}

async fn who_is_called_exists(server: TestServer) {
    let two = Two::of(&server).await;
    let request = StartCall { participants: vec![two.bob.id(), UserId::nil()], ..audio(&[]) };
    assert_eq!(refusal(two.alice.client.calls().start(request).await), ErrorCode::UserNotFound);
}

async fn everyone_who_is_called_is_in_the_chat(server: TestServer) {
    let two = Two::of(&server).await;
    let carol = server.person("carol").await;
    let hers = group_of(&two.alice, &[&carol]).await;
    let theirs = group_of(&two.bob, &[&carol]).await;
    for chat in [hers, theirs] {
        let start = two.alice.client.calls().start(audio_in(chat, &[&two.bob])).await;
        assert_eq!(refusal(start), ErrorCode::ChatNotFound);
    }
}

async fn a_refused_call_leaves_no_trace(server: TestServer) {
    let mut two = Two::of(&server).await;
    let chat = private_chat(&two.alice, &two.bob).await;
    let carol = server.person("carol").await;
    let start = two.alice.client.calls().start(audio_in(chat, &[&two.bob, &carol])).await;
    assert_eq!(refusal(start), ErrorCode::ChatNotFound);
    two.bobs.nothing_but_a_marker(&two.alice, chat).await;
    let calls = two.alice.client.calls().list(ListCalls::default()).await.unwrap();
    assert_eq!((calls.calls, calls.pagination.total), (vec![], 0));
}

async fn who_is_apart_is_not_called(server: TestServer) {
    let two = Two::of(&server).await;
    let carol = server.person("carol").await;
    let _carols = carol.listen().await;
    two.bob.client.users().block(two.alice.id()).await.unwrap();
    for (one, other) in [(&two.alice, &two.bob), (&two.bob, &two.alice)] {
        let start = one.client.calls().start(audio(&[other])).await;
        assert_eq!(refusal(start), ErrorCode::Blocked);
    }
    let call = two.alice.client.calls().start(audio(&[&two.bob, &carol])).await.unwrap();
    assert_eq!(stand(&call)[1], (Missed, Some(CallReason::Offline)), "among several: as if away");
    assert_eq!(stand(&call)[2], (Invited, None));
}

async fn who_is_apart_learns_nothing_of_a_call_of_several(server: TestServer) {
    let mut two = Two::of(&server).await;
    let carol = server.person("carol").await;
    let _carols = carol.listen().await;
    let chat = private_chat(&carol, &two.bob).await;
    two.bob.client.users().block(two.alice.id()).await.unwrap();
    let call = two.alice.client.calls().start(audio(&[&two.bob, &carol])).await.unwrap();
    carol.client.calls().answer(call.id).await.unwrap();
    carol.client.calls().end(call.id).await.unwrap();
    two.bobs.nothing_but_a_marker(&carol, chat).await;
    let his = two.bob.client.calls();
    let history = his.list(ListCalls::default()).await.unwrap();
    assert_eq!((history.calls, history.pagination.total), (vec![], 0));
    assert_eq!(refusal(his.get(call.id).await), ErrorCode::CallNotFound);
    assert_eq!(refusal(his.answer(call.id).await), ErrorCode::CallNotFound);
    let hers = carol.client.calls().list(ListCalls::default()).await.unwrap().calls;
    assert_eq!(stand(&hers[0])[1], (Missed, Some(CallReason::Offline)), "as if away");
}

async fn a_block_ends_the_call_of_the_two(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.talk().await;
    two.bob.client.users().block(two.alice.id()).await.unwrap();
    for stream in [&mut two.alices, &mut two.bobs] {
        let update = stream.call_update().await;
        assert_eq!(
            (update.call_id, update.status, update.reason),
            (call.id, CallStatus::Completed, Some(CallReason::Removed))
        );
    }
}
