//! What waits to be sent is lost by nothing, becomes one message each, and keeps its order.

use super::device::{Device, Program};
use super::shown::texts;
use crate::support::people::PASSWORD;
use crate::support::proxy::Weather;
use crate::support::{Person, TestServer, group_of, on_both_databases, private_chat, within};
use futures_util::FutureExt;
use whatschat_client::outbox::SendState;
use whatschat_client::store::Store;
use whatschat_client::timeline::Item;
use whatschat_client::{Error, ErrorCode, Event};
use whatschat_core::chats::ChatSummary;
use whatschat_core::id::{ChatId, ClientMessageId};
use whatschat_core::limits::CONTENT_MAX;
use whatschat_core::messages::SendMessage;

on_both_databases![
    where_answers_are_lost_each_message_is_sent_once_and_in_order,
    what_waits_outlives_the_program,
    what_is_refused_holds_up_its_own_chat_alone,
    what_is_too_long_is_edited_and_sent,
    whoever_stops_waiting_for_it_what_is_given_is_sent,
    what_waits_says_why,
    what_waits_is_not_sent_in_the_name_of_another,
    what_waits_stays_where_another_uses_its_id,
    what_has_arrived_is_not_there_a_second_time,
];

async fn said(person: &Person, chat: ChatId) -> Vec<String> {
    let messages = person.client.messages().latest(chat, 1000).await.unwrap();
    messages.into_iter().map(|message| message.content).collect()
}

async fn state(program: &Program, id: ClientMessageId) -> Option<SendState> {
    let all = program.outbox().list(None).await.unwrap();
    all.into_iter().find(|outgoing| outgoing.id == id).map(|outgoing| outgoing.state)
}

async fn failed(program: &Program, id: ClientMessageId) -> (Option<ErrorCode>, bool) {
    let has_failed = async || matches!(state(program, id).await, Some(SendState::Failed { .. }));
    program.until("the refusal", has_failed).await;
    match state(program, id).await {
        Some(SendState::Failed { code, can_retry, .. }) => (code, can_retry),
        other => panic!("{other:?}"),
    }
}

async fn whoever_stops_waiting_for_it_what_is_given_is_sent(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &alice).await;
    let program = phone.start().await.begun().await;
    let mut heard = bob.listen().await;
    for n in 1..=9 {
        let given = program.outbox().send(chat, n.to_string()).now_or_never();
        assert!(given.is_none(), "the caller has gone before it was kept");
        let said = heard.message().await;
        assert_eq!((said.seq, said.content), (n, n.to_string()));
    }
    program.kill().await;
}

async fn what_waits_says_why(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &alice).await;
    let program = phone.start().await.begun().await;
    phone.network.turn(Weather::Refusing);
    let delay = async || {
        let all = program.outbox().list(Some(chat)).await.unwrap();
        all.into_iter().find_map(|outgoing| outgoing.delay)
    };
    program.outbox().send(chat, "for the train").await.unwrap();
    program.until("an attempt", async || delay().await.is_some()).await;
    let why = delay().await.unwrap();
    assert!(!why.is_empty());
    program.kill().await;
}

async fn where_answers_are_lost_each_message_is_sent_once_and_in_order(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &alice).await;
    let program = phone.start().await;
    phone.network.turn(Weather::CutReplies(0.2));
    let texts: Vec<_> = (0..12).map(|n| format!("message {n}")).collect();
    for text in &texts {
        program.outbox().send(chat, text).await.unwrap();
    }
    program.sent_all().await;
    assert_eq!(said(&bob, chat).await, texts);
    program.kill().await;
}

async fn what_waits_outlives_the_program(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &alice).await;
    phone.go_away();
    let mut ids = vec![];
    for n in 0..4 {
        let program = phone.start().await;
        ids.push(program.outbox().send(chat, format!("message {n}")).await.unwrap());
        program.kill().await;
    }
    phone.come_back();
    let program = phone.start().await;
    let waiting = program.outbox().list(Some(chat)).await.unwrap();
    assert!(waiting.iter().all(|outgoing| ids.contains(&outgoing.id)));
    program.sent_all().await;
    let messages = bob.client.messages().latest(chat, 9).await.unwrap();
    let sent: Vec<_> = messages.iter().map(|message| message.client_message_id.unwrap()).collect();
    assert_eq!(sent, ids, "each once, in the order in which they were written");
    program.kill().await;
}

async fn what_is_refused_holds_up_its_own_chat_alone(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let (chat, group) = (private_chat(&alice, &bob).await, group_of(&alice, &[&carol]).await);
    bob.client.users().block(alice.id()).await.unwrap();
    let phone = Device::of(&server, &alice).await;
    let program = phone.start().await;
    let outbox = program.outbox();
    let first = outbox.send(chat, "first").await.unwrap();
    let second = outbox.send(chat, "second").await.unwrap();
    let third = outbox.send(chat, "third").await.unwrap();
    let elsewhere = outbox.send(group, "elsewhere").await.unwrap();
    assert_eq!(failed(&program, first).await, (Some(ErrorCode::Blocked), true));
    program.until("the group's", async || state(&program, elsewhere).await.is_none()).await;
    assert_eq!(state(&program, second).await, Some(SendState::Queued), "it waits for the first");

    assert!(outbox.discard(second).await.unwrap());
    assert!(!outbox.discard(second).await.unwrap(), "it is gone");
    assert!(outbox.edit(third, "third, better").await.unwrap());
    bob.client.users().unblock(alice.id()).await.unwrap();
    assert!(outbox.retry(first).await.unwrap());
    program.sent_all().await;
    assert_eq!(said(&bob, chat).await, ["first", "third, better"]);
    program.kill().await;
}

async fn what_is_too_long_is_edited_and_sent(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &alice).await;
    let program = phone.start().await;
    let outbox = program.outbox();
    let id = outbox.send(chat, "x".repeat(CONTENT_MAX + 1)).await.unwrap();
    let (code, can_retry) = failed(&program, id).await;
    assert!(!can_retry, "{code:?}: the same text stays too long");
    assert!(outbox.edit(id, "shorter").await.unwrap());
    program.sent_all().await;
    assert_eq!(said(&bob, chat).await, ["shorter"]);
    program.kill().await;
}

/// What waits in alice's store, what she sees, and who else logs in on her device, have nothing to
/// do with each other.
async fn what_waits_is_not_sent_in_the_name_of_another(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for n in 1..=6 {
        alice.say(chat, &n.to_string()).await;
    }
    let phone = Device::of(&server, &alice).await;
    let store = Store::open(phone.file()).await.unwrap();
    let mut events = phone.client.attach(store.clone()).await.unwrap();
    let mut timeline = phone.client.chats().open(chat).unwrap().timeline(2);
    timeline.filled().await;
    assert_eq!(texts(timeline.catch_up().await.unwrap()), ["5", "6"]);
    phone.go_away();
    phone.client.outbox().unwrap().send(chat, "from alice").await.unwrap();
    let is_away = |event: Option<Event>| matches!(event.unwrap(), Event::Disconnected { .. });
    within("the cut", async { while !is_away(events.next().await) {} }).await;
    phone.come_back();
    phone.client.auth().login(&bob.account.email, PASSWORD).await.unwrap();
    let refused = within("what is stored", async {
        loop {
            match timeline.older(3).await {
                Ok(more) => assert!(more, "bob's pages reach the first message"),
                Err(why) => break why,
            }
        }
    });
    assert!(matches!(refused.await, Error::NotLoggedIn));
    within("the end", async {
        while let Some(event) = events.next().await {
            let by_itself = matches!(&event, Event::Disconnected { why: Error::NotLoggedIn, .. });
            assert!(!by_itself, "{event:?}");
        }
    })
    .await;
    // Either came first, the login or the next attempt; neither makes the one the other's.
    let is_alices = |chat: &ChatSummary| chat.name == "bob";
    assert!(store.chats().await.unwrap().iter().all(is_alices), "what bob sees");
    let is_others = |item: &Item| matches!(item, Item::Message { state: None, .. });
    assert!(!timeline.catch_up().await.unwrap().iter().any(is_others), "all are her own");
    let sent = bob.client.messages().since(chat, 6).await.unwrap();
    assert!(sent.iter().all(|message| message.sender_id == alice.id()), "{sent:?}");
    let waiting = store.outgoing(Some(chat)).await.unwrap();
    assert!(sent.len() <= 1 && sent.len() + waiting.len() >= 1, "{waiting:?}");
    assert!(waiting.iter().all(|outgoing| outgoing.state == SendState::Queued));
}

/// Ids are unique per sender only.
async fn what_waits_stays_where_another_uses_its_id(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &alice).await;
    let program = phone.start().await.begun().await;
    let id = program.outbox().send(chat, "x".repeat(CONTENT_MAX + 1)).await.unwrap();
    failed(&program, id).await;
    let same = SendMessage { client_message_id: Some(id), ..SendMessage::text(chat, "bob's") };
    bob.client.messages().send_request(same).await.unwrap();
    program
        .until("bob's", async || program.store.messages(chat, None, 9).await.unwrap().len() == 1)
        .await;
    failed(&program, id).await;
    assert!(program.outbox().edit(id, "alice's").await.unwrap());
    program.sent_all().await;
    assert_eq!(said(&bob, chat).await, ["bob's", "alice's"]);
    program.kill().await;
}

/// The server has it and the answer is lost: a page of the chat may tell before the next attempt.
async fn what_has_arrived_is_not_there_a_second_time(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &alice).await;
    let program = phone.start().await.begun().await;
    phone.network.turn(Weather::CutReplies(1.0));
    let id = program.outbox().send(chat, "once").await.unwrap();
    within("the message", async { while said(&bob, chat).await.is_empty() {} }).await;
    program.kill().await;
    phone.come_back();
    let program = phone.start().await;
    let mut timeline = program.client.chats().open(chat).unwrap().timeline(9);
    within("the message of the server's", async {
        let is_sent = |item: &Item| matches!(item, Item::Message { .. });
        loop {
            assert!(timeline.items().len() <= 1, "{:?}", timeline.items());
            if timeline.items().iter().any(is_sent) {
                break;
            }
            timeline.next().await.unwrap();
        }
    })
    .await;
    assert_eq!(state(&program, id).await, None);
    program.kill().await;
}
