//! The calls that one was in.

use super::{Two, audio, hang_up};
use crate::support::{TestServer, on_both_databases, private_chat, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::calls::{Call, CallStatus, CallType, ListCalls, StartCall};
use whatschat_core::id::CallId;

on_both_databases![
    pages_and_cursors_show_the_same,
    filters_let_through_what_they_say,
    one_sees_ones_own_calls_alone,
    a_page_costs_the_same_at_any_depth,
];

fn ids(calls: &[Call]) -> Vec<CallId> {
    calls.iter().map(|call| call.id).collect()
}

/// Alice calls Bob and gives up, as often; the newest first.
async fn calls(server: &TestServer, two: &Two, count: usize) -> Vec<CallId> {
    let mut calls = vec![];
    for _ in 0..count {
        calls.insert(0, two.alice.client.calls().start(audio(&[&two.bob])).await.unwrap().id);
        hang_up(&two.alice).await;
        server.clock().advance_ms(1); // ids of one millisecond have no order
    }
    calls
}

async fn pages_and_cursors_show_the_same(server: TestServer) {
    let two = Two::of(&server).await;
    let all = calls(&server, &two, 7).await;
    let bobs = two.bob.client.calls();
    for (n, expected) in all.chunks(3).enumerate() {
        let page = u32::try_from(n).unwrap() + 1;
        let request = ListCalls { page, limit: 3, ..ListCalls::default() };
        let page = bobs.list(request).await.unwrap();
        assert_eq!(ids(&page.calls), expected);
        assert_eq!((page.pagination.total, page.pagination.pages), (7, 3));
    }
    let before = ListCalls { before: Some(all[2]), limit: 2, ..ListCalls::default() };
    assert_eq!(ids(&bobs.list(before).await.unwrap().calls), all[3..5]);
    let older = ListCalls { before: Some(all[0]), ..ListCalls::default() };
    assert_eq!(ids(&bobs.history(older, 4).await.unwrap()), all[1..5]);
    assert_eq!(ids(&bobs.history(ListCalls::default(), 500).await.unwrap()), all);
}

async fn filters_let_through_what_they_say(server: TestServer) {
    let two = Two::of(&server).await;
    let cancelled = calls(&server, &two, 1).await[0];
    let chat = private_chat(&two.alice, &two.bob).await;
    let video = StartCall { r#type: CallType::Video, ..audio(&[&two.bob]) };
    let rings = two.alice.client.calls().start(video).await.unwrap().id;
    let found =
        async |filter: ListCalls| ids(&two.bob.client.calls().list(filter).await.unwrap().calls);
    let all = ListCalls::default();
    assert_eq!(found(all.clone()).await, [rings, cancelled]);
    let audio = ListCalls { r#type: Some(CallType::Audio), ..all.clone() };
    assert_eq!(found(audio).await, [cancelled]);
    let status = |status| ListCalls { status: Some(status), ..all.clone() };
    assert_eq!(found(status(CallStatus::Cancelled)).await, [cancelled]);
    assert_eq!(found(status(CallStatus::Initiating)).await, [rings]);
    assert_eq!(found(status(CallStatus::Completed)).await, []);
    assert_eq!(found(ListCalls { chat_id: Some(chat), ..all }).await, [rings]);
}

async fn one_sees_ones_own_calls_alone(server: TestServer) {
    let two = Two::of(&server).await;
    let call = calls(&server, &two, 1).await[0];
    let carol = server.person("carol").await;
    let page = carol.client.calls().list(ListCalls::default()).await.unwrap();
    assert_eq!((page.calls, page.pagination.total), (vec![], 0));
    assert_eq!(refusal(carol.client.calls().get(call).await), ErrorCode::CallNotFound);
}

async fn a_page_costs_the_same_at_any_depth(server: TestServer) {
    let two = Two::of(&server).await;
    let all = calls(&server, &two, 6).await;
    for before in [None, Some(all[1]), Some(all[4])] {
        let request = ListCalls { before, limit: 1, ..ListCalls::default() };
        let statements = server.statements();
        two.bob.client.calls().list(request).await.unwrap();
        let cost = server.statements() - statements;
        assert!(cost <= 6, "{cost} statements for one page"); // the server's own watch included
    }
}
