//! The terminal client in a real terminal: two people, side by side.

mod groups;

use crate::support::TestServer;
use crate::support::cli::Cli;
use crate::support::on_both_databases;
use crate::support::terminal::Terminal;

on_both_databases!(two_newcomers_register_and_talk);

/// Someone at a terminal.
struct Seat {
    cli: Cli,
    terminal: Terminal,
}

/// Someone who has an account already.
async fn seat(server: &TestServer, name: &str) -> Seat {
    let cli = Cli::new(server, name);
    cli.register(name).await;
    let terminal = Terminal::open(&cli);
    terminal.shows(&format!("You are {name}")).await;
    Seat { cli, terminal }
}

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
    let server = TestServer::start(crate::support::Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.terminal.line("/open bob");
    alice.terminal.shows("bob>").await;
    alice.terminal.keys("half a sentence 一半");
    alice.terminal.shows("bob> half a sentence 一半").await;
    let sent = bob.cli.run(&["send", "alice", "I interrupt"]).await;
    assert_eq!(sent.code, 0, "{sent:?}");
    let screen = alice.terminal.shows("bob: I interrupt").await;
    let last = screen.lines().rfind(|line| !line.trim().is_empty()).unwrap();
    assert_eq!(last.trim_end(), "bob> half a sentence 一半", "{screen}");
    alice.terminal.press("Enter");
    bob.terminal.shows("alice: half a sentence 一半").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_typed_while_the_server_is_away_is_sent_when_it_is_back() {
    let server = TestServer::start(crate::support::Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.terminal.line("/open bob");
    alice.terminal.shows("bob>").await;
    bob.terminal.line("/open alice");
    bob.terminal.shows("alice>").await;
    server.stop().await;
    alice.terminal.shows("the server is away").await;
    alice.terminal.line("are you there?");
    alice.terminal.shows("not sent: are you there?").await;
    server.start_again().await;
    alice.terminal.shows("connected again").await;
    bob.terminal.shows("alice: are you there?").await;
    let history = bob.cli.run(&["history", "alice", "--json"]).await;
    assert_eq!(history.out.matches("are you there?").count(), 1, "sent once: {history:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_from_the_server_commands_the_terminal() {
    let server = TestServer::start(crate::support::Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    let hostile = "\u{1b}[2J\u{1b}]0;owned\u{7} \u{9b}31m \u{202e}gnp.exe\n08:00 alice: forged";
    let sent = bob.cli.run_with(&["send", "alice", "-"], hostile).await;
    assert_eq!(sent.code, 0, "{sent:?}");
    let screen = alice.terminal.shows("forged").await;
    assert!(screen.contains("You are alice"), "the screen was not cleared\n{screen}");
    assert!(screen.contains(r"\u{1b}[2J") && screen.contains(r"\u{202e}"), "{screen}");
    assert!(
        !screen.lines().any(|line| line.starts_with("08:00 alice")),
        "a line was forged\n{screen}"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn control_c_keeps_what_was_typed_and_leaves_from_an_empty_line() {
    let server = TestServer::start(crate::support::Backend::Sqlite).await;
    let alice = seat(&server, "alice").await;
    alice.terminal.keys("a long thought");
    alice.terminal.shows("> a long thought").await;
    alice.terminal.press("C-c");
    alice
        .terminal
        .looks_like("an empty line", |screen| {
            screen
                .lines()
                .rfind(|line| !line.trim().is_empty())
                .is_some_and(|line| line.trim_end() == ">")
        })
        .await;
    alice.terminal.press("Up");
    alice
        .terminal
        .looks_like("the text again", |screen| {
            screen
                .lines()
                .rfind(|line| !line.trim().is_empty())
                .is_some_and(|line| line.contains("a long thought"))
        })
        .await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_typed_ahead_are_sent_in_their_order() {
    let server = TestServer::start(crate::support::Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.terminal.line("/open bob");
    alice.terminal.shows("bob>").await;
    alice.terminal.lines(&["one", "two", "three"]);
    let screen = bob.terminal.shows("alice: three").await;
    let at = |text: &str| screen.find(&format!("alice: {text}")).expect(text);
    assert!(at("one") < at("two") && at("two") < at("three"), "{screen}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_typed_ahead_is_a_password() {
    let server = TestServer::start(crate::support::Backend::Sqlite).await;
    let alice = seat(&server, "alice").await;
    alice.terminal.lines(&["/logout", "/login", "alice@example.com", "Passw0rd", "/me"]);
    let screen = alice.terminal.shows("profile").await;
    assert!(screen.contains("Welcome back, alice"), "{screen}");
    assert!(!screen.contains("Passw0rd"), "a password is never seen\n{screen}");
    alice.terminal.line("/login alice@example.com Passw0rd");
    alice.terminal.shows("Usage: /login").await;
    let history = std::fs::read_to_string(alice.cli.file("history")).unwrap();
    assert!(history.contains("/login") && !history.contains("Passw0rd"), "{history}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_goes_on_as_somebody_else() {
    let server = TestServer::start(crate::support::Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.terminal.keys("half a sentence");
    let login = ["login", "--email", "bob@example.com", "--password-stdin"];
    let refused = alice.cli.run_with(&login, "Passw0rd\n").await;
    assert_eq!(refused.code, 2, "{refused:?}");
    std::fs::copy(bob.cli.file("session.json"), alice.cli.file("session.json")).unwrap();
    alice.terminal.shows("Another whatschat has logged in").await;
    alice.terminal.shows("(not logged in)>").await;
    alice.terminal.press("Up");
    alice.terminal.shows("(not logged in)> half a sentence").await;
    server.stop().await;
}
