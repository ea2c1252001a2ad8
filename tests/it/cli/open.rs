//! Chats are opened, or are not.

use super::{face_to_face, seat};
use crate::support::cli::Cli;
use crate::support::{Backend, LIMIT, TestServer, eventually};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_that_fails_leaves_the_chat_open_and_gets_nothing_that_was_typed_ahead() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    bob.terminal.lines(&["/open nobody_at_all", "not for alice"]);
    bob.sees("There is no chat and no person called nobody_at_all. /users finds people.").await;
    bob.sees("— still in alice —").await;
    bob.sees("not sent, and not kept: not for alice").await;
    bob.prompts("alice>").await;
    for attempt in 0.. {
        bob.terminal.press("C-l"); // so that no earlier answer is left on the screen
        bob.looks("an empty screen", |screen| !screen.contains("brings")).await;
        bob.types("for alice");
        let is_answered = |screen: &str| screen.contains("#1") || screen.contains("brings");
        if bob.looks("an answer", is_answered).await.contains("#1") {
            break;
        }
        assert!(attempt < 100, "what comes later is sent");
    }
    let screen = alice.sees("bob: for alice #1").await;
    assert!(!screen.contains("not for alice") && !screen.contains("nor this"), "{screen}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_was_begun_before_an_open_failed_goes_to_nobody_however_late_it_is_ended() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    bob.terminal.keys("/open nobody_at_all\rnot for alice");
    bob.sees("— still in alice —").await;
    bob.prompts("alice> not for alice").await;
    let shown = Instant::now();
    let is_late = async || shown.elapsed() > Duration::from_secs(2);
    eventually(LIMIT, "time to read what failed", is_late).await;
    bob.terminal.press("Enter");
    bob.sees("You began this before you could see that /open failed").await;
    bob.sees("not sent, and not kept: not for alice").await;
    bob.terminal.keys("/opn nobody_at_all\rnor this\r");
    bob.sees("not sent, and not kept: nor this").await;
    bob.types("/open alice");
    bob.types("for alice");
    let screen = alice.sees("bob: for alice #1").await;
    assert!(!screen.contains("not for alice"), "{screen}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_server_a_group_is_found_by_its_name() {
    let server = TestServer::start(Backend::Sqlite).await;
    Cli::new(&server, "bob").register("bob").await;
    let alice = seat(&server, "alice").await;
    alice.types("/group new Team bob");
    alice.prompts("Team>").await;
    alice.opens("bob").await;
    server.stop().await;
    alice.sees("the server is away").await;
    alice.types("/open Team");
    alice.sees("— the group Team; a person of that name would be @Team —").await;
    alice.sees("Team> (the server is away since ").await;
    alice.types("for the team");
    alice.sees("alice: for the team …").await;
    alice.types("/open nobody_at_all");
    alice.sees("— still in Team —").await;
    server.start_again().await;
    alice.sees("alice: for the team #").await;
    alice.prompts("Team>").await;
    server.stop().await;
}
