//! Edits and deletions: who may, and what the others see of it.

use crate::support::{TestServer, group_of, on_both_databases, private_chat, refusal};
use whatschat_client::{ErrorCode, ServerEvent};
use whatschat_core::messages::{ListMessages, UpdateMessage};

on_both_databases![
    an_edit_comes_on_the_others_stream,
    a_deletion_comes_on_the_others_stream_and_leaves_a_tombstone,
    the_metadata_changes_by_itself,
    nobody_edits_what_someone_else_wrote,
    a_groups_admin_deletes_what_others_wrote,
    what_is_deleted_cannot_be_edited,
];

async fn an_edit_comes_on_the_others_stream(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "Helo").await;
    let mut stream = bob.listen().await;
    server.clock().advance_ms(1000);
    let edited = alice.client.messages().edit(sent.id, "Hello").await.unwrap();
    assert_eq!(stream.chat_event("an edit").await, ServerEvent::MessageUpdated(edited.clone()));
    assert_eq!((edited.content.as_str(), edited.seq), ("Hello", sent.seq));
    assert!(edited.edited_at == Some(edited.updated_at) && edited.updated_at > sent.updated_at);
    assert_eq!(edited.created_at, sent.created_at);
    let read = bob.client.messages().list(ListMessages::newest(chat)).await.unwrap();
    assert_eq!(read.messages, [edited]);
}

async fn a_deletion_comes_on_the_others_stream_and_leaves_a_tombstone(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "secret").await;
    let mut stream = bob.listen().await;
    alice.client.messages().delete(sent.id).await.unwrap();
    let ServerEvent::MessageDeleted(tombstone) = stream.chat_event("a deletion").await else {
        panic!("something else came");
    };
    assert_eq!((tombstone.id, tombstone.seq), (sent.id, sent.seq));
    assert!(tombstone.content.is_empty() && tombstone.metadata.is_empty());
    assert!(tombstone.deleted_at.is_some());
    let read = bob.client.messages().list(ListMessages::newest(chat)).await.unwrap();
    assert_eq!(read.messages, [tombstone]);
    alice.client.messages().delete(sent.id).await.unwrap(); // no error, and no second event
    stream.nothing_but_a_marker(&alice, chat).await;
}

async fn the_metadata_changes_by_itself(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "Hello").await;
    let metadata = Some([("色".into(), "红".into())].into_iter().collect());
    let request = UpdateMessage { message_id: sent.id, content: None, metadata: metadata.clone() };
    let edited = alice.client.messages().edit_request(request).await.unwrap();
    assert_eq!((edited.content.as_str(), Some(edited.metadata)), ("Hello", metadata));
}

async fn nobody_edits_what_someone_else_wrote(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let chat = group_of(&bob, &[&alice]).await;
    let mut stream = alice.listen().await;
    let sent = alice.say(chat, "mine").await;
    assert_eq!(stream.message().await, sent);
    let by_admin = bob.client.messages().edit(sent.id, "yours").await;
    assert_eq!(refusal(by_admin), ErrorCode::Forbidden);
    let by_stranger = carol.client.messages().edit(sent.id, "yours").await;
    assert_eq!(refusal(by_stranger), ErrorCode::MessageNotFound);
    stream.nothing_but_a_marker(&bob, chat).await;
}

async fn a_groups_admin_deletes_what_others_wrote(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let group = group_of(&alice, &[&bob]).await;
    let (hers, his) = (alice.say(group, "hers").await, bob.say(group, "his").await);
    let mut stream = bob.listen().await;
    assert_eq!(refusal(bob.client.messages().delete(hers.id).await), ErrorCode::Forbidden);
    let by_stranger = carol.client.messages().delete(his.id).await;
    assert_eq!(refusal(by_stranger), ErrorCode::MessageNotFound);
    alice.client.messages().delete(his.id).await.unwrap();
    let event = stream.chat_event("a deletion").await;
    assert!(matches!(&event, ServerEvent::MessageDeleted(gone) if gone.id == his.id), "{event:?}");

    let private = private_chat(&alice, &bob).await;
    let his = bob.say(private, "his").await;
    assert_eq!(refusal(alice.client.messages().delete(his.id).await), ErrorCode::Forbidden);
}

async fn what_is_deleted_cannot_be_edited(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "gone").await;
    alice.client.messages().delete(sent.id).await.unwrap();
    let edited = alice.client.messages().edit(sent.id, "back").await;
    assert_eq!(refusal(edited), ErrorCode::MessageDeleted);
}
