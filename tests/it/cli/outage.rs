//! The server goes away and comes back.

use super::{Seat, cut_off, face_to_face};
use crate::support::cli::Cli;
use crate::support::proxy::{Proxy, Weather};
use crate::support::terminal::Terminal;
use crate::support::{Backend, TestServer, private_chat, seed};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_typed_while_the_server_is_away_is_sent_when_it_is_back() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = cut_off(&server).await;
    alice.types("are you there?");
    alice.sees("alice: are you there? …").await;
    server.start_again().await;
    alice.sees("connected again").await;
    bob.sees("alice: are you there? #1").await;
    let screen = alice.sees("alice: are you there? #1 ✓✓ read").await;
    assert_eq!(screen.matches("are you there?").count(), 1, "its line has changed\n{screen}");
    let history = bob.cli.run(&["history", "alice", "--json"]).await;
    assert_eq!(history.out.matches("are you there?").count(), 1, "sent once: {history:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_shows_once_though_commands_were_typed_between() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _bob) = cut_off(&server).await;
    alice.types("one word");
    alice.sees("alice: one word …").await;
    alice.types("/chats");
    alice.sees("alice: one word …").await;
    alice.types("another word");
    alice.sees("alice: another word …").await;
    server.start_again().await;
    alice.sees("alice: one word #1 ✓✓ read").await;
    let screen = alice.sees("alice: another word #2 ✓✓ read").await;
    assert_eq!(screen.matches(" word").count(), 2, "each once\n{screen}");
    assert!(screen.find("one word") < screen.find("another word"), "{screen}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_scrolled_away_while_it_waited_is_told_of_and_not_shown_again() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = cut_off(&server).await;
    for n in 1..=60 {
        alice.types(&format!("word {n}."));
    }
    alice.sees("alice: word 60. …").await;
    server.start_again().await;
    bob.sees("alice: word 60. #60").await;
    alice.sees("— what waited above is sent, up to #60: /history —").await;
    let screen = alice.sees("alice: word 60. #60 ✓✓ read").await;
    assert_eq!(screen.matches("word 60.").count(), 1, "{screen}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_answers_while_the_server_is_away_shows_what_it_answers() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    bob.types("tea?");
    alice.sees("bob: tea? #1").await;
    server.stop().await;
    alice.sees("the server is away").await;
    alice.types("/reply 1 gladly");
    alice.sees("alice: (to bob: tea?) gladly …").await;
    server.start_again().await;
    bob.sees("alice: (to bob: tea?) gladly #2").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_outage_one_sees_how_the_other_is_and_no_count_again_that_is_known() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _bob) = face_to_face(&server).await;
    let carol = server.person("carol").await;
    let id = carol.client.users().find("alice").await.unwrap().unwrap().id;
    let chat = carol.client.chats().open_private(id).await.unwrap().id;
    carol.say(chat, "a rumour").await;
    alice.sees("[carol] carol: a rumour").await;
    server.stop().await;
    alice.sees("the server is away").await;
    server.start_again().await;
    let is_told = |screen: &str| {
        let below = screen.split_once("connected again").map_or("", |(_, below)| below);
        below.lines().any(|line| line.starts_with("— bob is ") && line.contains("; status: "))
    };
    alice.looks("how bob is", is_told).await;
    carol.say(chat, "another").await;
    let is_told = |screen: &str| {
        // It may have come before all that was missed.
        screen.contains("[carol] carol: another")
            || screen.contains("— 2 unread messages in 1 chat")
    };
    let screen = alice.looks("carol's second message", is_told).await;
    assert!(!screen.contains("— 1 unread message"), "that one was told\n{screen}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_does_not_wait_for_a_name_that_the_server_is_slow_to_say() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, carol) = (server.person("alice").await, server.person("carol").await);
    let network = Proxy::start(server.config().listen, seed()).await.unwrap();
    let cli = Cli::new(&server, "bob").at(&network.url());
    cli.register("bob").await;
    let bob = Seat { terminal: Terminal::open(&cli), cli };
    bob.sees("You are bob").await;
    let id = alice.client.users().find("bob").await.unwrap().unwrap().id;
    let chat = alice.client.chats().open_private(id).await.unwrap().id;
    alice.say(chat, "hello").await;
    bob.opens("alice").await;
    bob.sees("alice: hello #1").await;
    let rumour = carol.say(private_chat(&carol, &alice).await, "a rumour").await;
    network.turn(Weather::Slow { delay: Duration::from_secs(4), bytes_per_second: 1_000_000 });
    alice.client.messages().forward(rumour.id, chat).await.unwrap();
    bob.sees("alice: (from somebody) a rumour").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_backup_was_restored_the_open_chat_is_shown_anew() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    alice.types("kept");
    bob.sees("alice: kept #1").await;
    let database = server.config().data_dir.join("whatschat.db");
    let backup = database.with_extension("backup");
    server.stop().await;
    std::fs::copy(&database, &backup).unwrap();
    server.start_again().await;
    for person in [&alice, &bob] {
        person.sees("connected again").await;
    }
    alice.types("lost");
    bob.sees("alice: lost #2").await;
    server.stop().await;
    std::fs::copy(&backup, &database).unwrap();
    server.run("update log_head set epoch = epoch + 1").await;
    server.start_again().await;
    let warning = "The server has come back from a backup: what stands above may be gone.";
    for person in [&alice, &bob] {
        let is_anew = |screen: &str| {
            let below = screen.split_once(warning).map_or("", |(_, below)| below);
            below.contains("alice: kept #1") && !below.contains("lost")
        };
        person.looks("the chat below the warning", is_anew).await;
    }
    bob.types("again");
    alice.sees("bob: again #2").await;
    server.stop().await;
}
