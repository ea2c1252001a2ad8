//! Who may have a file: who uploaded it, and who sees what uses it.

use super::{png, upload};
use crate::support::http::Answer;
use crate::support::{Person, TestServer, answer, group_of, on_both_databases, private_chat};
use whatschat_client::ErrorCode;
use whatschat_client::files::Upload;
use whatschat_core::id::FileId;

on_both_databases![
    a_stranger_cannot_tell_a_file_from_none,
    a_file_is_for_who_sees_the_message,
    a_file_goes_with_its_message,
    what_was_cleared_or_left_is_not_seen_any_more,
    who_came_later_does_not_see_it,
];

/// Everything that someone could ask for about a file.
async fn asked(server: &TestServer, person: &Person, id: FileId) -> Vec<Answer> {
    let mut answers = vec![];
    for path in [
        format!("/files/{id}"),
        format!("/files/{id}/a.png"),
        format!("/files/{id}/a.png?thumbnail=true"),
    ] {
        answers.push(answer(server.request("GET", &path).bearer_auth(person.token())).await);
    }
    answers
}

async fn sees(server: &TestServer, person: &Person, id: FileId) -> bool {
    let statuses: Vec<_> =
        asked(server, person, id).await.iter().map(|answer| answer.status).collect();
    assert!(statuses == [200; 3] || statuses == [404; 3], "{statuses:?}");
    statuses == [200; 3]
}

async fn a_stranger_cannot_tell_a_file_from_none(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mallory = server.person("mallory").await;
    let chat = private_chat(&alice, &bob).await;
    let file = upload(&alice, "a.png", png(9, 9)).await;
    alice
        .client
        .messages()
        .send_request(alice.client.messages().file_draft(chat, &file))
        .await
        .unwrap();
    let theirs = asked(&server, &mallory, file.id).await;
    let nobodys = asked(&server, &mallory, FileId::nil()).await;
    for (one, other) in theirs.iter().zip(&nobodys) {
        assert_eq!(one.code(), ErrorCode::FileNotFound);
        assert_eq!(one.bytes(), other.bytes());
    }
    assert!(sees(&server, &alice, file.id).await && sees(&server, &bob, file.id).await);
}

async fn a_file_is_for_who_sees_the_message(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let (chat, other) = (private_chat(&alice, &bob).await, private_chat(&bob, &carol).await);
    let file = upload(&alice, "a.png", png(9, 9)).await;
    assert!(!sees(&server, &bob, file.id).await, "before it is sent");
    let draft = alice.client.messages().file_draft(chat, &file);
    alice.client.messages().send_request(draft.clone()).await.unwrap();
    assert!(sees(&server, &bob, file.id).await);
    assert!(!sees(&server, &carol, file.id).await);
    // Whoever sees it may pass it on.
    let (messages, passed) =
        (bob.client.messages(), bob.client.messages().file_draft(other, &file));
    messages.send_request(passed).await.unwrap();
    assert!(sees(&server, &carol, file.id).await);
}

async fn a_file_goes_with_its_message(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let picture = Upload::bytes("a.png", png(9, 9));
    let message = alice.client.messages().send_file(chat, picture).await.unwrap();
    let file = message.metadata["fileId"].as_str().unwrap().parse().unwrap();
    assert!(sees(&server, &bob, file).await);
    alice.client.messages().delete(message.id).await.unwrap();
    assert!(!sees(&server, &bob, file).await);
    assert!(sees(&server, &alice, file).await, "it is still hers, until it is swept");
}

async fn what_was_cleared_or_left_is_not_seen_any_more(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let chat = group_of(&alice, &[&bob, &carol]).await;
    let picture = Upload::bytes("a.png", png(9, 9));
    let message = alice.client.messages().send_file(chat, picture).await.unwrap();
    let file = message.metadata["fileId"].as_str().unwrap().parse().unwrap();
    bob.client.chats().delete(chat).await.unwrap();
    assert!(!sees(&server, &bob, file).await, "he has cleared the chat");
    assert!(sees(&server, &carol, file).await);
    alice.client.groups().remove_participant(chat, carol.id()).await.unwrap();
    assert!(!sees(&server, &carol, file).await, "she is not in the chat any more");
}

async fn who_came_later_does_not_see_it(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let chat = group_of(&alice, &[&carol]).await;
    let picture = Upload::bytes("a.png", png(9, 9));
    let message = alice.client.messages().send_file(chat, picture).await.unwrap();
    let file = message.metadata["fileId"].as_str().unwrap().parse().unwrap();
    alice.client.groups().add_participants(chat, [bob.id()]).await.unwrap();
    assert!(!sees(&server, &bob, file).await);
}
