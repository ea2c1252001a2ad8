//! Without a network, and without an end in order.

use super::Seat;
use crate::support::cli::Cli;
use crate::support::proxy::{Cut, Proxy, Weather};
use crate::support::terminal::Terminal;
use crate::support::{Backend, TestServer, seed};
use rand::{RngExt, SeedableRng, rngs::StdRng};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_server_one_reads_what_is_here_and_writes_what_is_sent_later() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (cli, alice) = (Cli::new(&server, "bob"), Cli::new(&server, "alice"));
    cli.register("bob").await;
    alice.register("alice").await;
    let sent = alice.run(&["send", "bob", "for the train"]).await;
    assert_eq!(sent.code, 0, "{sent:?}");
    let bob = Seat { terminal: Terminal::open(&cli), cli };
    bob.sees("1 unread message").await;
    bob.opens("alice").await;
    bob.sees("alice: for the train #1").await;
    let Seat { cli, terminal } = bob;
    terminal.line("/quit");
    terminal.ends().await;
    drop(terminal);
    server.stop().await;

    let bob = Seat { terminal: Terminal::open(&cli), cli };
    bob.sees("You are bob").await;
    bob.sees("the server is away since ").await;
    bob.types("/chats");
    bob.sees("alice: for the train").await;
    bob.types("/open alice");
    bob.sees("alice: for the train #1").await;
    bob.sees("alice> (the server is away since ").await;
    bob.types("from the train");
    bob.sees("bob: from the train …").await;
    bob.types("/outbox");
    bob.sees("  1  alice: from the train … waits").await;
    server.start_again().await;
    bob.sees("bob: from the train #2 ✓").await;
    let history = alice.run(&["history", "bob"]).await;
    assert_eq!(history.out.matches("from the train").count(), 1, "sent once: {history:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_killed_and_whatever_is_cut_each_message_shows_once() {
    let server = TestServer::start(Backend::Sqlite).await;
    let mut lots = StdRng::seed_from_u64(seed());
    let network = Proxy::start(server.config().listen, lots.random()).await.unwrap();
    let bob = Cli::new(&server, "bob");
    bob.register("bob").await;
    let cli = Cli::new(&server, "alice").at(&network.url());
    cli.register("alice").await;
    let before = cli.run(&["send", "bob", "before"]).await;
    assert_eq!(before.code, 0, "{before:?}");
    let mut alice = Seat { terminal: Terminal::open(&cli), cli };
    alice.opens("bob").await;
    let mut written = vec!["before".to_owned()];
    for n in 0..12 {
        match lots.random_range(0..3) {
            0 => network.turn(Weather::Refusing),
            1 => network.turn(Weather::CutReplies(0.5)),
            _ => network.turn(Weather::Fair),
        }
        network.cut(Cut::Reset);
        let text = format!("message {n}.");
        alice.types(&text);
        // It is safe as soon as it shows: then the program may be killed.
        alice.sees(&format!("alice: {text}")).await;
        written.push(text);
        if lots.random_bool(0.4) {
            let Seat { cli, terminal } = alice;
            terminal.kill();
            drop(terminal);
            alice = Seat { terminal: Terminal::open(&cli), cli };
            alice.types("/open bob");
            alice.sees("bob>").await;
        }
    }
    network.turn(Weather::Fair);
    alice.sees("alice: message 11. #13 ✓").await;
    let history = bob.run(&["history", "alice", "--limit", "50"]).await;
    let said: Vec<&str> =
        history.out.lines().filter_map(|line| line.split("alice: ").nth(1)).collect();
    let said: Vec<&str> = said.iter().filter_map(|text| text.split(" #").next()).collect();
    assert_eq!(said, written, "each once, in the order in which they were written");
    alice.types("/close");
    alice.prompts(">").await;
    alice.terminal.press("C-l");
    alice.opens("bob").await;
    let screen = alice.sees("alice: message 11. #13 ✓").await;
    for text in &written {
        assert_eq!(screen.matches(text.as_str()).count(), 1, "{text} shows once\n{screen}");
    }
    server.stop().await;
}
