//! What is kept here while the server is away, and what is not.

use super::{Seat, cut_off};
use crate::support::cli::Cli;
use crate::support::people::PASSWORD;
use crate::support::terminal::Terminal;
use crate::support::{Backend, TestServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_server_one_reads_what_is_here_though_one_asks_for_more() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = server.person("alice").await;
    let cli = Cli::new(&server, "bob");
    cli.register("bob").await;
    let elsewhere = server.client();
    elsewhere.auth().login("bob@example.com", PASSWORD).await.unwrap();
    let chat = elsewhere.chats().open_private(alice.id()).await.unwrap().id;
    for n in 1..=25 {
        elsewhere.messages().send(chat, format!("word {n}.")).await.unwrap();
    }
    let bob = Seat { terminal: Terminal::open(&cli), cli };
    bob.opens("alice").await;
    server.stop().await;
    bob.sees("the server is away").await;
    bob.terminal.press("C-l");
    bob.looks("an empty screen", |screen| !screen.contains("word")).await;
    bob.types("/history 25");
    let screen = bob.sees("— earlier messages cannot be read now: the server is away (").await;
    assert!(screen.contains("bob: word 6. #6"), "{screen}");
    assert!(screen.contains("bob: word 25. #25"), "{screen}");
    bob.terminal.press("C-l");
    bob.looks("an empty screen", |screen| !screen.contains("word")).await;
    bob.types("/more");
    bob.sees("the server is away (").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_be_on_its_way_is_not_said_to_be_taken_back() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _bob) = cut_off(&server).await;
    for text in ["one", "two"] {
        alice.types(text);
        alice.sees(&format!("alice: {text} …")).await;
    }
    alice.types("/outbox");
    alice.sees("  2  bob: two …").await;
    alice.types("/discard 2");
    alice.sees("Discarded.").await;
    alice.sees("alice: two discarded").await;
    alice.types("/discard 1");
    alice.sees("Discarded; but it may have been on its way, and arrive all the same.").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_where_nothing_can_be_kept_is_told_what_is_lost() {
    let server = TestServer::start(Backend::Sqlite).await;
    let cli = Cli::new(&server, "alice");
    cli.register("alice").await;
    Cli::new(&server, "bob").register("bob").await;
    assert_eq!(cli.run_with(&[], "/open bob\n").await.code, 0);
    let mut files = cli.file("").read_dir().unwrap().map(|entry| entry.unwrap().path());
    let store = files.find(|file| file.extension().is_some_and(|end| end == "db")).unwrap();
    // Without its log it is what is written here; a program that ends has not always emptied that.
    drop(std::fs::remove_file(store.with_extension("db-wal")));
    std::fs::write(store, "no database".repeat(1000)).unwrap();
    let alice = Seat { terminal: Terminal::open(&cli), cli };
    alice.sees("Nothing is kept here: what is not sent when you leave is lost.").await;
    alice.opens("bob").await;
    server.stop().await;
    alice.sees("lost if you leave before: nothing could be kept here").await;
    alice.types("only here");
    alice.sees("alice: only here …").await;
    for command in ["/logout", "/quit"] {
        alice.types(command);
        alice.sees("1 message is not sent, and nothing is kept here: lost if you leave now.").await;
        alice.prompts("yes or no:").await;
        alice.types("no");
        alice.last_line("the prompt", |line| line.starts_with("bob> (the server is away")).await;
        alice.terminal.press("C-l");
        alice.looks("an empty screen", |screen| !screen.contains("lost if")).await;
    }
    alice.types("/logout");
    alice.prompts("yes or no:").await;
    alice.types("yes");
    alice.sees("1 message is not sent, and lost: nothing could be kept here.").await;
    alice.sees("You are logged out here.").await;
    let screen = alice.prompts("(not logged in)>").await;
    assert!(!screen.contains("They go out when you log in again"), "{screen}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_left_over_shows_as_it_is_sent() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (mut alice, _bob) = cut_off(&server).await;
    for text in ["one", "two", "three"] {
        alice.types(text);
        alice.sees(&format!("alice: {text} …")).await;
    }
    alice.types("/quit");
    alice.sees("3 messages are not sent: kept here, and sent when you come back.").await;
    server.start_again().await;
    alice.terminal = Terminal::open(&alice.cli);
    for text in ["one", "two", "three"] {
        alice.sees(&format!("[bob] alice: {text}")).await;
    }
}
