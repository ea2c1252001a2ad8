//! A call leaves one message in its chat, which changes as the call does.

use super::{Two, audio, audio_in};
use crate::support::{TestServer, group_of, on_both_databases, private_chat, refusal};
use serde_json::json;
use whatschat_client::{ErrorCode, ServerEvent};
use whatschat_core::calls::CallStatus;
use whatschat_core::messages::{Happening, ListMessages, Message, MessageType};

on_both_databases![
    the_message_tells_what_became_of_the_call,
    a_private_chat_is_found,
    a_missed_call_is_found_in_the_chat,
    nobody_edits_or_deletes_it,
];

fn status(message: &Message) -> &str {
    message.metadata["status"].as_str().unwrap()
}

async fn the_message_tells_what_became_of_the_call(server: TestServer) {
    let mut two = Two::of(&server).await;
    let group = group_of(&two.alice, &[&two.bob]).await;
    let call = two.alice.client.calls().start(audio_in(group, &[&two.bob])).await.unwrap();
    let message = two.bobs.message().await;
    assert_eq!((message.r#type, message.sender_id), (MessageType::System, two.alice.id()));
    let system = message.system.clone().unwrap();
    assert_eq!((system.event, system.call_id), (Happening::Call, Some(call.id)));
    assert_eq!(message.metadata["type"], json!("audio"));
    assert_eq!(status(&message), "initiating");
    two.bobs.incoming().await;

    two.bob.client.calls().answer(call.id).await.unwrap();
    server.clock().advance_ms(3_000);
    two.alice.client.calls().end(call.id).await.unwrap();
    for expected in ["ongoing", "completed"] {
        match two.bobs.chat_event("the change of the message").await {
            ServerEvent::MessageUpdated(changed) => {
                assert_eq!((changed.id, changed.seq), (message.id, message.seq));
                assert_eq!((status(&changed), changed.edited_at), (expected, None));
            }
            other => panic!("awaited a change of the message, and there came {other:?}"),
        }
        two.bobs.call_update().await;
    }
    let kept = two.bob.client.messages().list(ListMessages::newest(group)).await.unwrap();
    let calls: Vec<_> = kept
        .messages
        .iter()
        .filter(|message| {
            message.system.as_ref().is_some_and(|system| system.event == Happening::Call)
        })
        .collect();
    assert_eq!(calls.len(), 1);
    assert!(calls[0].metadata["duration"].as_u64().unwrap() >= 3);
}

async fn a_private_chat_is_found(server: TestServer) {
    let two = Two::of(&server).await;
    let chat = private_chat(&two.bob, &two.alice).await;
    let call = two.alice.client.calls().start(audio(&[&two.bob])).await.unwrap();
    assert_eq!(call.chat_id, Some(chat));
}

async fn a_missed_call_is_found_in_the_chat(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let start = alice.client.calls().start(audio(&[&bob])).await;
    assert_eq!(refusal(start), ErrorCode::ParticipantsOffline);
    let list = bob.client.chats().list().await.unwrap();
    assert_eq!((list[0].id, list[0].unread_count), (chat, 1));
    assert_eq!(status(list[0].last_message.as_ref().unwrap()), "missed");
}

async fn nobody_edits_or_deletes_it(server: TestServer) {
    let mut two = Two::of(&server).await;
    private_chat(&two.alice, &two.bob).await;
    let call = two.alice.client.calls().start(audio(&[&two.bob])).await.unwrap();
    let message = two.bobs.message().await.id;
    let messages = two.alice.client.messages();
    assert_eq!(refusal(messages.edit(message, "I never called").await), ErrorCode::Forbidden);
    assert_eq!(refusal(messages.delete(message).await), ErrorCode::Forbidden);
    assert_eq!(two.now(&call).await.status, CallStatus::Initiating);
}
