//! Messages that are pinned for everyone.

use crate::support::{
    Person, TestServer, at_once, group_of, on_both_databases, private_chat, refusal,
};
use whatschat_client::{ErrorCode, ServerEvent};
use whatschat_core::id::{ChatId, MessageId};
use whatschat_core::limits::PINS_MAX;
use whatschat_core::messages::{Message, PinChanged};

on_both_databases![
    a_pin_comes_on_the_others_stream_and_goes_again,
    in_a_group_its_admins_pin,
    a_chat_has_so_many_pins,
    what_is_deleted_is_not_pinned,
    who_pins_an_answer_reads_no_words_that_they_have_hidden,
    a_pin_is_listed_for_those_who_see_the_message,
];

async fn pins(person: &Person, chat: ChatId) -> Vec<MessageId> {
    let pins = person.client.messages().pins(chat).await.unwrap();
    pins.iter().map(|message| message.id).collect()
}

async fn a_pin_comes_on_the_others_stream_and_goes_again(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let (one, two) = (alice.say(chat, "one").await, alice.say(chat, "two").await);
    let mut stream = alice.listen().await;
    let pinned = bob.client.messages().pin(one.id).await.unwrap();
    assert!(pinned.pinned_at.is_some());
    assert_eq!(Message { pinned_at: None, ..pinned.clone() }, one, "nothing else has changed");
    let event = PinChanged { user_id: bob.id(), message: pinned.clone() };
    assert_eq!(stream.chat_event("a pin").await, ServerEvent::PinChanged(event));
    server.clock().advance_ms(1000);
    assert_eq!(bob.client.messages().pin(one.id).await.unwrap(), pinned, "it is pinned already");
    let later = bob.client.messages().pin(two.id).await.unwrap();
    assert_eq!(alice.client.messages().pins(chat).await.unwrap(), [later.clone(), pinned]);
    let event = PinChanged { user_id: bob.id(), message: later };
    assert_eq!(stream.chat_event("a pin").await, ServerEvent::PinChanged(event));

    let unpinned = bob.client.messages().unpin(one.id).await.unwrap();
    assert_eq!(unpinned, one);
    let event = PinChanged { user_id: bob.id(), message: unpinned };
    assert_eq!(stream.chat_event("the end of a pin").await, ServerEvent::PinChanged(event));
    bob.client.messages().unpin(one.id).await.unwrap();
    assert_eq!(pins(&alice, chat).await, [two.id]);
    stream.nothing_but_a_marker(&bob, chat).await;
}

async fn in_a_group_its_admins_pin(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&alice, &[&bob]).await;
    let his = bob.say(group, "his").await;
    let mut stream = bob.listen().await;
    assert_eq!(refusal(bob.client.messages().pin(his.id).await), ErrorCode::Forbidden);
    let message = alice.client.messages().pin(his.id).await.unwrap();
    let event = PinChanged { user_id: alice.id(), message };
    assert_eq!(stream.chat_event("a pin").await, ServerEvent::PinChanged(event));
    assert_eq!(refusal(bob.client.messages().unpin(his.id).await), ErrorCode::Forbidden);
    assert_eq!(pins(&bob, group).await, [his.id]);
}

async fn a_chat_has_so_many_pins(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut ids = vec![];
    for n in 0..PINS_MAX + 5 {
        ids.push(alice.say(chat, &n.to_string()).await.id);
    }
    let outcomes = at_once(ids.len(), |n| {
        let (bob, id) = (bob.clone(), ids[n]);
        async move { bob.client.messages().pin(id).await }
    });
    let (taken, refused): (Vec<_>, Vec<_>) = outcomes.await.into_iter().partition(Result::is_ok);
    assert_eq!((taken.len(), refused.len()), (PINS_MAX, 5));
    for refused in refused {
        assert_eq!(refusal(refused), ErrorCode::TooManyPins);
    }
    assert_eq!(pins(&alice, chat).await.len(), PINS_MAX);
}

async fn what_is_deleted_is_not_pinned(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "Hello").await;
    bob.client.messages().pin(sent.id).await.unwrap();
    alice.client.messages().delete(sent.id).await.unwrap();
    assert_eq!(pins(&bob, chat).await, []);
    assert_eq!(refusal(bob.client.messages().pin(sent.id).await), ErrorCode::MessageDeleted);
}

async fn who_pins_an_answer_reads_no_words_that_they_have_hidden(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let secret = alice.say(chat, "secret").await;
    let answer = bob.client.messages().reply(&secret, "Hush").await.unwrap();
    bob.client.messages().delete_for_me(secret.id).await.unwrap();
    let mut stream = alice.listen().await;
    let words = |message: Message| message.reply_to.map(|quote| quote.content);
    let messages = bob.client.messages();
    for _ in 0..2 {
        assert_eq!(words(messages.pin(answer.id).await.unwrap()).as_deref(), Some(""));
    }
    for _ in 0..2 {
        assert_eq!(words(messages.unpin(answer.id).await.unwrap()).as_deref(), Some(""));
    }
    let edited = messages.edit(answer.id, "Hush!").await.unwrap();
    assert_eq!(words(edited).as_deref(), Some(""));
    let ServerEvent::PinChanged(pin) = stream.chat_event("a pin").await else {
        panic!("something else came");
    };
    assert_eq!(words(pin.message).as_deref(), Some("secret"), "who has hidden nothing reads it");
}

async fn a_pin_is_listed_for_those_who_see_the_message(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let (one, two) = (alice.say(chat, "one").await, alice.say(chat, "two").await);
    alice.client.messages().pin(one.id).await.unwrap();
    server.clock().advance_ms(1);
    alice.client.messages().pin(two.id).await.unwrap();
    bob.client.messages().delete_for_me(two.id).await.unwrap();
    assert_eq!(pins(&bob, chat).await, [one.id]);
    bob.client.chats().delete(chat).await.unwrap();
    assert_eq!(pins(&bob, chat).await, []);
    assert_eq!(pins(&alice, chat).await, [two.id, one.id]);
}
