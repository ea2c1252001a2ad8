//! Blocks: what two people cannot do while one has blocked the other.

use crate::support::{Person, TestServer, group_of, on_both_databases, private_chat, refusal};
use serde_json::json;
use whatschat_client::{Error, ErrorCode, ServerEvent};
use whatschat_core::error::FieldCode;
use whatschat_core::id::{ClientMessageId, UserId};
use whatschat_core::messages::{Reaction, SendMessage};

on_both_databases![
    neither_starts_a_private_chat,
    neither_writes_into_their_private_chat,
    what_was_sent_before_can_be_sent_again_and_deleted,
    a_reaction_can_be_taken_back_and_not_given,
    groups_go_on,
    two_blocks_are_taken_back_one_by_one,
    ones_own_blocks_are_listed_by_name,
    who_cannot_be_blocked,
];

async fn block(by: &Person, whom: &Person) {
    by.client.users().block(whom.id()).await.unwrap();
}

async fn unblock(by: &Person, whom: &Person) {
    by.client.users().unblock(whom.id()).await.unwrap();
}

async fn neither_starts_a_private_chat(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let known = private_chat(&alice, &carol).await;
    block(&alice, &bob).await;
    block(&alice, &carol).await;
    for (one, other) in [(&alice, &bob), (&bob, &alice)] {
        let opened = one.client.chats().open_private(other.id()).await;
        assert_eq!(refusal(opened), ErrorCode::Blocked);
        assert!(!one.client.chats().list().await.unwrap().iter().any(|chat| chat.id != known));
    }
    assert_eq!(private_chat(&carol, &alice).await, known, "the chat that there is, is found");
    unblock(&alice, &bob).await;
    private_chat(&bob, &alice).await;
}

async fn neither_writes_into_their_private_chat(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let (hers, his) = (alice.say(chat, "hers").await, bob.say(chat, "his").await);
    let mut streams = [alice.listen().await, bob.listen().await];
    block(&alice, &bob).await;
    for (person, own) in [(&alice, hers.id), (&bob, his.id)] {
        let refused = |code: Result<_, Error>| assert_eq!(refusal(code), ErrorCode::Blocked);
        refused(person.client.messages().send(chat, "Hello?").await);
        refused(person.client.messages().edit(own, "Hello?").await);
        let mut socket = server.raw_socket_of(&person.token()).await;
        let payload = json!({"chatId": chat, "type": "text", "content": "Hello?"});
        let ack = socket.call("send_message", &payload).await;
        assert_eq!(ack["error"]["code"], "USER_004", "{ack}");
    }
    unblock(&alice, &bob).await;
    let back = bob.say(chat, "back").await;
    assert_eq!(back.seq, his.seq + 1, "no place was given out meanwhile");
    for stream in &mut streams {
        assert_eq!(stream.message().await, back, "something came before");
    }
}

async fn what_was_sent_before_can_be_sent_again_and_deleted(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let request = SendMessage {
        client_message_id: Some(ClientMessageId(uuid::Uuid::from_u128(1))),
        ..SendMessage::text(chat, "once")
    };
    let sent = bob.client.messages().send_request(request.clone()).await.unwrap();
    block(&alice, &bob).await;
    let again = bob.client.messages().send_request(request).await.unwrap();
    assert_eq!(again, sent, "its answer may have been lost");
    bob.client.messages().delete(sent.id).await.unwrap();
}

async fn a_reaction_can_be_taken_back_and_not_given(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let said = alice.say(chat, "Hello").await.id;
    for person in [&alice, &bob] {
        person.client.messages().react(said, "👍").await.unwrap();
    }
    block(&alice, &bob).await;
    let mut stream = alice.listen().await;
    for (person, left) in [(&bob, 1), (&alice, 0)] {
        let given = person.client.messages().react(said, "🎉").await;
        assert_eq!(refusal(given), ErrorCode::Blocked);
        let left_of = |reactions: &[Reaction]| reactions.iter().map(|one| one.count).sum::<u32>();
        let kept = person.client.messages().unreact(said, "👍").await.unwrap();
        assert_eq!(left_of(&kept), left);
        let event = stream.chat_event("what was taken back").await;
        let ServerEvent::ReactionsChanged(change) = event else { panic!("{event:?}") };
        assert_eq!((change.user_id, left_of(&change.reactions)), (person.id(), left));
    }
}

async fn groups_go_on(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&alice, &[&bob]).await;
    block(&alice, &bob).await;
    let mut stream = alice.listen().await;
    let said = bob.say(group, "Hello all").await;
    assert_eq!(stream.message().await, said);
    bob.client.messages().edit(said.id, "Hello, all").await.unwrap();
    group_of(&bob, &[&alice]).await;
}

async fn two_blocks_are_taken_back_one_by_one(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    block(&alice, &bob).await;
    block(&bob, &alice).await;
    unblock(&alice, &bob).await;
    let sent = alice.client.messages().send(chat, "Hello?").await;
    assert_eq!(refusal(sent), ErrorCode::Blocked, "his block still stands");
    unblock(&bob, &alice).await;
    alice.say(chat, "Hello!").await;
}

async fn ones_own_blocks_are_listed_by_name(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("Bob").await;
    let carol = server.person("carol").await;
    let names = async |of: &Person| {
        let blocked = of.client.users().blocked().await.unwrap().into_iter();
        blocked.map(|user| user.username).collect::<Vec<_>>()
    };
    for person in [&carol, &bob, &carol] {
        block(&alice, person).await; // again changes nothing
    }
    assert_eq!(names(&alice).await, ["Bob", "carol"]);
    assert_eq!(names(&bob).await, [""; 0], "nobody is told of others' blocks");
    unblock(&alice, &carol).await;
    unblock(&alice, &carol).await;
    unblock(&bob, &alice).await; // not his to take back
    assert_eq!(names(&alice).await, ["Bob"]);
}

async fn who_cannot_be_blocked(server: TestServer) {
    let alice = server.person("alice").await;
    let users = alice.client.users();
    let Err(Error::Refused(refused)) = users.block(alice.id()).await else { panic!("blocked") };
    let bad = &refused.error.fields[0];
    assert_eq!((bad.field.as_str(), bad.code), ("id", FieldCode::Yourself));
    assert_eq!(bad.message, "cannot be yourself");
    assert_eq!(refusal(users.block(UserId::nil()).await), ErrorCode::UserNotFound);
    assert_eq!(refusal(users.unblock(UserId::nil()).await), ErrorCode::UserNotFound);
}
