//! A call rings, and is answered or not.

use super::{Two, audio, device, stand};
use crate::support::{TestServer, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::calls::CallParticipantStatus::*;
use whatschat_core::calls::{CallReason, CallStatus, CallType, ListCalls, StartCall};
use whatschat_core::limits::CALL_RING_MS;
use whatschat_core::status::ChosenPresence;

on_both_databases![
    a_call_rings_and_is_answered,
    a_call_of_someone_offline_is_kept_as_missed,
    who_is_invisible_looks_offline_to_callers,
    who_is_in_a_call_is_busy,
    who_is_being_called_is_busy_too,
    two_who_call_each_other_meet,
];

async fn a_call_rings_and_is_answered(server: TestServer) {
    let mut two = Two::of(&server).await;
    let request = StartCall { r#type: CallType::Video, ..audio(&[&two.bob]) };
    let call = two.alice.client.calls().start(request).await.unwrap();
    assert_eq!((call.status, call.r#type), (CallStatus::Initiating, CallType::Video));
    assert_eq!(stand(&call), [(Answered, None), (Invited, None)]);
    assert_eq!(call.participants[1].username, "bob");
    let incoming = two.bobs.incoming().await;
    assert_eq!(incoming.call, call);
    assert_eq!(incoming.expires_at, call.created_at.plus_ms(CALL_RING_MS));
    assert_eq!(two.alices.call_update().await.status, CallStatus::Initiating);

    let rings = two.bob.client.calls().ringing(call.id).await.unwrap();
    assert_eq!((rings.id, rings.status), (call.id, CallStatus::Ringing));
    for stream in [&mut two.alices, &mut two.bobs] {
        let update = stream.call_update().await;
        assert_eq!((update.call_id, update.status), (call.id, CallStatus::Ringing));
        assert!(update.version > call.version);
    }

    two.bob.client.calls().answer(call.id).await.unwrap();
    for stream in [&mut two.alices, &mut two.bobs] {
        let update = stream.call_update().await;
        assert_eq!((update.status, update.reason), (CallStatus::Ongoing, None));
        assert_eq!(update.by_device, Some(device(&two.bob)));
        assert_eq!(update.participants[1].status, Answered);
    }
    let now = two.now(&call).await;
    assert!(now.started_at.is_some() && now.ended_at.is_none() && now.duration.is_none());
    assert_eq!(now.participants[1].joined_at, now.started_at);
}

async fn a_call_of_someone_offline_is_kept_as_missed(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mut alices = alice.listen().await;
    let error = alice.client.calls().start(audio(&[&bob])).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::ParticipantsOffline));
    let kept = bob.client.calls().list(ListCalls::default()).await.unwrap().calls.remove(0);
    assert!(format!("{error:?}").contains(&kept.id.to_string()), "{error:?} names the call");
    assert_eq!(kept.status, CallStatus::Missed);
    assert_eq!(stand(&kept), [(Left, None), (Missed, Some(CallReason::Offline))]);
    let update = alices.call_update().await;
    assert_eq!((update.call_id, update.reason), (kept.id, Some(CallReason::Offline)));
}

async fn who_is_invisible_looks_offline_to_callers(server: TestServer) {
    let mut two = Two::of(&server).await;
    two.bob.client.status().set(ChosenPresence::Invisible).await.unwrap();
    let start = two.alice.client.calls().start(audio(&[&two.bob])).await;
    assert_eq!(refusal(start), ErrorCode::ParticipantsOffline);
    let update = two.bobs.call_update().await; // they see that they were called, and it does not ring
    assert_eq!(update.status, CallStatus::Missed);
    assert_eq!(two.alices.call_update().await, update);
}

async fn who_is_in_a_call_is_busy(server: TestServer) {
    let mut two = Two::of(&server).await;
    two.talk().await;
    let carol = server.person("carol").await;
    let call = carol.client.calls().start(audio(&[&two.bob])).await.unwrap();
    assert_eq!(call.status, CallStatus::Rejected);
    assert_eq!(stand(&call), [(Left, None), (Rejected, Some(CallReason::Busy))]);
    let update = two.bobs.call_update().await;
    assert_eq!((update.call_id, update.reason), (call.id, Some(CallReason::Busy)));
    let start = two.alice.client.calls().start(audio(&[&carol])).await;
    assert_eq!(refusal(start), ErrorCode::AlreadyInCall);
}

async fn who_is_being_called_is_busy_too(server: TestServer) {
    let mut two = Two::of(&server).await;
    let rings = two.ring().await;
    let carol = server.person("carol").await;
    let call = carol.client.calls().start(audio(&[&two.bob])).await.unwrap();
    assert_eq!(stand(&call)[1], (Rejected, Some(CallReason::Busy)));
    let start = two.bob.client.calls().start(audio(&[&carol])).await;
    assert_eq!(refusal(start), ErrorCode::AlreadyInCall);
    assert_eq!(two.now(&rings).await, rings);
}

async fn two_who_call_each_other_meet(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.ring().await;
    let met = two.bob.client.calls().start(audio(&[&two.alice])).await.unwrap();
    assert!(met.glare);
    assert_eq!((met.id, met.status), (call.id, CallStatus::Ongoing));
    for stream in [&mut two.alices, &mut two.bobs] {
        let update = stream.call_update().await;
        assert_eq!((update.call_id, update.version), (call.id, met.version));
    }
    let again = two.bob.client.calls().start(audio(&[&two.alice])).await;
    assert_eq!(refusal(again), ErrorCode::AlreadyInCall);
}
