//! Messages followed as they arrive.

use super::{message, ok, people};
use crate::support::cli::Cli;
use crate::support::{Backend, TestServer, on_both_databases, within};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};

on_both_databases!(one_sends_and_the_other_tails);

async fn one_sends_and_the_other_tails(server: TestServer) {
    let (alice, bob) = people(&server).await;
    let (_tail, mut lines) = tail(&bob, &alice, "bob").await;
    ok(&alice.run(&["send", "bob", "构建成功 ✅"]).await);
    assert_eq!(next(&mut lines).await, "构建成功 ✅");
    ok(&alice.run_with(&["send", "bob", "-"], "from a pipe\n").await);
    assert_eq!(next(&mut lines).await, "from a pipe");

    let history = bob.run(&["history", "alice", "--json", "--limit", "1"]).await;
    assert_eq!(message(history.out.trim())["content"], "from a pipe");
    let chats = bob.run(&["chats", "--json"]).await;
    assert_eq!(message(chats.out.trim())["name"], "alice", "{chats:?}");
}

/// What `of` tails, after a first message of `friend`, who knows them as `name`.
async fn tail(of: &Cli, friend: &Cli, name: &str) -> (Child, Lines<BufReader<ChildStdout>>) {
    // Tailing begins with what comes after it is connected, so it is told of a first message
    // that proves it is, again until it has seen one.
    let mut tail = of.command(&["tail", "--json"]).spawn().unwrap();
    let mut lines = BufReader::new(tail.stdout.take().unwrap()).lines();
    for attempt in 0..30 {
        ok(&friend.run(&["send", name, &format!("attempt {attempt}")]).await);
        let next = tokio::time::timeout(std::time::Duration::from_millis(500), lines.next_line());
        if let Ok(line) = next.await {
            let first = message(&line.unwrap().unwrap());
            assert!(first["content"].as_str().unwrap().starts_with("attempt "), "{first}");
            return (tail, lines);
        }
    }
    panic!("nothing is tailed");
}

/// The next message that is tailed; more attempts of the first one may come before it.
async fn next(lines: &mut Lines<BufReader<ChildStdout>>) -> String {
    loop {
        let line = within("a message", lines.next_line()).await.unwrap().unwrap();
        let content = message(&line)["content"].as_str().unwrap().to_owned();
        if !content.starts_with("attempt ") {
            return content;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tail_misses_no_chat_that_began_while_the_server_was_away() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = people(&server).await;
    let carol = Cli::new(&server, "carol");
    carol.register("carol").await;
    let (mut tail, mut lines) = tail(&bob, &alice, "bob").await;
    let mut complaints = BufReader::new(tail.stderr.take().unwrap()).lines();
    server.stop().await;
    let away = within("a complaint", complaints.next_line()).await.unwrap().unwrap();
    assert!(away.contains("the server is away"), "{away}");
    server.start_again().await;
    for text in ["one", "two"] {
        ok(&carol.run(&["send", "bob", text]).await);
    }
    for text in ["one", "two"] {
        assert_eq!(next(&mut lines).await, text);
    }
    server.stop().await;
}
