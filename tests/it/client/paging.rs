//! Reading a timeline back.

use super::device::Device;
use super::shown::texts;
use crate::support::{TestServer, on_both_databases, private_chat};

on_both_databases![
    a_timeline_that_nobody_has_read_is_paged_back,
    a_chat_without_messages_has_no_older_ones
];

async fn a_timeline_that_nobody_has_read_is_paged_back(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for n in 1..=9 {
        alice.say(chat, &n.to_string()).await;
    }
    let phone = Device::of(&server, &bob).await;
    let program = phone.start().await.begun().await;
    let mut timeline = program.client.chats().open(chat).unwrap().timeline(3);
    assert!(timeline.has_older().await.unwrap());
    assert!(timeline.older(3).await.unwrap());
    assert_eq!(texts(timeline.catch_up().await.unwrap()), ["4", "5", "6", "7", "8", "9"]);
    assert!(!timeline.older(3).await.unwrap());
    assert_eq!(timeline.catch_up().await.unwrap().len(), 9);
    program.kill().await;
}

async fn a_chat_without_messages_has_no_older_ones(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = Device::of(&server, &bob).await;
    let program = phone.start().await.begun().await;
    let mut timeline = program.client.chats().open(chat).unwrap().timeline(3);
    assert!(!timeline.older(3).await.unwrap());
    assert!(!timeline.has_older().await.unwrap());
    program.kill().await;
}
