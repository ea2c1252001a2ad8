//! Several devices of one person.

use super::{Two, audio, device};
use crate::support::people::Listener;
use crate::support::{TestServer, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::calls::{CallReason, CallStatus, CallStatusUpdate};

on_both_databases![
    the_first_device_answers_and_the_others_stop,
    a_device_that_declines_stops_them_all,
    another_device_hangs_up_only_when_the_first_is_gone,
    a_device_whose_session_ends_is_out_of_its_call_at_once,
    a_session_that_ends_leaves_the_calls_of_other_devices,
];

async fn the_first_device_answers_and_the_others_stop(server: TestServer) {
    let mut two = Two::of(&server).await;
    let phone = server.other_device(&two.bob).await;
    let mut phones = phone.listen().await;
    let call = two.ring().await;
    assert_eq!(phones.incoming().await.call, call);
    phone.client.calls().answer(call.id).await.unwrap();
    let (to_phone, to_laptop) = (phones.call_update().await, two.bobs.call_update().await);
    assert_eq!((to_phone.reason, to_phone.by_device), (None, Some(device(&phone))));
    assert_eq!(to_laptop.reason, Some(CallReason::AnsweredElsewhere));
    assert_eq!((to_laptop.by_device, to_laptop.version), (to_phone.by_device, to_phone.version));
    assert_eq!(two.alices.call_update().await, to_phone);
    let late = two.bob.client.calls();
    assert_eq!(refusal(late.answer(call.id).await), ErrorCode::AlreadyInCall);
    assert_eq!(refusal(late.reject(call.id).await), ErrorCode::AlreadyInCall);
    phone.client.calls().answer(call.id).await.unwrap(); // asked twice, answered once
    assert_eq!(two.now(&call).await.version, to_phone.version);
}

async fn a_device_that_declines_stops_them_all(server: TestServer) {
    let mut two = Two::of(&server).await;
    let phone = server.other_device(&two.bob).await;
    let mut phones = phone.listen().await;
    let call = two.ring().await;
    phones.incoming().await;
    two.bob.client.calls().reject(call.id).await.unwrap();
    let to_phone = phones.call_update().await;
    assert_eq!(to_phone.reason, Some(CallReason::RejectedElsewhere));
    assert_eq!(two.bobs.call_update().await.reason, None);
    assert_eq!(two.alices.call_update().await.status, CallStatus::Rejected);
}

async fn another_device_hangs_up_only_when_the_first_is_gone(server: TestServer) {
    let mut two = Two::of(&server).await;
    let phone = server.other_device(&two.alice).await;
    let call = two.talk().await;
    assert_eq!(refusal(phone.client.calls().end(call.id).await), ErrorCode::AlreadyInCall);
    drop(two.alices);
    let lost = two.bobs.call_update().await;
    assert_eq!(lost.reason, Some(CallReason::ConnectionLost));
    phone.client.calls().end(call.id).await.unwrap();
    assert_eq!(two.bobs.call_update().await.status, CallStatus::Completed);
    let again = phone.client.calls().start(audio(&[&two.bob])).await.unwrap();
    assert_eq!(again.status, CallStatus::Initiating);
}

/// The last change of a call; the loss of a connection may come before it.
async fn end_of_call(stream: &mut Listener) -> CallStatusUpdate {
    loop {
        let update = stream.call_update().await;
        if update.status != CallStatus::Ongoing {
            return update;
        }
    }
}

async fn a_device_whose_session_ends_is_out_of_its_call_at_once(server: TestServer) {
    let mut two = Two::of(&server).await;
    two.talk().await;
    two.alice.client.auth().logout().await.unwrap();
    let over = end_of_call(&mut two.bobs).await;
    assert_eq!(over.status, CallStatus::Completed, "and no time has passed");
    assert_eq!(over.participants[0].reason, Some(CallReason::ConnectionLost));

    // Without a socket, too.
    let carol = server.person("carol").await;
    let call = carol.client.calls().start(audio(&[&two.bob])).await.unwrap();
    two.bob.client.calls().answer(call.id).await.unwrap();
    let laptop = server.other_device(&carol).await;
    laptop.client.auth().end_session(device(&carol)).await.unwrap();
    assert_eq!(two.bobs.incoming().await.call.id, call.id);
    let over = end_of_call(&mut two.bobs).await;
    assert_eq!((over.call_id, over.status), (call.id, CallStatus::Completed));
}

async fn a_session_that_ends_leaves_the_calls_of_other_devices(server: TestServer) {
    let mut two = Two::of(&server).await;
    let phone = server.other_device(&two.alice).await;
    let call = two.talk().await;
    two.alice.client.auth().end_session(device(&phone)).await.unwrap();
    two.bob.client.calls().end(call.id).await.unwrap();
    let next = two.bobs.call_update().await;
    assert_eq!(next.by_device, Some(device(&two.bob)), "nothing came before");
}
