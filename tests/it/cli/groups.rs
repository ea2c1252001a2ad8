//! Groups at the terminal: what one does shows on the others' screens.

use super::{Seat, seat};
use crate::support::{Backend, TestServer};

/// Awaits `prompt` where the next line is typed.
async fn prompts(seat: &Seat, prompt: &str) -> String {
    let fits = |screen: &str| {
        let last = screen.lines().rfind(|line| !line.trim().is_empty());
        last.is_some_and(|line| line.trim_end() == prompt)
    };
    seat.terminal.looks_like(&format!("the prompt {prompt:?}"), fits).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_removed_from_the_open_group_writes_there_no_more() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.terminal.line("/group new Trip bob");
    prompts(&alice, "Trip>").await;
    bob.terminal.shows("you are in the group Trip").await;
    bob.terminal.line("/open Trip");
    prompts(&bob, "Trip>").await;
    alice.terminal.line("/kick bob");
    alice.terminal.shows("alice removed bob").await;
    bob.terminal.shows("You are in it no more: Trip").await;
    prompts(&bob, ">").await;
    alice.terminal.line("/invite bob");
    bob.terminal.shows("alice added bob").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_name_and_leaving_change_the_prompt_and_nobody_typed_control_c() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.terminal.line("/group new Trip bob");
    prompts(&alice, "Trip>").await;
    bob.terminal.shows("you are in the group Trip").await;
    bob.terminal.line("/open Trip");
    prompts(&bob, "Trip>").await;
    alice.terminal.line("/rename Big Trip");
    let renamed = prompts(&alice, "Big Trip>").await;
    assert!(!renamed.contains("Ctrl-C"), "{renamed}");
    prompts(&bob, "Big Trip>").await;
    bob.terminal.line("/leave");
    bob.terminal.shows("You are in it no more: Big Trip").await;
    let left = prompts(&bob, ">").await;
    assert!(!left.contains("Ctrl-C"), "{left}");
    alice.terminal.shows("bob left").await;
    server.stop().await;
}
