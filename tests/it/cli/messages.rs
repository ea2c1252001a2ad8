//! What one does with a message at the terminal.

use super::{Seat, face_to_face, seat};
use crate::support::cli::Cli;
use crate::support::terminal::Terminal;
use crate::support::{Backend, TestServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_answered_reacted_to_pinned_edited_and_deleted_before_both() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    alice.types("tea at fife?");
    bob.sees("alice: tea at fife? #1").await;
    bob.types("/reply 1 gladly");
    alice.sees("bob: (to alice: tea at fife?) gladly #2").await;
    bob.types("/react 1 🍵");
    alice.sees("bob reacted: 🍵 #1").await;
    bob.types("/unreact #1 🍵");
    bob.sees("bob took the last reaction back #1").await;
    alice.sees("bob took the last reaction back #1").await;
    alice.types("/edit 1 tea at five?");
    bob.sees("alice edited #1: tea at five?").await;
    bob.types("/edits 1");
    bob.looks("the earlier text", |screen| screen.matches("tea at fife?").count() == 3).await;
    alice.types("/pin 1");
    bob.sees("alice pinned #1").await;
    bob.types("/pins");
    bob.sees("alice: tea at five? (edited) #1").await;
    alice.types("/delete 1");
    bob.sees("#1 of alice's was deleted").await;
    alice.sees("#1 of alice's was deleted").await;
    alice.types("/delete 1");
    alice.sees("#1 is deleted already").await;
    bob.types("/pins");
    bob.sees("nothing is pinned here").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_passed_on_once_and_found_again() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    let carol = seat(&server, "carol").await;
    alice.types("今天天气很好");
    bob.sees("alice: 今天天气很好 #1").await;
    bob.types("/forward 1 carol");
    carol.sees("[bob] bob: (from alice) 今天天气很好").await;
    let screen = bob.sees("[carol] bob: (from alice) 今天天气很好").await;
    assert_eq!(screen.matches("(from alice)").count(), 1, "it shows once\n{screen}");
    bob.types("/find 天气");
    bob.sees("— that is all —").await;
    bob.sees("[alice] alice: 今天天气很好 #1").await;
    bob.types("/find \"今天\"");
    bob.looks("it again", |screen| screen.matches("— that is all —").count() == 2).await;
    bob.types("/find");
    bob.sees("Something is missing. Usage: /find WORDS").await;
    bob.types("/search 下雨");
    bob.sees("— nothing found —").await;
    bob.types("/hide 1");
    bob.sees("#1 is gone, for you alone.").await;
    bob.types("/search 天气");
    bob.looks("nothing found", |screen| screen.matches("— nothing found —").count() == 2).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_sees_what_has_arrived_and_what_was_read() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = seat(&server, "alice").await;
    let bob = Cli::new(&server, "bob");
    bob.register("bob").await;
    alice.opens("bob").await;
    alice.types("while you are away");
    alice.sees("while you are away #1").await;
    alice.asks_whom(1, "arrived, not read: nobody").await;
    let bob = Seat { terminal: Terminal::open(&bob), cli: bob };
    bob.sees("— 1 unread message in 1 chat: /chats —").await;
    alice.asks_whom(1, "arrived, not read: bob").await;
    alice.types("hello");
    bob.sees("[alice] alice: hello").await;
    alice.sees("alice: hello #2").await;
    alice.asks_whom(2, "arrived, not read: bob").await;
    bob.opens("alice").await;
    alice.asks_whom(2, "read by bob").await;
    bob.types("/unread");
    bob.sees("— alice is unread, and closed —").await;
    bob.types("/unread");
    bob.sees("No chat is open.").await;
    bob.types("/clear");
    bob.looks("the same", |screen| screen.matches("No chat is open.").count() == 2).await;
    bob.types("/chats");
    bob.sees("  1  alice                  unread").await;
    bob.opens("alice").await;
    bob.types("/clear");
    bob.sees("alice is cleared, and out of your list").await;
    bob.types("/chats");
    bob.sees("no chats yet").await;
    server.stop().await;
}
