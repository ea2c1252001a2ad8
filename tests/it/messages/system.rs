//! Messages of the server's own: nobody's to change.

use crate::support::{TestServer, group_of, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::groups::UpdateGroup;
use whatschat_core::messages::ListMessages;

on_both_databases![nobody_changes_what_the_server_says];

async fn nobody_changes_what_the_server_says(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&alice, &[&bob]).await;
    let name = Some("Tea".to_owned());
    let request = UpdateGroup { id: group, name, description: None, avatar: None };
    alice.client.groups().update(request).await.unwrap();
    let page = bob.client.messages().list(ListMessages::newest(group)).await.unwrap();
    let told = &page.messages[0];
    assert!(told.system.is_some(), "{told:?}");

    let messages = alice.client.messages();
    for refused in [
        messages.edit(told.id, "Coffee").await.map(drop),
        messages.delete(told.id).await,
        messages.forward(told.id, group).await.map(drop),
        messages.react(told.id, "👍").await.map(drop),
        messages.pin(told.id).await.map(drop),
    ] {
        assert_eq!(refusal(refused), ErrorCode::Forbidden);
    }
    let after = bob.client.messages().list(ListMessages::newest(group)).await.unwrap();
    assert_eq!(after.messages, page.messages);
    bob.client.messages().reply(told, "Why not").await.unwrap();
}
