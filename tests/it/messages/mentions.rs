//! Whom a message mentions.

use crate::support::{TestServer, group_of, on_both_databases};
use whatschat_client::Error;
use whatschat_core::error::FieldCode;
use whatschat_core::messages::{ListMessages, SendMessage};

on_both_databases![
    members_are_mentioned_each_once,
    only_members_can_be_mentioned,
    what_is_deleted_mentions_nobody,
];

async fn members_are_mentioned_each_once(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&alice, &[&bob]).await;
    let mut stream = bob.listen().await;
    let draft = alice.client.messages().draft(group, "@bob and I");
    let mentions = vec![bob.id(), alice.id(), bob.id()];
    let sent =
        alice.client.messages().send_request(SendMessage { mentions, ..draft }).await.unwrap();
    assert_eq!(sent.mentions, [bob.id(), alice.id()]);
    assert_eq!(server.count("select count(*) from mentions").await, 1, "hers counts for nothing");
    assert_eq!(stream.message().await, sent);
    let read = bob.client.messages().list(ListMessages::newest(group)).await.unwrap();
    assert_eq!(read.messages.first(), Some(&sent));
}

async fn only_members_can_be_mentioned(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let group = group_of(&alice, &[&bob]).await;
    let mut stream = bob.listen().await;
    for stranger in [carol.id(), uuid::Uuid::nil().into()] {
        let draft = alice.client.messages().draft(group, "@carol");
        let mentions = vec![bob.id(), stranger];
        let refused = alice.client.messages().send_request(SendMessage { mentions, ..draft }).await;
        let Err(Error::Refused(refused)) = refused else { panic!("{refused:?}") };
        let fields = refused.error.fields.iter().map(|bad| (bad.field.as_str(), bad.code));
        assert_eq!(fields.collect::<Vec<_>>(), [("mentions[1]", FieldCode::NotInChat)]);
    }
    stream.nothing_but_a_marker(&alice, group).await;
}

async fn what_is_deleted_mentions_nobody(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&alice, &[&bob]).await;
    let draft = alice.client.messages().draft(group, "@bob");
    let draft = SendMessage { mentions: vec![bob.id()], ..draft };
    let sent = alice.client.messages().send_request(draft).await.unwrap();
    assert_eq!(server.count("select count(*) from mentions").await, 1);
    alice.client.messages().delete(sent.id).await.unwrap();
    assert_eq!(server.count("select count(*) from mentions").await, 0);
    let read = bob.client.messages().list(ListMessages::newest(group)).await.unwrap();
    assert_eq!((read.messages[0].id, read.messages[0].mentions.len()), (sent.id, 0));
}
