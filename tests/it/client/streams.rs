//! Streams of events that resume, and events over them to the server.

use super::device::Device;
use super::wiretap::Wiretap;
use crate::support::{TestServer, at_once, on_both_databases, private_chat, within};
use whatschat_client::{Client, Error, Event, EventStream, ServerEvent};
use whatschat_core::BASE_PATH;
use whatschat_core::status::UserTyping;
use whatschat_core::sync::{Cursor, ResetReason};

on_both_databases![
    what_happened_while_the_network_was_away_comes_once_and_in_order,
    a_program_goes_on_where_it_was_stopped,
    a_position_that_cannot_be_served_is_an_explicit_gap,
    a_hundred_calls_renew_an_expired_token_once,
    who_types_is_seen_typing,
];

/// What the messages up to the next moment without a gap say.
async fn said_until_synced(events: &mut EventStream) -> Vec<String> {
    let mut said = vec![];
    loop {
        match within("an event", events.next()).await.unwrap() {
            Event::Synced => return said,
            Event::Server(ServerEvent::NewMessage(message)) => said.push(message.content),
            _ => {}
        }
    }
}

async fn what_happened_while_the_network_was_away_comes_once_and_in_order(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &bob).await;
    let mut events = phone.client.events();
    assert!(said_until_synced(&mut events).await.is_empty());
    alice.say(chat, "one").await;
    let live = within("a message", async {
        loop {
            if let Some(Event::Server(ServerEvent::NewMessage(message))) = events.next().await {
                return message.content;
            }
        }
    });
    assert_eq!(live.await, "one");
    for round in 0..3 {
        phone.go_away();
        for n in 0..3 {
            alice.say(chat, &format!("{round}.{n}")).await;
        }
        phone.come_back();
        let missed = [0, 1, 2].map(|n| format!("{round}.{n}"));
        assert_eq!(said_until_synced(&mut events).await, missed);
    }
}

async fn a_program_goes_on_where_it_was_stopped(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut events = bob.client.events();
    assert_eq!(events.cursor(), None);
    assert!(said_until_synced(&mut events).await.is_empty());
    let cursor = events.cursor().expect("there is a cursor after the first `Synced`");
    drop(events);
    for text in ["one", "two"] {
        alice.say(chat, text).await;
    }
    let mut events = bob.client.events_since(cursor);
    assert_eq!(events.cursor(), Some(cursor));
    assert_eq!(said_until_synced(&mut events).await, ["one", "two"]);
    let page = bob.client.sync().since(cursor).await.unwrap();
    assert_eq!(page.events.len(), 2, "{page:?}");
    assert_eq!(Some(page.cursor), events.cursor());
}

async fn a_position_that_cannot_be_served_is_an_explicit_gap(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let here = bob.client.sync().snapshot().await.unwrap().cursor;
    let mut events = bob.client.events_since(Cursor { epoch: here.epoch ^ 1, pos: 1 });
    let gap = within("the gap", async {
        loop {
            match events.next().await.unwrap() {
                Event::Reset(gap) => return gap,
                Event::Connected => {}
                other => panic!("awaited the gap, and there came {other:?}"),
            }
        }
    });
    assert_eq!(gap.await.reason, ResetReason::OtherLog);
    assert!(said_until_synced(&mut events).await.is_empty());
    alice.say(chat, "after it").await;
    let next = within("a message", events.next()).await;
    assert!(matches!(next, Some(Event::Server(ServerEvent::NewMessage(_)))), "{next:?}");
}

async fn a_hundred_calls_renew_an_expired_token_once(server: TestServer) {
    let alice = server.person("alice").await;
    server.clock().advance_ms(i64::from(server.config().access_token_ttl_s) * 1000 + 1000);
    let before = alice.client.tokens().unwrap();
    let wire = Wiretap::on(server.config().listen).await;
    let client = Client::builder(wire.url()).tokens(before.clone()).build().unwrap();
    let caller = client.clone();
    let outcomes = at_once(100, move |_| {
        let caller = caller.clone();
        async move { caller.auth().me().await }
    });
    for outcome in outcomes.await {
        assert_eq!(outcome.unwrap().id, alice.id());
    }
    // Were it asked again at once, the server would give the same tokens: that shows nothing.
    assert_eq!(wire.count(&format!("POST {BASE_PATH}/auth/refresh-token ")), 1);
    let renewed = client.tokens().unwrap();
    assert_ne!(renewed.refresh_token, before.refresh_token);
    let client = Client::builder(server.url()).tokens(renewed).build().unwrap();
    assert!(client.auth().me().await.is_ok());
}

async fn who_types_is_seen_typing(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat_id = private_chat(&alice, &bob).await;
    let unconnected = alice.client.status().typing(chat_id, true).await;
    assert!(matches!(unconnected, Err(Error::Network(_))), "{unconnected:?}");
    let mut seen = bob.listen().await;
    let _hers = alice.listen().await;
    alice.client.status().typing(chat_id, true).await.unwrap();
    let typing = UserTyping { chat_id, user_id: alice.id(), typing: true };
    loop {
        match seen.next("who types").await {
            Event::Server(ServerEvent::UserTyping(seen)) => break assert_eq!(seen, typing),
            Event::Server(ServerEvent::UserStatusChanged(_)) => {}
            other => panic!("awaited who types, and there came {other:?}"),
        }
    }
    let stranger = server.person("mallory").await;
    let _theirs = stranger.listen().await;
    let refused = stranger.client.status().typing(chat_id, true).await;
    assert_eq!(crate::support::refusal(refused), whatschat_client::ErrorCode::ChatNotFound);
}
