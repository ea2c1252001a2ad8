//! Several devices of one person.

use super::{Two, audio, device};
use crate::support::{TestServer, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::calls::{CallReason, CallStatus};

on_both_databases![
    the_first_device_answers_and_the_others_stop,
    a_device_that_declines_stops_them_all,
    another_device_hangs_up_only_when_the_first_is_gone,
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
