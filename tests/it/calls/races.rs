//! What happens at the same time.

use super::{Two, audio, hang_up};
use crate::support::{TestServer, at_once, on_both_databases};
use whatschat_client::ErrorCode;
use whatschat_core::calls::{CallStatus, ListCalls};

on_both_databases![
    of_many_answers_of_two_devices_one_wins,
    two_who_call_each_other_at_once_have_one_call,
    an_answer_and_a_hangup_end_alike_for_both,
];

const TIMES: usize = 50;

async fn of_many_answers_of_two_devices_one_wins(server: TestServer) {
    let mut two = Two::of(&server).await;
    let call = two.ring().await;
    let devices = [two.bob.clone(), server.other_device(&two.bob).await];
    let answers = at_once(TIMES, |n| {
        let device = devices[n % 2].clone();
        async move { (n % 2, device.client.calls().answer(call.id).await.map_err(|e| e.code())) }
    })
    .await;
    let winner = answers.iter().find(|(_, answer)| answer.is_ok()).unwrap().0;
    for (device, answer) in answers {
        let expected = if device == winner { Ok(()) } else { Err(Some(ErrorCode::AlreadyInCall)) };
        assert_eq!(answer, expected);
    }
    assert_eq!(two.now(&call).await.version, two.alices.call_update().await.version);
}

async fn two_who_call_each_other_at_once_have_one_call(server: TestServer) {
    let two = Two::of(&server).await;
    let people = [two.alice.clone(), two.bob.clone()];
    for _ in 0..TIMES {
        let met = at_once(2, |n| {
            let (me, other) = (people[n].clone(), people[1 - n].clone());
            async move { me.client.calls().start(audio(&[&other])).await.unwrap() }
        })
        .await;
        assert_eq!(met[0].id, met[1].id);
        assert!(met[0].glare != met[1].glare, "one of them answers");
        assert_eq!(two.now(&met[0]).await.status, CallStatus::Ongoing);
        hang_up(&two.alice).await;
    }
    let request = ListCalls { limit: 100, ..ListCalls::default() };
    let all = two.alice.client.calls().list(request).await.unwrap();
    assert_eq!(all.pagination.total, TIMES as u64);
    assert!(all.calls.iter().all(|call| call.status == CallStatus::Completed));
}

async fn an_answer_and_a_hangup_end_alike_for_both(server: TestServer) {
    let two = Two::of(&server).await;
    let people = [two.alice.clone(), two.bob.clone()];
    for _ in 0..TIMES / 5 {
        let call = two.alice.client.calls().start(audio(&[&two.bob])).await.unwrap();
        let outcomes = at_once(2, |n| {
            let person = people[n].clone();
            async move {
                match n {
                    0 => person.client.calls().end(call.id).await.is_ok(),
                    _ => person.client.calls().answer(call.id).await.is_ok(),
                }
            }
        })
        .await;
        let answered = outcomes[1];
        let expected = if answered { CallStatus::Completed } else { CallStatus::Cancelled };
        assert_eq!((outcomes[0], two.now(&call).await.status), (true, expected));
    }
}
