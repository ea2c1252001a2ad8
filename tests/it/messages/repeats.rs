//! Sends that are repeated: one `clientMessageId`, one message.

use crate::support::{
    Person, TestServer, answer, at_once, group_of, on_both_databases, private_chat, refusal,
};
use whatschat_client::ErrorCode;
use whatschat_core::messages::SendMessage;

on_both_databases![
    racing_doubles_become_one_message,
    a_repeat_gives_the_first_message_back,
    the_same_id_with_other_content_is_refused,
    a_repeat_is_known_after_an_edit_and_after_a_deletion,
    after_an_edit_other_content_is_refused_all_the_same,
    ids_belong_to_their_senders,
    who_is_not_in_the_chat_any_more_learns_nothing_by_a_repeat,
];

async fn racing_doubles_become_one_message(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    let draft = alice.client.messages().draft(chat, "once");
    let answers = at_once(50, |_| {
        let request = server.request("POST", "/messages").bearer_auth(alice.token()).json(&draft);
        answer(request)
    });
    let answers = answers.await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    let found = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((created, found), (1, 49));
    for answer in &answers {
        assert_eq!(answer.body["data"], answers[0].body["data"]);
    }
    assert_eq!(stream.message().await.client_message_id, draft.client_message_id);
    stream.nothing_but_a_marker(&alice, chat).await;
}

async fn a_repeat_gives_the_first_message_back(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    let draft = alice.client.messages().draft(chat, "once");
    let first = send(&alice, &draft).await;
    server.clock().advance_ms(1000);
    assert_eq!(send(&alice, &draft).await, first);
    assert_eq!(stream.message().await, first);
    stream.nothing_but_a_marker(&alice, chat).await;
}

async fn the_same_id_with_other_content_is_refused(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let chat = private_chat(&alice, &bob).await;
    let draft = alice.client.messages().draft(chat, "once");
    send(&alice, &draft).await;
    let other = private_chat(&alice, &carol).await;
    for other in [
        SendMessage { content: "twice".into(), ..draft.clone() },
        SendMessage { chat_id: other, ..draft.clone() },
        SendMessage { metadata: Some([("a".into(), 1.into())].into_iter().collect()), ..draft },
    ] {
        let refused = alice.client.messages().send_request(other).await;
        assert_eq!(refusal(refused), ErrorCode::ClientMessageIdUsed);
    }
}

async fn a_repeat_is_known_after_an_edit_and_after_a_deletion(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let draft = alice.client.messages().draft(chat, "once");
    let id = send(&alice, &draft).await.id;
    let edited = alice.client.messages().edit(id, "edited").await.unwrap();
    assert_eq!(send(&alice, &draft).await, edited);
    alice.client.messages().delete(id).await.unwrap();
    let tombstone = send(&alice, &draft).await;
    assert_eq!((tombstone.id, tombstone.content.as_str()), (id, ""));
    assert!(tombstone.deleted_at.is_some());
}

async fn after_an_edit_other_content_is_refused_all_the_same(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let draft = alice.client.messages().draft(chat, "once");
    let first = send(&alice, &draft).await;
    alice.client.messages().edit(first.id, "edited").await.unwrap();
    for content in ["edited", "entirely other"] {
        let other = SendMessage { content: content.into(), ..draft.clone() };
        let refused = refusal(alice.client.messages().send_request(other).await);
        assert_eq!(refused, ErrorCode::ClientMessageIdUsed, "{content}");
    }
}

async fn ids_belong_to_their_senders(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let draft = alice.client.messages().draft(chat, "mine");
    let hers = send(&alice, &draft).await;
    let his = send(&bob, &SendMessage { content: "his".into(), ..draft }).await;
    assert_ne!(his.id, hers.id);
    assert_eq!((his.content.as_str(), his.seq), ("his", 2));
}

async fn send(by: &Person, draft: &SendMessage) -> whatschat_core::messages::Message {
    by.client.messages().send_request(draft.clone()).await.unwrap()
}

async fn who_is_not_in_the_chat_any_more_learns_nothing_by_a_repeat(server: TestServer) {
    let [alice, bob] = [server.person("alice").await, server.person("bob").await];
    let group = group_of(&alice, &[&bob]).await;
    let question = alice.say(group, "Tea?").await;
    let draft = bob.client.messages().draft(group, "Yes");
    let draft = SendMessage { reply_to: Some(question.id), ..draft };
    let first = send(&bob, &draft).await;
    alice.client.groups().remove_participant(group, bob.id()).await.unwrap();
    alice.client.messages().edit(question.id, "Tea for two, without bob?").await.unwrap();
    alice.client.messages().react(first.id, "👎").await.unwrap();
    alice.client.messages().pin(first.id).await.unwrap();
    for joins_again in [true, false] {
        let repeated = send(&bob, &draft).await;
        assert_eq!((repeated.id, repeated.content.as_str()), (first.id, "Yes"));
        assert_eq!(repeated.reply_to.unwrap().content, "");
        assert_eq!((repeated.reactions, repeated.pinned_at), (vec![], None));
        if joins_again {
            alice.client.groups().add_participants(group, [bob.id()]).await.unwrap();
        }
    }
}
