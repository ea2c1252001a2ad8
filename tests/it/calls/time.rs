//! What time does to calls.

use super::{Two, audio, stand};
use crate::support::{LIMIT, TestServer, eventually, on_both_databases, private_chat};
use serde_json::json;
use whatschat_core::calls::CallParticipantStatus::*;
use whatschat_core::calls::{CallParticipant, CallReason, CallStatus};
use whatschat_core::limits::{CALL_GRACE_MS, CALL_RESTART_GRACE_MS, CALL_RING_MS};
use whatschat_core::status::Presence;

on_both_databases![
    a_call_that_nobody_answers_is_missed,
    a_call_rings_on_over_a_restart,
    a_lost_device_leaves_after_a_while,
    a_device_that_is_lost_while_nothing_can_be_stored_leaves_later,
    a_device_that_comes_back_in_time_stays,
    a_caller_who_is_gone_cancels,
    after_a_restart_devices_come_back,
    after_a_restart_nobody_comes_back,
    a_call_that_cannot_be_read_keeps_no_other_from_its_end,
];

async fn a_call_that_nobody_answers_is_missed(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.ring().await;
    server.clock().advance_ms(CALL_RING_MS);
    for stream in [&mut two.alices, &mut two.bobs] {
        let update = stream.call_update().await;
        assert_eq!((update.status, update.reason), (CallStatus::Missed, Some(CallReason::Timeout)));
    }
    let ended = two.now(&call).await;
    assert_eq!(stand(&ended), [(Left, None), (Missed, Some(CallReason::Timeout))]);
}

async fn a_call_rings_on_over_a_restart(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.ring().await;
    server.restart().await;
    for stream in [&mut two.alices, &mut two.bobs] {
        stream.disconnected().await;
        stream.connected_again().await;
    }
    assert_eq!(two.now(&call).await.status, CallStatus::Initiating);
    server.clock().advance_ms(CALL_RING_MS);
    for stream in [&mut two.alices, &mut two.bobs] {
        stream.call_until(|update| update.status == CallStatus::Missed).await;
    }
}

async fn a_lost_device_leaves_after_a_while(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.talk().await;
    drop(two.alices);
    let lost = two.bobs.call_update().await;
    assert_eq!((lost.status, lost.reason), (CallStatus::Ongoing, Some(CallReason::ConnectionLost)));
    assert_eq!(lost.participants[0].reason, Some(CallReason::ConnectionLost));
    server.clock().advance_ms(CALL_GRACE_MS);
    let ended = two.bobs.call_update().await;
    assert_eq!(
        (ended.status, ended.reason),
        (CallStatus::Completed, Some(CallReason::ConnectionLost))
    );
    let seen = two.bob.client.calls().get(call.id).await.unwrap();
    assert_eq!(stand(&seen), [(Left, Some(CallReason::ConnectionLost)), (Left, None)]);
}

async fn a_device_that_is_lost_while_nothing_can_be_stored_leaves_later(server: TestServer) {
    let mut two = Two::of(&server).await;
    two.talk().await;
    private_chat(&two.alice, &two.bob).await; // so that he sees her go
    server.run("alter table call_participants rename to gone").await;
    drop(two.alices);
    while two.bobs.presence_of(two.alice.id()).await.status != Presence::Offline {}
    let before = server.statements();
    // The first attempt, and what the server's watches ask meanwhile.
    let asked = async || server.statements() >= before + 4;
    eventually(LIMIT, "an attempt to tell the call", asked).await;
    server.run("alter table gone rename to call_participants").await;
    let lost = two.bobs.call_update().await;
    assert_eq!((lost.status, lost.reason), (CallStatus::Ongoing, Some(CallReason::ConnectionLost)));
    server.clock().advance_ms(CALL_GRACE_MS);
    assert_eq!(two.bobs.call_update().await.status, CallStatus::Completed);
}

async fn a_device_that_comes_back_in_time_stays(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.talk().await;
    drop(two.alices);
    two.bobs.call_update().await;
    let _alices = two.alice.listen().await;
    let resumed = two.alice.client.calls().resume(call.id).await.unwrap();
    assert_eq!((resumed.id, resumed.status), (call.id, CallStatus::Ongoing));
    let back = two.bobs.call_update().await;
    assert_eq!((back.participants[0].status, back.participants[0].reason), (Answered, None));
    server.clock().advance_ms(CALL_GRACE_MS * 10);
    two.bob.client.calls().end(call.id).await.unwrap(); // it is still there to be ended
    assert_eq!(two.bobs.call_update().await.status, CallStatus::Completed);
}

async fn a_caller_who_is_gone_cancels(server: TestServer) {
    let mut two = Two::of(&server).await;
    two.ring().await;
    drop(two.alices);
    assert_eq!(two.bobs.call_update().await.status, CallStatus::Initiating);
    server.clock().advance_ms(CALL_GRACE_MS);
    let over = two.bobs.call_update().await;
    assert_eq!(over.status, CallStatus::Cancelled);
    assert_eq!(over.participants[0].reason, Some(CallReason::ConnectionLost));
    assert_eq!(over.participants[1].status, Missed);
}

async fn after_a_restart_devices_come_back(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.talk().await;
    server.restart().await;
    two.alices.disconnected().await;
    two.alices.connected_again().await;
    let mut open = vec![];
    for person in [&two.alice, &two.bob] {
        let mut socket = server.raw_socket_of(&person.token()).await;
        let ack = socket.call("call_resume", &json!({"callId": call.id})).await;
        assert_eq!(ack["success"], true, "{ack}");
        let id = person.id();
        let back = |one: &CallParticipant| one.id == id && one.reason.is_none();
        two.alices.call_until(|update| update.participants.iter().any(back)).await;
        open.push(socket);
    }
    server.clock().advance_ms(CALL_RESTART_GRACE_MS);
    two.alice.client.calls().end(call.id).await.unwrap(); // it is still there to be ended
    assert_eq!(two.alices.call_update().await.status, CallStatus::Completed);
}

async fn after_a_restart_nobody_comes_back(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.talk().await;
    server.restart().await;
    two.bobs.disconnected().await;
    two.bobs.connected_again().await;
    assert_eq!(two.now(&call).await.status, CallStatus::Ongoing);
    server.clock().advance_ms(CALL_RESTART_GRACE_MS);
    let over = two.bobs.call_until(|update| update.status == CallStatus::Completed).await;
    assert_eq!(over.reason, Some(CallReason::Restarted));
    let gone = (Left, Some(CallReason::Restarted));
    assert_eq!(stand(&two.now(&call).await), [gone, gone]);
}

async fn a_call_that_cannot_be_read_keeps_no_other_from_its_end(server: TestServer) {
    let mut two = Two::of(&server).await;
    let carol = server.person("carol").await;
    let dave = server.person("dave").await;
    let (_carols, mut daves) = (carol.listen().await, dave.listen().await);
    carol.client.calls().start(audio(&[&dave])).await.unwrap();
    daves.incoming().await;
    server.run("update calls set type = 'nonsense'").await;
    server.clock().advance_ms(1);
    two.ring().await;
    server.restart().await;
    for stream in [&mut two.alices, &mut two.bobs] {
        stream.disconnected().await;
        stream.connected_again().await;
    }
    server.clock().advance_ms(CALL_RING_MS);
    for stream in [&mut two.alices, &mut two.bobs] {
        stream.call_until(|update| update.status == CallStatus::Missed).await;
    }
}
