//! Messages that answer others, and what they show of them.

use crate::support::{Person, TestServer, group_of, on_both_databases, private_chat, refusal};
use whatschat_client::{ErrorCode, ServerEvent};
use whatschat_core::id::ChatId;
use whatschat_core::messages::{ListMessages, Message, Quote, SendMessage};

on_both_databases![
    an_answer_shows_what_it_answers,
    a_quote_is_what_the_message_says_now,
    a_quote_is_cut_between_characters,
    only_a_message_of_the_same_chat_that_one_sees_can_be_answered,
    who_came_later_does_not_read_the_past_in_answers,
    an_answer_is_another_send,
    a_page_of_answers_costs_one_statement_more,
    a_send_costs_two_statements_more_where_it_answers,
];

fn quote_of(message: &Message) -> Option<Quote> {
    Some(Quote {
        id: message.id,
        seq: message.seq,
        sender_id: message.sender_id,
        r#type: message.r#type,
        content: message.content.clone(),
    })
}

async fn newest(person: &Person, chat: ChatId) -> Message {
    let page = person.client.messages().list(ListMessages::newest(chat)).await.unwrap();
    page.messages.into_iter().next().expect("the chat has a message")
}

async fn an_answer_shows_what_it_answers(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let question = alice.say(chat, "Tea?").await;
    let mut stream = alice.listen().await;
    let answer = bob.client.messages().reply(&question, "Yes").await.unwrap();
    assert_eq!(answer.reply_to, quote_of(&question));
    assert_eq!(stream.message().await, answer);
    assert_eq!(newest(&alice, chat).await, answer);
    let chats = alice.client.chats().list().await.unwrap();
    assert_eq!(chats[0].last_message.as_ref(), Some(&answer));
    let edited = bob.client.messages().edit(answer.id, "Yes!").await.unwrap();
    assert_eq!(edited.reply_to, quote_of(&question));
    assert_eq!(stream.chat_event("an edit").await, ServerEvent::MessageUpdated(edited));
}

async fn a_quote_is_what_the_message_says_now(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let question = alice.say(chat, "Tee?").await;
    let draft = bob.client.messages().draft(chat, "Yes");
    let draft = SendMessage { reply_to: Some(question.id), ..draft };
    bob.client.messages().send_request(draft.clone()).await.unwrap();
    let edited = alice.client.messages().edit(question.id, "Tea?").await.unwrap();
    assert_eq!(newest(&bob, chat).await.reply_to, quote_of(&edited));
    let repeated = bob.client.messages().send_request(draft).await.unwrap();
    assert_eq!(repeated.reply_to, quote_of(&edited), "a repeat shows it too");
    alice.client.messages().delete(question.id).await.unwrap();
    let emptied = Message { content: String::new(), ..question };
    assert_eq!(newest(&bob, chat).await.reply_to, quote_of(&emptied));
}

async fn a_quote_is_cut_between_characters(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let long = alice.say(chat, &"茶🍵".repeat(150)).await;
    let answer = bob.client.messages().reply(&long, "Long").await.unwrap();
    let quote = answer.reply_to.clone().unwrap();
    assert_eq!(quote.content, "茶🍵".repeat(100));
    assert_eq!(newest(&alice, chat).await, answer);
}

async fn only_a_message_of_the_same_chat_that_one_sees_can_be_answered(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let (chat, other) = (private_chat(&alice, &bob).await, group_of(&alice, &[&bob]).await);
    let (cleared, elsewhere) = (alice.say(chat, "gone").await, alice.say(other, "there").await);
    bob.client.chats().delete(chat).await.unwrap();
    let hidden = alice.say(chat, "hidden").await;
    bob.client.messages().delete_for_me(hidden.id).await.unwrap();
    let mut stream = alice.listen().await;
    for id in [cleared.id, elsewhere.id, hidden.id, uuid::Uuid::nil().into()] {
        let draft = bob.client.messages().draft(chat, "What?");
        let draft = SendMessage { reply_to: Some(id), ..draft };
        let refused = bob.client.messages().send_request(draft).await;
        assert_eq!(refusal(refused), ErrorCode::MessageNotFound);
    }
    stream.nothing_but_a_marker(&bob, chat).await;
}

async fn who_came_later_does_not_read_the_past_in_answers(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let group = group_of(&alice, &[&bob]).await;
    let secret = alice.say(group, "secret").await;
    alice.client.groups().add_participants(group, [carol.id()]).await.unwrap();
    let answer = bob.client.messages().reply(&secret, "Hush").await.unwrap();
    let seen = newest(&carol, group).await;
    assert_eq!((seen.id, seen.content.as_str()), (answer.id, "Hush"));
    assert_eq!(seen.reply_to.map(|quote| quote.content).as_deref(), Some(""));
    assert_eq!(newest(&alice, group).await, answer);
}

async fn an_answer_is_another_send(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let question = alice.say(chat, "Tea?").await;
    let draft = bob.client.messages().draft(chat, "Yes");
    bob.client.messages().send_request(draft.clone()).await.unwrap();
    for other in [
        SendMessage { reply_to: Some(question.id), ..draft.clone() },
        SendMessage { mentions: vec![alice.id()], ..draft },
    ] {
        let refused = bob.client.messages().send_request(other).await;
        assert_eq!(refusal(refused), ErrorCode::ClientMessageIdUsed);
    }
}

async fn a_page_of_answers_costs_one_statement_more(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let plain = alice.say(chat, "one").await;
    let before = server.cost(async || drop(newest(&alice, chat).await)).await;
    for _ in 0..10 {
        bob.client.messages().reply(&plain, "two").await.unwrap();
    }
    assert_eq!(server.cost(async || drop(newest(&alice, chat).await)).await, before + 1);
}

async fn a_send_costs_two_statements_more_where_it_answers(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let question = alice.say(chat, "Tea?").await;
    let plain = server.cost(async || drop(alice.say(chat, "Yes").await)).await;
    let messages = alice.client.messages();
    let reply = async || drop(messages.reply(&question, "Yes").await.unwrap());
    assert_eq!(server.cost(reply).await, plain + 2, "what it says, and who has hidden it");
}
