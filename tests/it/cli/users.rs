//! Other people at the terminal.

use super::{face_to_face, seat};
use crate::support::{Backend, TestServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_blocked_writes_no_more_until_they_are_unblocked() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    bob.types("/block bob");
    bob.sees("You cannot block yourself.").await;
    bob.types("/block alice");
    bob.sees("alice is blocked.").await;
    alice.sees("— bob is offline —").await;
    bob.types("/blocked");
    bob.looks("the list", |screen| screen.lines().any(|line| line.trim_end() == "  alice")).await;
    alice.types("are you there?");
    alice.sees("✗ not sent: are you there? (You cannot reach this user.").await;
    alice.sees("/retry 1 or /discard 1)").await;
    bob.types("/unblock alice");
    bob.sees("alice is no longer blocked.").await;
    alice.sees("— bob is online —").await;
    alice.types("there you are");
    alice.types("/outbox");
    alice.sees("bob: there you are … waits").await;
    alice.types("/retry 1");
    bob.sees("alice: are you there? #1").await;
    bob.sees("alice: there you are #2").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_sees_who_somebody_is_and_that_nobody_has_such_a_name() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.types("/user @BOB");
    alice.sees("  e-mail      bob@example.com").await;
    for nobody in ["bob@example.com", "a friend", "某人"] {
        alice.types(&format!("/user {nobody}"));
        alice.sees(&format!("There is nobody called {nobody}. /users finds people.")).await;
    }
    alice.types("/blocked");
    alice.sees("— nobody —").await;
    for (name, shown) in [("bob", "bob"), ("Alice", "alice")] {
        alice.types(&format!("/unblock {name}"));
        alice.sees(&format!("{shown} is not blocked.")).await;
    }
    alice.types("/unblock zoe");
    alice.sees("There is nobody called zoe.").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_gone_can_be_read_and_not_found() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.opens("bob").await;
    alice.types("farewell");
    bob.sees("[alice] alice: farewell").await;
    alice.types("/delete-account");
    alice.sees("This deletes your account for ever.").await;
    alice.types("Wrong1x");
    alice.sees("That is not your password.").await;
    alice.types("Passw0rd");
    alice.sees("Your account is deleted.").await;
    alice.prompts("(not logged in)>").await;
    alice.types("/delete-account");
    alice.sees("You are not logged in.").await;
    bob.types("/user alice");
    bob.sees("There is nobody called alice.").await;
    bob.types("/chats");
    bob.sees("  1  deleted_").await;
    bob.types("/open 1");
    bob.sees(": farewell #1").await;
    server.stop().await;
}
