//! Timelines: what a program shows of a chat.

use super::device::Device;
use super::shown::{Shown, messages, states, texts};
use crate::support::people::PASSWORD;
use crate::support::proxy::Weather;
use crate::support::{TestServer, on_both_databases, private_chat, within};
use futures_util::{FutureExt, TryStreamExt};
use std::pin::pin;
use whatschat_client::outbox::SendState;
use whatschat_client::store::Store;
use whatschat_client::timeline::{Change, Item};

on_both_databases![
    a_message_keeps_its_line_from_when_it_is_written_to_when_it_is_read,
    what_is_written_without_a_network_is_shown_and_sent_later,
    older_messages_come_from_the_store_and_then_from_the_server,
    what_changes_changes_its_line,
    a_program_that_shows_a_chat_once_has_it_as_it_is,
    a_program_with_a_list_of_its_own_needs_the_changes_alone,
    who_sends_and_looks_at_no_change_meanwhile_holds_nobody_up,
    a_timeline_ends_with_the_attachment_of_its_store,
    a_timeline_ends_with_nothing_on_its_way,
    a_change_that_is_not_caught_up_with_is_still_told,
    how_far_a_message_came_shows_later_where_nobody_is_told,
];

async fn a_program_with_a_list_of_its_own_needs_the_changes_alone(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &bob).await;
    let program = phone.start().await.begun().await;
    let timeline = program.client.chats().open(chat).unwrap().timeline(9);
    let mut changes = pin!(timeline.into_changes());
    let mut list = vec![];
    for n in 1..=5 {
        alice.say(chat, &n.to_string()).await;
    }
    within("all five", async {
        while texts(&list) != ["1", "2", "3", "4", "5"] {
            changes.try_next().await.unwrap().expect("the store is there").apply(&mut list);
        }
    })
    .await;
    program.kill().await;
}

async fn who_sends_and_looks_at_no_change_meanwhile_holds_nobody_up(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &bob).await;
    let program = phone.start().await.begun().await;
    let open = program.client.chats().open(chat).unwrap();
    let mut changes = pin!(open.timeline(9).into_changes());
    let mut list = vec![];
    for n in 1..=9 {
        // Begins to read, and is not polled while the next message is sent.
        if let Some(change) = changes.try_next().now_or_never() {
            change.unwrap().expect("the store is there").apply(&mut list);
        }
        within("the outbox", open.send(n.to_string())).await.unwrap();
    }
    within("all of them", async {
        while !states(&list).contains(&SendState::Sent(9)) {
            changes.try_next().await.unwrap().expect("the store is there").apply(&mut list);
        }
    })
    .await;
    assert_eq!(texts(&list), ["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    program.kill().await;
}

async fn a_program_that_shows_a_chat_once_has_it_as_it_is(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for n in 1..=9 {
        alice.say(chat, &n.to_string()).await;
    }
    let phone = Device::of(&server, &bob).await;
    let program = phone.start().await;
    let open = program.client.chats().open(chat).unwrap();
    let mut timeline = open.timeline(3);
    timeline.filled().await;
    assert_eq!(texts(timeline.catch_up().await.unwrap()), ["7", "8", "9"]);
    phone.go_away();
    open.send("later").await.unwrap();
    assert_eq!(texts(timeline.catch_up().await.unwrap()), ["7", "8", "9", "later"]);
    let waiting = program.store.outgoing(Some(chat)).await.unwrap();
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    phone.come_back();
    let mut shown = Shown::new(open.timeline(4));
    shown.until("that it is sent", |items| states(items) == [SendState::Sent(10)]).await;
    program.kill().await;
}

async fn a_message_keeps_its_line_from_when_it_is_written_to_when_it_is_read(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    alice.say(chat, "before").await;
    let phone = Device::of(&server, &alice).await;
    let program = phone.start().await;
    let open = program.client.chats().open(chat).unwrap();
    let mut shown = Shown::new(open.timeline(20));
    shown.until("what was there", |items| texts(items) == ["before"]).await;
    phone.go_away();
    open.send("written").await.unwrap();
    let waits = |items: &[Item]| states(items)[1..] == [SendState::Queued];
    shown.until("the line", |items| texts(items) == ["before", "written"]).await;
    shown.until("a line that waits", waits).await;
    phone.come_back();
    let is = |state: SendState| {
        move |items: &[Item]| {
            assert_eq!(texts(items), ["before", "written"], "the line stays");
            states(items)[1] == state
        }
    };
    shown.until("that it is sent", is(SendState::Sent(2))).await;
    bob.client.chats().mark_delivered(chat, 2).await.unwrap();
    shown.until("that it has arrived", is(SendState::Delivered(2))).await;
    bob.client.chats().mark_read(chat, 2).await.unwrap();
    shown.until("that it was read", is(SendState::Read(2))).await;
    program.kill().await;
}

async fn what_is_written_without_a_network_is_shown_and_sent_later(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &alice).await;
    let program = phone.start().await.begun().await;
    bob.say(chat, "one").await;
    program
        .until("bob's", async || program.store.messages(chat, None, 9).await.unwrap().len() == 1)
        .await;
    phone.go_away();
    let open = program.client.chats().open(chat).unwrap();
    open.send("two").await.unwrap();
    program.kill().await;
    bob.say(chat, "meanwhile").await;

    let program = phone.start().await;
    let open = program.client.chats().open(chat).unwrap();
    let mut shown = Shown::new(open.timeline(20));
    shown.until("what is stored", |items| texts(items) == ["one", "two"]).await;
    phone.come_back();
    let arrived = |items: &[Item]| states(items) == [SendState::Sent(3)];
    shown.until("that it is sent", arrived).await;
    shown.until("all", |items| texts(items) == ["one", "meanwhile", "two"]).await;
    assert_eq!(messages(&shown.items), bob.client.messages().latest(chat, 9).await.unwrap());
    program.kill().await;
}

async fn older_messages_come_from_the_store_and_then_from_the_server(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for n in 1..=30 {
        alice.say(chat, &n.to_string()).await;
    }
    let phone = Device::of(&server, &bob).await;
    let program = phone.start().await.begun().await;
    let open = program.client.chats().open(chat).unwrap();
    let from = |first: u32| {
        let all: Vec<_> = (first..=30).map(|n| n.to_string()).collect();
        move |items: &[Item]| texts(items) == all
    };
    let mut shown = Shown::new(open.timeline(5));
    shown.until("the newest", from(26)).await;
    assert!(shown.timeline.older(5).await.unwrap(), "there are more");
    shown.until("older ones", from(21)).await;
    phone.go_away();
    while let Ok(more) = within("what is stored", shown.timeline.older(5)).await {
        assert!(more, "the store does not have all");
    }
    let mut again = Shown::new(open.timeline(5));
    again.until("the newest", from(26)).await;
    assert!(again.timeline.older(5).await.unwrap(), "the store has them");
    again.until("older ones", from(21)).await;
    phone.come_back();
    shown.page_back_to_the_start().await;
    shown.until("all", from(1)).await;
    program.kill().await;
}

async fn what_changes_changes_its_line(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let first = alice.say(chat, "first").await;
    let answer = bob.client.messages().reply(&first, "what?").await.unwrap();
    let phone = Device::of(&server, &bob).await;
    let program = phone.start().await;
    let mut shown = Shown::new(program.client.chats().open(chat).unwrap().timeline(20));
    shown.until("both", |items| texts(items) == ["first", "what?"]).await;
    alice.client.messages().edit(first.id, "edited").await.unwrap();
    let quotes =
        |items: &[Item]| messages(items)[1].reply_to.as_ref().map(|quote| quote.content.clone());
    shown
        .until("the edit, and its quote", |items| {
            texts(items) == ["edited", "what?"] && quotes(items).as_deref() == Some("edited")
        })
        .await;
    alice.client.messages().react(answer.id, "👍").await.unwrap();
    shown.until("the reaction", |items| messages(items)[1].reactions.len() == 1).await;
    bob.client.messages().delete_for_me(answer.id).await.unwrap();
    shown.until("that it is gone", |items| texts(items) == ["edited"]).await;
    alice.client.messages().delete(first.id).await.unwrap();
    shown.until("the tombstone", |items| messages(items)[0].deleted_at.is_some()).await;
    program.kill().await;
}

async fn a_timeline_ends_with_the_attachment_of_its_store(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    alice.say(chat, "hello").await;
    let client = server.client();
    client.auth().login(&bob.account.email, PASSWORD).await.unwrap();
    let events = client.attach(Store::in_memory().await.unwrap()).await.unwrap();
    let mut timeline = client.chats().open(chat).unwrap().timeline(9);
    assert!(matches!(timeline.next().await, Ok(Some(Change::Insert(0, _)))));
    drop(events);
    let last = within("the end", async { while timeline.next().await.unwrap().is_some() {} });
    last.await;
    assert_eq!(texts(timeline.items()), ["hello"]);
}

async fn a_timeline_ends_with_nothing_on_its_way(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &alice).await;
    let program = phone.start().await.begun().await;
    let open = program.client.chats().open(chat).unwrap();
    let mut shown = Shown::new(open.timeline(9));
    phone.network.turn(Weather::BlackHole);
    open.send("slow").await.unwrap();
    shown.until("that it is on its way", |items| states(items) == [SendState::Sending]).await;
    phone.client.forget_tokens();
    let mut timeline = shown.timeline;
    within("the end", async { while timeline.next().await.unwrap().is_some() {} }).await;
    assert_eq!(states(timeline.items()), [SendState::Queued]);
    program.kill().await;
}

/// Whoever gives up catching up hears of the change by the next call.
async fn a_change_that_is_not_caught_up_with_is_still_told(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    alice.say(chat, "one").await;
    let phone = Device::of(&server, &bob).await;
    let program = phone.start().await.begun().await;
    let mut shown = Shown::new(program.client.chats().open(chat).unwrap().timeline(9));
    shown.until("the first", |items| texts(items) == ["one"]).await;
    alice.say(chat, "two").await;
    program
        .until("the second", async || {
            program.store.messages(chat, None, 9).await.unwrap().len() == 2
        })
        .await;
    // It has to wait for the store, so it is dropped before it has read anything.
    assert!(shown.timeline.catch_up().now_or_never().is_none());
    shown.until("the second", |items| texts(items) == ["one", "two"]).await;
    program.kill().await;
}

/// Who blocks somebody is not told how far that one reads, and sees it when they ask.
async fn how_far_a_message_came_shows_later_where_nobody_is_told(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &bob).await;
    let program = phone.start().await.begun().await;
    let open = program.client.chats().open(chat).unwrap();
    let seq = bob.say(chat, "hello").await.seq;
    let timeline = open.timeline(9);
    let knows_all = async || program.store.marks(chat).await.unwrap().len() == 2;
    program.until("the marks of both", knows_all).await;
    drop(timeline);
    bob.client.users().block(alice.id()).await.unwrap();
    alice.client.chats().mark_read(chat, seq).await.unwrap();
    let mut shown = Shown::new(open.timeline(9));
    shown.until("the message is read", |items| states(items) == [SendState::Read(seq)]).await;
    program.kill().await;
}
