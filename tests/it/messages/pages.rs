//! Pages of a chat's messages.

use crate::support::{Person, TestServer, on_both_databases, private_chat};
use whatschat_core::id::ChatId;
use whatschat_core::messages::{ListMessages, MessagePage};

const ALL: u64 = 23;

on_both_databases![
    numbered_pages_make_the_whole,
    pages_before_a_place_make_the_whole,
    pages_after_a_place_make_the_whole,
    both_cursors_make_a_window,
    a_page_costs_the_same_at_any_depth,
];

async fn a_long_chat(server: &TestServer) -> (Person, ChatId) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for n in 1..=ALL {
        alice.say(chat, &format!("message {n}")).await;
    }
    (bob, chat)
}

async fn page(person: &Person, request: ListMessages) -> MessagePage {
    person.client.messages().list(request).await.unwrap()
}

fn places(page: &MessagePage) -> Vec<u64> {
    page.messages.iter().map(|message| message.seq).collect()
}

/// `last`, `last` - 1 … `first`.
fn down(last: u64, first: u64) -> Vec<u64> {
    (first..=last).rev().collect()
}

async fn numbered_pages_make_the_whole(server: TestServer) {
    let (bob, chat) = a_long_chat(&server).await;
    let mut whole = vec![];
    for number in 1..=4 {
        let request = ListMessages { page: number, limit: 7, ..ListMessages::newest(chat) };
        let page = page(&bob, request).await;
        let place = page.pagination;
        assert_eq!((place.page, place.limit, place.total, place.pages), (number, 7, ALL, 4));
        whole.extend(places(&page));
    }
    assert_eq!(whole, down(ALL, 1));
    let beyond = ListMessages { page: 5, limit: 7, ..ListMessages::newest(chat) };
    assert_eq!(places(&page(&bob, beyond).await), [0; 0]);
    let usual = page(&bob, ListMessages::newest(chat)).await;
    assert_eq!(places(&usual), down(ALL, ALL - 19));
}

async fn pages_before_a_place_make_the_whole(server: TestServer) {
    let (bob, chat) = a_long_chat(&server).await;
    let (mut whole, mut before) = (vec![], None);
    loop {
        let request = ListMessages { limit: 5, before, ..ListMessages::newest(chat) };
        let places = places(&page(&bob, request).await);
        let Some(&oldest) = places.last() else { break };
        whole.extend(places);
        before = Some(oldest);
    }
    assert_eq!(whole, down(ALL, 1));
}

async fn pages_after_a_place_make_the_whole(server: TestServer) {
    let (bob, chat) = a_long_chat(&server).await;
    let (mut whole, mut after) = (vec![], 0);
    loop {
        let request = ListMessages { limit: 5, after: Some(after), ..ListMessages::newest(chat) };
        let places = places(&page(&bob, request).await);
        let Some(&newest) = places.first() else { break };
        whole.splice(0..0, places); // each page newest first, the oldest page first
        after = newest;
    }
    assert_eq!(whole, down(ALL, 1));
}

async fn both_cursors_make_a_window(server: TestServer) {
    let (bob, chat) = a_long_chat(&server).await;
    let window = |after, before, limit| ListMessages {
        after: Some(after),
        before: Some(before),
        limit,
        ..ListMessages::newest(chat)
    };
    assert_eq!(places(&page(&bob, window(3, 9, 20)).await), down(8, 4));
    assert_eq!(places(&page(&bob, window(3, 9, 2)).await), down(8, 7));
    assert_eq!(places(&page(&bob, window(8, 9, 20)).await), [0; 0]);
    assert_eq!(places(&page(&bob, window(9, 3, 20)).await), [0; 0]);
}

async fn a_page_costs_the_same_at_any_depth(server: TestServer) {
    let (bob, chat) = a_long_chat(&server).await;
    let mut costs = vec![];
    for before in [24, 12, 2] {
        let request = ListMessages { before: Some(before), limit: 1, ..ListMessages::newest(chat) };
        let read = async || {
            assert_eq!(places(&page(&bob, request.clone()).await), [before - 1]);
        };
        costs.push(server.cost(read).await);
    }
    assert_eq!(costs, [costs[0]; 3]);
}
