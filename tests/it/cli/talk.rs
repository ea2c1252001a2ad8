//! Two people talk.

use super::seat;
use crate::support::cli::Cli;
use crate::support::terminal::Terminal;
use crate::support::{Backend, TestServer, on_both_databases};

on_both_databases!(two_newcomers_register_and_talk);

async fn two_newcomers_register_and_talk(server: TestServer) {
    let alice = newcomer(&server, "alice").await;
    let bob = newcomer(&server, "bob").await;
    alice.line("/open bob");
    alice.shows("no messages yet").await;
    alice.line("你好 Bob！吃了吗？");
    bob.shows("alice: 你好 Bob！吃了吗？").await;
    bob.line("/open alice");
    bob.shows("alice>").await;
    bob.line("Hi Alice, not yet");
    let screen = alice.shows("bob: Hi Alice, not yet").await;
    assert_eq!(
        screen.matches("你好 Bob！吃了吗？").count(),
        1,
        "one's own message shows once\n{screen}"
    );
}

async fn newcomer(server: &TestServer, name: &str) -> Terminal {
    let cli = Cli::new(server, name);
    let terminal = Terminal::open(&cli);
    terminal.shows("/register").await;
    terminal.line("/register");
    for (prompt, answer) in [("User name:", name), ("E-mail:", &format!("{name}@example.com"))] {
        terminal.shows(prompt).await;
        terminal.line(answer);
    }
    for prompt in ["Password:", "Again:"] {
        terminal.shows(prompt).await;
        terminal.line("Passw0rd");
    }
    let screen = terminal.shows(&format!("Welcome, {name}")).await;
    assert!(!screen.contains("Passw0rd"), "a password is never seen\n{screen}");
    terminal
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_arrives_above_the_line_that_is_being_typed() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.opens("bob").await;
    alice.terminal.keys("half a sentence 一半");
    alice.sees("bob> half a sentence 一半").await;
    let sent = bob.cli.run(&["send", "alice", "I interrupt"]).await;
    assert_eq!(sent.code, 0, "{sent:?}");
    let screen = alice.sees("bob: I interrupt").await;
    let last = screen.lines().rfind(|line| !line.trim().is_empty()).unwrap();
    assert_eq!(last.trim_end(), "bob> half a sentence 一半", "{screen}");
    alice.terminal.press("Enter");
    bob.sees("alice: half a sentence 一半").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_typed_ahead_are_sent_in_their_order() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.opens("bob").await;
    alice.terminal.lines(&["one", "two", "three"]);
    let screen = bob.sees("alice: three").await;
    let at = |text: &str| screen.find(&format!("alice: {text}")).expect(text);
    assert!(at("one") < at("two") && at("two") < at("three"), "{screen}");
    server.stop().await;
}
