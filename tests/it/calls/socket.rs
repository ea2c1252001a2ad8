//! The same over the socket.

use super::{Two, hang_up};
use crate::support::{TestServer, on_both_databases};
use serde_json::{Value, json};
use whatschat_core::calls::{CallReason, CallStatus};
use whatschat_core::limits::CALL_GRACE_MS;

on_both_databases![
    the_socket_does_what_requests_do,
    a_socket_that_goes_over_to_another_session_leaves_its_call,
    strangers_learn_nothing_of_a_call,
];

async fn the_socket_does_what_requests_do(server: TestServer) {
    let mut two = Two::of(&server).await;
    let mut hers = server.raw_socket_of(&two.alice.token()).await;
    let mut his = server.raw_socket_of(&two.bob.token()).await;
    for (verb, status) in [("reject_call", "rejected"), ("answer_call", "ongoing")] {
        let start = json!({"type": "video", "participants": [two.bob.id()]});
        let ack = hers.call("start_call", &start).await;
        assert_eq!(ack["data"]["status"], "initiating", "{ack}");
        let call = two.bobs.incoming().await.call;
        assert_eq!(ack["data"]["id"], json!(call.id));
        let ack = his.call(verb, &json!({"callId": call.id})).await;
        assert_eq!(ack["data"]["status"], status, "{ack}");
        assert_eq!(two.bobs.call_update().await.status.as_str(), status);
    }
    let call = two.bob.client.calls().list(Default::default()).await.unwrap().calls.remove(0);
    let ack = hers.call("end_call", &json!({"callId": call.id})).await;
    assert_eq!(ack["data"]["status"], "completed", "{ack}");
    assert_eq!(two.bobs.call_update().await.status, CallStatus::Completed);
    let late = hers.call("end_call", &json!({"callId": call.id})).await;
    assert_eq!(late["error"]["code"], "CALL_004", "{late}");
}

async fn a_socket_that_goes_over_to_another_session_leaves_its_call(server: TestServer) {
    let mut two = Two::of(&server).await;
    let phone = server.other_device(&two.alice).await;
    let mut socket = server.raw_socket_of(&phone.token()).await;
    let start = json!({"type": "audio", "participants": [two.bob.id()]});
    assert_eq!(socket.call("start_call", &start).await["success"], true);
    let call = two.bobs.incoming().await.call;
    two.bob.client.calls().answer(call.id).await.unwrap();
    assert_eq!(two.bobs.call_update().await.status, CallStatus::Ongoing);
    let ack = socket.call("authenticate", &json!({"token": two.alice.token()})).await;
    assert_eq!(ack["success"], true, "{ack}");
    let lost = two.bobs.call_update().await;
    assert_eq!((lost.status, lost.reason), (CallStatus::Ongoing, Some(CallReason::ConnectionLost)));
    server.clock().advance_ms(CALL_GRACE_MS);
    assert_eq!(two.bobs.call_update().await.status, CallStatus::Completed);
}

async fn strangers_learn_nothing_of_a_call(server: TestServer) {
    let mut two = Two::of(&server).await;
    let mallory = server.person("mallory").await;
    let mut socket = server.raw_socket_of(&mallory.token()).await;
    let live = two.ring().await;
    for over in [false, true] {
        if over {
            hang_up(&two.alice).await;
        }
        let before = two.now(&live).await;
        for event in ["call_ringing", "answer_call", "reject_call", "end_call", "call_resume"] {
            let ask = async |socket: &mut crate::support::socket::RawSocket, id: Value| {
                socket.call(event, &json!({"callId": id})).await
            };
            let refused = ask(&mut socket, json!(live.id)).await;
            let unknown = ask(&mut socket, json!(uuid::Uuid::nil())).await;
            assert_eq!(refused["error"]["code"], "CALL_003", "{event}");
            assert_eq!(refused, unknown, "{event} tells them apart");
        }
        assert_eq!(two.now(&live).await, before);
    }
}
