//! Messages that are sent on into other chats.

use crate::support::{TestServer, answer, group_of, on_both_databases, private_chat, refusal};
use serde_json::json;
use whatschat_client::ErrorCode;
use whatschat_core::messages::SendMessage;

on_both_databases![
    a_forward_says_the_same_and_who_said_it_first,
    only_what_one_sees_is_forwarded_and_only_where_one_is,
    a_repeated_forward_is_one_message,
];

async fn a_forward_says_the_same_and_who_said_it_first(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let (from, to) = (private_chat(&alice, &bob).await, private_chat(&bob, &carol).await);
    let metadata = Some([("fileId".into(), "a file".into())].into_iter().collect());
    let question = alice.say(from, "News?").await;
    let draft = SendMessage {
        metadata: metadata.clone(),
        reply_to: Some(question.id),
        mentions: vec![bob.id()],
        ..alice.client.messages().draft(from, "News!")
    };
    let original = alice.client.messages().send_request(draft).await.unwrap();
    let mut stream = carol.listen().await;
    let forwarded = bob.client.messages().forward(original.id, to).await.unwrap();
    assert_eq!(stream.message().await, forwarded);
    assert_eq!((forwarded.content.as_str(), forwarded.sender_id), ("News!", bob.id()));
    assert_eq!((Some(forwarded.metadata), forwarded.chat_id), (metadata, to));
    assert_eq!(forwarded.forwarded_from, Some(alice.id()));
    assert_eq!((forwarded.reply_to, forwarded.mentions), (None, vec![]), "these stay behind");

    let third = group_of(&carol, &[&alice]).await;
    let again = carol.client.messages().forward(forwarded.id, third).await.unwrap();
    assert_eq!(again.forwarded_from, Some(alice.id()), "not who forwarded it first");
}

async fn only_what_one_sees_is_forwarded_and_only_where_one_is(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mallory = server.person("mallory").await;
    let chat = private_chat(&alice, &bob).await;
    let hers = group_of(&mallory, &[&server.person("carol").await]).await;
    let secret = alice.say(chat, "secret").await;
    for id in [secret.id, uuid::Uuid::nil().into()] {
        let refused = mallory.client.messages().forward(id, hers).await;
        assert_eq!(refusal(refused), ErrorCode::MessageNotFound);
    }
    let refused = bob.client.messages().forward(secret.id, hers).await;
    assert_eq!(refusal(refused), ErrorCode::ChatNotFound);
    bob.client.messages().delete_for_me(secret.id).await.unwrap();
    let refused = bob.client.messages().forward(secret.id, chat).await;
    assert_eq!(refusal(refused), ErrorCode::MessageNotFound, "he has hidden it");
    alice.client.messages().delete(secret.id).await.unwrap();
    let refused = alice.client.messages().forward(secret.id, chat).await;
    assert_eq!(refusal(refused), ErrorCode::MessageDeleted);
}

async fn a_repeated_forward_is_one_message(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let (one, other) = (alice.say(chat, "one").await, alice.say(chat, "other").await);
    let id = uuid::Uuid::from_u128(7);
    let forward = async |message: &whatschat_core::messages::Message| {
        let path = format!("/messages/{}/forward", message.id);
        let request = server.request("POST", &path).bearer_auth(bob.token());
        answer(request.json(&json!({"chatId": chat, "clientMessageId": id}))).await
    };
    let mut stream = alice.listen().await;
    let (first, again) = (forward(&one).await, forward(&one).await);
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(first.body["data"], again.body["data"]);
    assert_eq!(forward(&other).await.code(), ErrorCode::ClientMessageIdUsed);
    alice.client.messages().delete(one.id).await.unwrap();
    assert_eq!(forward(&one).await.body["data"], first.body["data"], "it was forwarded before");
    assert_eq!(stream.message().await.content, "one");
    stream.chat_event("the deletion").await;
    stream.nothing_but_a_marker(&alice, chat).await;
}
