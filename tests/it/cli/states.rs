//! How far messages have come, who types, and other devices.

use super::{face_to_face, seat};
use crate::support::cli::Cli;
use crate::support::{Backend, TestServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_changes_in_place_from_sent_to_read() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.opens("bob").await;
    alice.types("hello");
    bob.sees("[alice] alice: hello").await;
    alice.sees("alice: hello #1 ✓✓").await;
    alice.types("/help reply");
    bob.opens("alice").await;
    alice.sees("#1 ✓✓ read").await;
    bob.types("hi");
    alice.sees("bob: hi #2").await;
    alice.types("how are you?");
    bob.sees("alice: how are you? #3").await;
    let screen = alice.sees("alice: how are you? #3 ✓✓ read").await;
    assert_eq!(screen.matches("how are you?").count(), 1, "it changed in its place\n{screen}");
    assert_eq!(screen.matches("bob: hi").count(), 1, "{screen}");
    alice.types("/help");
    alice.sees("✓✓ has arrived").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_refused_is_taken_back_and_what_follows_it_goes_out() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    bob.types("/block alice");
    bob.sees("alice is blocked.").await;
    alice.types("one");
    alice.sees("✗ not sent: one (You cannot reach this user.").await;
    alice.types("two");
    alice.types("/discard 1");
    alice.sees("Discarded.").await;
    alice.sees("✗ not sent: two (").await;
    bob.types("/unblock alice");
    bob.sees("alice is no longer blocked.").await;
    alice.types("/retry");
    bob.sees("alice: two #1").await;
    alice.types("/outbox");
    alice.sees("everything is sent").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_refused_and_what_waits_stand_at_the_end_of_their_chat() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    alice.types("hello");
    alice.sees("alice: hello #1 ✓✓ read").await;
    bob.types("/block alice");
    bob.sees("alice is blocked.").await;
    alice.types("stays here");
    alice.sees("✗ not sent: stays here (You cannot reach this user.").await;
    alice.types("follows");
    alice.sees("alice: follows …").await;
    let lines =
        ["alice: hello #1 ✓✓ read", "✗ not sent: stays here (You cannot", "alice: follows …"];
    for command in ["/open bob", "/history"] {
        alice.terminal.press("C-l");
        alice.looks("an empty screen", |screen| !screen.contains("follows")).await;
        alice.types(command);
        let screen = alice.sees(lines[2]).await;
        let places = lines.map(|line| screen.find(line));
        assert!(places[0].is_some() && places.is_sorted(), "{command}: {places:?}\n{screen}");
        assert!(screen.contains("/retry 1 or /discard 1"), "{screen}");
        assert_eq!(screen.matches("follows").count(), 1, "{screen}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_sees_who_is_typing_and_that_they_have_stopped() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    bob.terminal.keys("let me thi");
    alice.prompts("bob> (bob is typing…)").await;
    bob.terminal.keys("nk");
    bob.terminal.press("Enter");
    alice.sees("bob: let me think #1").await;
    alice.prompts("bob>").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_name_and_a_new_device_are_told() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    bob.types("/profile username robert");
    alice.prompts("robert>").await;
    bob.types("it is me");
    alice.sees("robert: it is me #1").await;
    let elsewhere = Cli::new(&server, "alice-elsewhere");
    let login = ["login", "--email", "alice@example.com", "--password-stdin"];
    assert_eq!(elsewhere.run_with(&login, "Passw0rd\n").await.code, 0);
    alice.sees("— you logged in on another device: whatschat-cli/").await;
    server.stop().await;
}
