//! What a message said before it was edited.

use crate::support::{TestServer, group_of, on_both_databases, private_chat, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::messages::{Metadata, UpdateMessage};

on_both_databases![
    who_reads_a_message_reads_its_earlier_versions,
    who_does_not_see_a_message_does_not_see_its_history,
    what_is_deleted_has_no_history,
    the_newest_hundred_versions_are_kept,
];

async fn who_reads_a_message_reads_its_earlier_versions(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "one").await;
    assert_eq!(bob.client.messages().history(sent.id).await.unwrap(), []);
    let metadata: Metadata = [("a".into(), 1.into())].into_iter().collect();
    let change = Some(metadata.clone());
    let request = UpdateMessage { message_id: sent.id, content: None, metadata: change };
    let second = alice.client.messages().edit_request(request).await.unwrap();
    let third = alice.client.messages().edit(sent.id, "three").await.unwrap();
    assert!(third.edited_at > second.edited_at, "edits in one millisecond keep their order");
    let history = bob.client.messages().history(sent.id).await.unwrap();
    let said: Vec<_> =
        history.iter().map(|old| (old.content.as_str(), &old.metadata, old.created_at)).collect();
    let edited_at = second.edited_at.unwrap();
    assert_eq!(said, [("one", &sent.metadata, sent.created_at), ("one", &metadata, edited_at)]);
}

async fn who_does_not_see_a_message_does_not_see_its_history(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&alice, &[&bob]).await;
    let sent = alice.say(group, "one").await;
    alice.client.messages().edit(sent.id, "two").await.unwrap();
    assert_eq!(bob.client.messages().history(sent.id).await.unwrap().len(), 1);
    bob.client.messages().delete_for_me(sent.id).await.unwrap();
    let refused = bob.client.messages().history(sent.id).await;
    assert_eq!(refusal(refused), ErrorCode::MessageNotFound);
    alice.client.groups().remove_participant(group, bob.id()).await.unwrap();
    let refused = bob.client.messages().history(sent.id).await;
    assert_eq!(refusal(refused), ErrorCode::MessageNotFound);
}

async fn what_is_deleted_has_no_history(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "secret").await;
    alice.client.messages().edit(sent.id, "nothing").await.unwrap();
    alice.client.messages().delete(sent.id).await.unwrap();
    assert_eq!(bob.client.messages().history(sent.id).await.unwrap(), []);
    assert_eq!(alice.client.messages().history(sent.id).await.unwrap(), []);
    assert_eq!(server.count("select count(*) from message_versions").await, 0);
}

async fn the_newest_hundred_versions_are_kept(server: TestServer) {
    let [alice, bob] = [server.person("alice").await, server.person("bob").await];
    let sent = alice.say(private_chat(&alice, &bob).await, "0").await;
    for n in 1..=102 {
        alice.client.messages().edit(sent.id, n.to_string()).await.unwrap();
    }
    let history = bob.client.messages().history(sent.id).await.unwrap();
    let said: Vec<_> = history.into_iter().map(|old| old.content).collect();
    assert_eq!(said, (2..=101).map(|n| n.to_string()).collect::<Vec<_>>());
}
