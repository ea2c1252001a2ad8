//! Outboxes that are used again: over another attachment, with another draft, with the same one.

use super::device::{Device, Program};
use crate::support::people::PASSWORD;
use crate::support::{TestServer, on_both_databases, private_chat, within};
use whatschat_client::outbox::{Outbox, SendState};
use whatschat_client::store::Store;
use whatschat_client::{Client, Error, Event, EventStream, StoreErrorKind};
use whatschat_core::id::{ClientMessageId, MessageId, UserId};
use whatschat_core::messages::SendMessage;

on_both_databases![
    an_outbox_sends_over_a_later_attachment_too,
    what_is_refused_for_what_it_names_is_sent_without_that,
    what_is_queued_twice_is_sent_once,
];

/// Attaches a store, and waits until nothing is left to do.
async fn attached(client: &Client, store: &Store) -> EventStream {
    let mut events = client.attach(store.clone()).await.unwrap();
    let is_synced = |event: Option<Event>| matches!(event.unwrap(), Event::Synced);
    within("the end of what was missed", async { while !is_synced(events.next().await) {} }).await;
    events
}

async fn an_outbox_sends_over_a_later_attachment_too(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let client = server.client();
    client.auth().login(&alice.account.email, PASSWORD).await.unwrap();
    let store = Store::in_memory().await.unwrap();
    let events = attached(&client, &store).await;
    let outbox = client.outbox().unwrap();
    drop(events);
    within("the end of the attachment", client.detached()).await;
    let _events = attached(&client, &store).await;
    outbox.send(chat, "still here").await.unwrap();
    is_sent(&outbox, &store).await;
}

async fn is_sent(outbox: &Outbox, store: &Store) {
    let mut changes = store.changes();
    within("an empty outbox", async {
        while !outbox.list(None).await.unwrap().is_empty() {
            changes.changed().await.unwrap();
        }
    })
    .await;
}

async fn is_refused(program: &Program) {
    let has_failed = async || {
        let all = program.outbox().list(None).await.unwrap();
        matches!(all[0].state, SendState::Failed { can_retry: false, .. })
    };
    program.until("the refusal", has_failed).await;
}

async fn what_is_refused_for_what_it_names_is_sent_without_that(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &alice).await;
    let program = phone.start().await;
    let outbox = program.outbox();
    let (nobody, nothing) = (vec![UserId(uuid::Uuid::max())], Some(MessageId(uuid::Uuid::max())));
    let draft = SendMessage::text(chat, "hello");
    let stale = [
        SendMessage { mentions: nobody, ..draft.clone() },
        SendMessage { reply_to: nothing, ..draft.clone() },
    ];
    for (n, stale) in stale.into_iter().enumerate() {
        let id = outbox.send_draft(stale).await.unwrap();
        is_refused(&program).await;
        assert!(outbox.edit_draft(id, draft.clone()).await.unwrap());
        program.sent_all().await;
        let said = bob.client.messages().latest(chat, 9).await.unwrap();
        assert_eq!(said.len(), n + 1);
        assert_eq!(said[n].client_message_id, Some(id), "its id stays");
    }
    program.kill().await;
}

async fn what_is_queued_twice_is_sent_once(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &alice).await;
    phone.go_away();
    let program = phone.start().await;
    let id = ClientMessageId::fresh();
    let draft = SendMessage { client_message_id: Some(id), ..SendMessage::text(chat, "once") };
    for _ in 0..2 {
        assert_eq!(program.outbox().send_draft(draft.clone()).await.unwrap(), id);
    }
    let other = SendMessage { content: "other words".into(), ..draft };
    let refused = program.outbox().send_draft(other).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Store(why) if why.kind() == StoreErrorKind::IdTaken),
        "{refused}"
    );
    phone.come_back();
    program.sent_all().await;
    assert_eq!(bob.client.messages().latest(chat, 9).await.unwrap().len(), 1);
    program.kill().await;
}
