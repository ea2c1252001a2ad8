//! Whose a store is, who may open it, and what is in it after a gap.

use super::device::Device;
use super::shown::{Shown, messages, texts};
use super::wiretap::Wiretap;
use crate::support::people::PASSWORD;
use crate::support::{Backend, TestServer, on_both_databases, private_chat, within};
use whatschat_client::store::Store;
use whatschat_client::{Client, Error, Event, EventStream, StoreError, StoreErrorKind};

on_both_databases![
    a_store_knows_the_chats_without_a_network,
    after_a_gap_what_a_store_shows_is_read_again,
    after_an_event_of_a_newer_form_what_a_store_shows_is_read_again,
    who_hears_of_an_attachments_end_can_attach_a_store_again,
];

fn why<T: std::fmt::Debug>(refused: Result<T, Error>) -> StoreError {
    match refused.unwrap_err() {
        Error::Store(why) => why,
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_belongs_to_one_user_and_is_open_once() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = Device::of(&server, &server.person("alice").await).await;
    let bob = server.person("bob").await;
    let program = alice.start().await;
    let twice = why(Store::open(alice.file()).await);
    assert_eq!(twice.kind(), StoreErrorKind::InUse);
    assert!(twice.to_string().ends_with("it is open already, here or elsewhere"), "{twice}");
    let other = Store::in_memory().await.unwrap();
    let again = alice.client.attach(other.clone()).await;
    assert!(matches!(again, Err(Error::Setup(_))), "one store is attached already");
    let second = Client::builder(alice.network.url()).build().unwrap();
    second.auth().login("alice@example.com", PASSWORD).await.unwrap();
    let twice = second.attach(program.store.clone()).await;
    assert_eq!(why(twice).kind(), StoreErrorKind::InUse, "another client keeps it");
    program.kill().await;

    let store = Store::open(alice.file()).await.unwrap();
    assert_eq!(store.user_id().await.unwrap(), alice.client.user_id());
    let refused = why(bob.client.attach(store).await);
    assert_eq!(refused.kind(), StoreErrorKind::NotYours);
    let owner = alice.client.user_id().unwrap().to_string();
    assert!(refused.to_string().contains(&owner), "{refused}");
    assert!(matches!(server.client().attach(other).await, Err(Error::NotLoggedIn)));
    server.stop().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_store_is_for_its_owners_eyes_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path().join("alice.db")).await.unwrap();
    let mut files = 0;
    for file in folder.path().read_dir().unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", file.path());
        files += 1;
    }
    assert!(files > 1, "the log of the database holds messages, too");
    store.close().await;
    let nowhere = Store::open(folder.path().join("no/such/folder.db")).await;
    assert!(why(nowhere).to_string().contains("folder.db"));
}

async fn a_store_knows_the_chats_without_a_network(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &bob).await;
    let program = phone.start().await.begun().await;
    let said = alice.say(chat, "Hello").await;
    let has_come = async || !program.store.messages(chat, None, 9).await.unwrap().is_empty();
    program.until("the message", has_come).await;
    program.kill().await;
    phone.go_away();
    let program = phone.start().await;
    let chats = program.store.chats().await.unwrap();
    assert_eq!(chats[0].last_message.as_ref(), Some(&said));
    assert_eq!(chats[0].unread_count, 1);
    let mut shown = Shown::new(program.client.chats().open(chat).unwrap().timeline(20));
    shown.until("the message", |items| texts(items) == ["Hello"]).await;
    program.kill().await;
}

async fn after_a_gap_what_a_store_shows_is_read_again(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &bob).await;
    let program = phone.start().await.begun().await;
    let mut said = vec![];
    for n in 0..30 {
        said.push(alice.say(chat, &n.to_string()).await);
    }
    program
        .until("30 messages", async || {
            program.store.messages(chat, None, 99).await.unwrap().len() == 30
        })
        .await;
    program.kill().await;
    for n in 30..60 {
        said.push(alice.say(chat, &n.to_string()).await);
    }
    alice.client.messages().edit(said[5].id, "five").await.unwrap();
    alice.client.messages().edit(said[55].id, "fifty-five").await.unwrap();
    // The server's data come from a backup, for all that a client can tell.
    server.run("update log_head set epoch = epoch + 1").await;
    server.restart().await;

    phone.go_away();
    let program = phone.start().await;
    let mut shown = Shown::new(program.client.chats().open(chat).unwrap().timeline(10));
    let stale: Vec<_> = (20..30).map(|n| n.to_string()).collect();
    shown.until("what is stored", |items| texts(items) == stale).await;
    phone.come_back();
    shown
        .until("the newest", |items| {
            messages(items).last().is_some_and(|last| last.content == "59")
                && texts(items).contains(&"fifty-five".to_owned())
        })
        .await;
    shown.page_back_to_the_start().await;
    shown.until("all of them", |items| messages(items).len() == 60).await;
    let history = bob.client.messages().latest(chat, 60).await.unwrap();
    assert_eq!(messages(&shown.items), history);
    program.kill().await;
}

/// The next event that such a question is answered with yes for.
async fn next(events: &mut EventStream, is_it: impl Fn(&Event) -> bool) -> Event {
    within("the event", async {
        loop {
            let event = events.next().await.expect("the stream goes on");
            if is_it(&event) {
                return event;
            }
        }
    })
    .await
}

/// Tells of changed messages in a form that today's clients cannot read.
fn in_a_newer_form(piece: &mut [u8]) {
    let (today, tomorrow) = (b"\"senderId\"", b"\"authorId\"");
    if piece.windows(17).any(|words| words == b"\"message_updated\"") {
        for at in 0..piece.len().saturating_sub(today.len()) {
            if piece[at..].starts_with(today) {
                piece[at..at + today.len()].copy_from_slice(tomorrow);
            }
        }
    }
}

async fn after_an_event_of_a_newer_form_what_a_store_shows_is_read_again(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let said = alice.say(chat, "one").await;
    let wire = Wiretap::forging(server.config().listen, in_a_newer_form).await;
    let client = Client::builder(wire.url()).build().unwrap();
    client.auth().login(&bob.account.email, PASSWORD).await.unwrap();
    let mut events = client.attach(Store::in_memory().await.unwrap()).await.unwrap();
    next(&mut events, |event| matches!(event, Event::Synced)).await;
    let mut shown = Shown::new(client.chats().open(chat).unwrap().timeline(9));
    shown.until("the message", |items| texts(items) == ["one"]).await;
    alice.client.messages().edit(said.id, "two").await.unwrap();
    next(&mut events, |event| matches!(event, Event::Unreadable { .. })).await;
    shown.until("the edit", |items| texts(items) == ["two"]).await;
    alice.say(chat, "three").await;
    shown.until("the next message", |items| texts(items) == ["two", "three"]).await;
}

async fn who_hears_of_an_attachments_end_can_attach_a_store_again(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let client = server.client();
    client.auth().login(&bob.account.email, PASSWORD).await.unwrap();
    let store = Store::in_memory().await.unwrap();
    let mut events = client.attach(store.clone()).await.unwrap();
    next(&mut events, |event| matches!(event, Event::Synced)).await;
    store.close().await;
    alice.say(chat, "This cannot be stored.").await;
    next(&mut events, |event| matches!(event, Event::StoreFailed(_))).await;
    let mut events = client.attach(Store::in_memory().await.unwrap()).await.unwrap();
    next(&mut events, |event| matches!(event, Event::Synced)).await;
    client.forget_tokens();
    next(&mut events, |event| matches!(event, Event::LoggedOut(_))).await;
    assert!(client.outbox().is_err(), "it is detached");
}
