//! The log itself: its order, its pages, its ends.

use super::told;
use crate::support::{TestServer, at_once, group_of, on_both_databases, private_chat, refusal};
use serde_json::json;
use whatschat_client::ErrorCode;
use whatschat_core::sync::{Cursor, Sync};

on_both_databases![
    of_sixty_four_writers_every_change_is_read_once_and_in_order,
    a_page_goes_on_where_the_last_one_ended,
    a_page_of_large_events_ends_early,
    a_snapshot_holds_all_up_to_its_cursor,
    a_cursor_of_another_log_is_refused,
    what_is_older_than_the_log_is_refused,
];

/// A reader asks again and again while they write: whoever sees a position never finds an earlier
/// one afterwards.
async fn of_sixty_four_writers_every_change_is_read_once_and_in_order(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&alice, &[&bob]).await;
    let since = bob.now().await;
    let writers = tokio::spawn({
        let alice = alice.clone();
        at_once(64, move |n| {
            let alice = alice.clone();
            async move {
                for m in 0..4 {
                    alice.say(group, &format!("{n}.{m}")).await;
                }
            }
        })
    });
    let (mut cursor, mut events) = (since, vec![]);
    while events.len() < 64 * 4 {
        let page = bob.page(cursor, 7).await;
        cursor = page.cursor;
        events.extend(page.events);
    }
    writers.await.unwrap();
    assert!(bob.missed(cursor).await.is_empty());
    let positions: Vec<_> = events.iter().map(|event| event.cursor.pos).collect();
    assert_eq!(positions, (since.pos + 1..=since.pos + 256).collect::<Vec<_>>());
    let seqs: Vec<_> = events.iter().map(|event| event.data["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=256).collect::<Vec<_>>());
}

async fn a_page_goes_on_where_the_last_one_ended(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let since = bob.now().await;
    let chat = private_chat(&alice, &bob).await;
    for text in ["one", "two", "three"] {
        alice.say(chat, text).await;
    }
    let first = bob.page(since, 2).await;
    assert!(first.more && first.events.len() == 2);
    assert_eq!(first.cursor, first.events[1].cursor);
    let rest = bob.page(first.cursor, 2).await;
    assert!(!rest.more);
    let all = [first.events, rest.events].concat();
    let expected = [
        ("chat_changed", ""),
        ("new_message", "one"),
        ("new_message", "two"),
        ("new_message", "three"),
    ];
    assert_eq!(told(&all), expected.map(|(event, text)| (event.to_owned(), text.to_owned())));
}

async fn a_page_of_large_events_ends_early(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let since = bob.now().await;
    let ballast = json!({"ballast": "x".repeat(16_000)});
    for n in 0..100 {
        let mut draft = alice.client.messages().draft(chat, n.to_string());
        draft.metadata = ballast.as_object().cloned();
        alice.client.messages().send_request(draft).await.unwrap();
    }
    let first = bob.page(since, 500).await;
    assert!(first.more);
    assert!((50..70).contains(&first.events.len()), "{} are a MiB", first.events.len());
    assert_eq!(first.cursor, first.events.last().unwrap().cursor);
    let rest = bob.page(first.cursor, 500).await;
    assert!(!rest.more);
    let both = first.events.iter().chain(&rest.events);
    let seqs: Vec<_> = both.map(|event| event.data["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=100).collect::<Vec<_>>());
}

async fn a_snapshot_holds_all_up_to_its_cursor(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "Hello").await;
    let snapshot = bob.client.send(whatschat_core::sync::TakeSnapshot {}).await.unwrap();
    assert_eq!(snapshot.chats, bob.client.chats().list().await.unwrap());
    assert_eq!(snapshot.chats[0].last_message.as_ref(), Some(&sent));
    assert!(bob.missed(snapshot.cursor).await.is_empty());
}

async fn a_cursor_of_another_log_is_refused(server: TestServer) {
    let alice = server.person("alice").await;
    let now = alice.now().await;
    for since in [Cursor { epoch: now.epoch ^ 1, ..now }, Cursor { pos: now.pos + 1, ..now }] {
        let refused = alice.client.send(Sync { since, limit: 1 }).await;
        assert_eq!(refusal(refused), ErrorCode::CursorGone);
    }
}

async fn what_is_older_than_the_log_is_refused(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let old = bob.now().await;
    alice.say(chat, "Hello").await;
    let new = bob.now().await;
    server.clock().advance_ms(31 * 24 * 3600 * 1000);
    // The start clears away what is over, too.
    server.restart().await;
    let bob = server.other_device(&bob).await;
    assert_eq!(
        refusal(bob.client.send(Sync { since: old, limit: 1 }).await),
        ErrorCode::CursorGone
    );
    assert_eq!(told(&bob.missed(new).await), [("session_changed".to_owned(), String::new())]);
}
