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
    bob.types("/edit 1 coffee");
    bob.sees("Only your own messages can be changed.").await;
    bob.types("/delete 1");
    bob.sees("Only your own messages can be deleted").await;
    alice.types("/pin 1");
    bob.sees("alice pinned #1").await;
    bob.types("/pin 1");
    bob.sees("— #1 is pinned already —").await;
    bob.types("/unreact 1 🍵");
    bob.sees("— #1 has no 🍵 from you —").await;
    bob.types("/pins");
    bob.sees("alice: tea at five? (edited) #1").await;
    alice.types("/delete 1");
    bob.sees("alice deleted #1").await;
    alice.sees("alice deleted #1").await;
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
    bob.sees("You lose all that was said in the chat alice until now").await;
    alice.types("wait!");
    alice.sees("wait! #3").await;
    bob.types("yes");
    bob.sees("Nothing is cleared, for more was said here meanwhile.").await;
    bob.sees("alice: wait! #3").await;
    bob.types("/clear");
    bob.prompts("yes or no:").await;
    bob.types("yes");
    bob.sees("alice is cleared, and out of your list").await;
    bob.types("/chats");
    bob.sees("no chats yet").await;
    bob.terminal.press("C-l");
    bob.opens("alice").await;
    let screen = bob.sees("is online; status").await;
    assert!(!screen.contains("/more"), "there is nothing earlier\n{screen}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_reads_back_from_what_was_shown_last() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    for n in 1..=25 {
        alice.types(&format!("word {n}."));
    }
    bob.sees("alice: word 25. #25").await;
    bob.terminal.press("C-l");
    bob.prompts("alice>").await;
    bob.types("/history 2");
    let screen = bob.looks("two", |screen| screen.contains("word 24. #24")).await;
    assert!(!screen.contains("#23"), "{screen}");
    bob.types("/more");
    let screen = bob.sees("word 4. #4").await;
    assert!(screen.contains("word 23. #23") && screen.contains("— /more shows"), "{screen}");
    bob.types("/more");
    bob.sees("word 1. #1").await;
    bob.types("/more");
    bob.sees("— this is the beginning —").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_long_stays_on_the_line_and_what_is_long_shows_once() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    bob.types("/close");
    bob.prompts(">").await;
    bob.types("not for alice");
    bob.sees("No chat is open.").await;
    alice.types(&"long words ".repeat(150));
    let whole = |screen: &str| screen.matches("#1 ✓").count() == 1 && !screen.contains("words …");
    alice.looks("it, once", whole).await;
    alice.types(&"longer words ".repeat(300));
    // Below it, or behind it where it was sent before it was shown.
    let signs = |screen: &str| screen.matches("#2 ✓").count() == 1;
    alice.looks("the signs of what is too long, once", signs).await;
    alice.terminal.press("C-l");
    alice.prompts("bob>").await;
    alice.types(&"x".repeat(10_001));
    alice.sees("This message has 10001 characters, and may have 10000 at most.").await;
    alice.sees("— not sent; ↑ brings the message back —").await;
    alice.terminal.press("Up");
    alice.last_line("the line again", |line| line.ends_with("xxx")).await;
    alice.terminal.press("C-u");
    alice.prompts("bob>").await;
    alice.types("hello @bob");
    bob.sees("[alice] alice: hello @bob").await;
    server.stop().await;
}
