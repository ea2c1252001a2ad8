//! How calls end by what people do.

use super::{Two, audio_in, device, stand};
use crate::support::people::PASSWORD;
use crate::support::{TestServer, on_both_databases, private_chat, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::calls::CallParticipantStatus::*;
use whatschat_core::calls::{CallReason, CallStatus};

on_both_databases![
    either_side_hangs_up,
    a_call_is_declined,
    a_caller_gives_up,
    an_ended_call_never_changes,
    who_deletes_their_account_leaves_their_call,
    who_deletes_their_account_rings_no_more,
    a_block_ends_what_rings_and_both_see_it,
];

async fn either_side_hangs_up(server: TestServer) {
    let mut two = Two::of(&server).await;
    for n in 0..2 {
        let call = two.talk().await;
        server.clock().advance_ms(5_500);
        let ends = if n == 0 { two.alice.clone() } else { two.bob.clone() };
        ends.client.calls().end(call.id).await.unwrap();
        for stream in [&mut two.alices, &mut two.bobs] {
            let update = stream.call_update().await;
            assert_eq!(update.status, CallStatus::Completed);
            assert_eq!(update.by_device, Some(device(&ends)));
        }
        let ended = two.now(&call).await;
        assert_eq!((ended.status, stand(&ended)), (CallStatus::Completed, vec![(Left, None); 2]));
        let seconds = ended.duration.unwrap();
        assert!((5..60).contains(&seconds), "it took {seconds} seconds");
        assert_eq!(ended.participants[1].left_at, ended.ended_at);
    }
}

async fn a_call_is_declined(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.ring().await;
    two.bob.client.calls().reject(call.id).await.unwrap();
    for stream in [&mut two.alices, &mut two.bobs] {
        assert_eq!(stream.call_update().await.status, CallStatus::Rejected);
    }
    let ended = two.now(&call).await;
    assert_eq!(stand(&ended), [(Left, None), (Rejected, None)]);
    assert_eq!((ended.started_at, ended.duration), (None, None));
}

async fn a_caller_gives_up(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.ring().await;
    two.alice.client.calls().end(call.id).await.unwrap();
    for stream in [&mut two.alices, &mut two.bobs] {
        assert_eq!(stream.call_update().await.status, CallStatus::Cancelled);
    }
    assert_eq!(stand(&two.now(&call).await), [(Left, None), (Missed, None)]);
}

async fn who_deletes_their_account_leaves_their_call(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.talk().await;
    two.bob.client.auth().delete_me(PASSWORD).await.unwrap();
    let update = two.alices.call_update().await;
    assert_eq!(update.status, CallStatus::Completed);
    assert_eq!(update.reason, Some(CallReason::Removed));
    let ended = two.alice.client.calls().get(call.id).await.unwrap();
    assert_eq!(stand(&ended), [(Left, None), (Left, Some(CallReason::Removed))]);
}

async fn who_deletes_their_account_rings_no_more(server: TestServer) {
    let mut two = Two::of(&server).await;
    two.ring().await;
    two.bob.client.auth().delete_me(PASSWORD).await.unwrap();
    let update = two.alices.call_update().await;
    assert_eq!((update.status, update.reason), (CallStatus::Rejected, Some(CallReason::Removed)));
}

async fn an_ended_call_never_changes(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.talk().await;
    two.alice.client.calls().end(call.id).await.unwrap();
    let ended = two.now(&call).await;
    for person in [&two.alice, &two.bob] {
        let calls = person.client.calls();
        assert_eq!(refusal(calls.answer(call.id).await), ErrorCode::CallEnded);
        assert_eq!(refusal(calls.reject(call.id).await), ErrorCode::CallEnded);
        assert_eq!(refusal(calls.end(call.id).await), ErrorCode::CallEnded);
    }
    server.clock().advance_ms(24 * 3600 * 1000);
    server.restart().await;
    assert_eq!(two.now(&call).await, ended);
}

async fn a_block_ends_what_rings_and_both_see_it(server: TestServer) {
    let mut two = Two::of(&server).await;
    let chat = private_chat(&two.alice, &two.bob).await;
    let call = two.alice.client.calls().start(audio_in(chat, &[&two.bob])).await.unwrap();
    two.alice.client.users().block(two.bob.id()).await.unwrap();
    two.bobs.call_until(|update| update.reason == Some(CallReason::Removed)).await;
    let his = two.now(&call).await;
    assert_eq!(stand(&his), [(Left, None), (Rejected, Some(CallReason::Removed))]);
    assert_eq!(his.ended_at, his.participants[0].left_at);
}
