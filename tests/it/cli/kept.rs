//! What is kept here while the server is away, and what is not.

use super::Seat;
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
