//! Groups: who is in them, what they may do, and what the others are told of it.

mod details;
mod ending;
mod leaving;
mod members;
mod races;
mod roles;

use crate::support::people::Listener;
use crate::support::{Person, TestServer};
use whatschat_core::id::ChatId;
use whatschat_core::messages::SystemEvent;

/// Three people in a group of alice's.
async fn three(server: &TestServer) -> (Person, Person, Person, ChatId) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let group = crate::support::group_of(&alice, &[&bob, &carol]).await;
    (alice, bob, carol, group)
}

/// What the next message, one of the server's own, tells.
async fn told(stream: &mut Listener) -> SystemEvent {
    let message = stream.message().await;
    message.system.unwrap_or_else(|| {
        panic!("awaited what happened in the group, and somebody said {:?}", message.content)
    })
}
