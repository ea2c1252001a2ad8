//! Messages followed as they arrive.

use super::{keeps_its_place, message, ok, people};
use crate::support::cli::Cli;
use crate::support::proxy::{Cut, Proxy};
use crate::support::{Backend, TestServer, on_both_databases, private_chat, seed, within};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::Value;
use std::time::Duration;
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
        let next = tokio::time::timeout(Duration::from_millis(500), lines.next_line());
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

/// How soon a program is asked again to end.
const AGAIN: Duration = Duration::from_millis(200);

/// Tails until the program is ended by `signal`, after about as many lines as `until` says; all of
/// its whole lines.
async fn tail_until(of: &Cli, signal: Signal, until: usize) -> Vec<Value> {
    let mut tail = of.command(&["tail", "--json"]).spawn().unwrap();
    let mut lines = BufReader::new(tail.stdout.take().unwrap()).lines();
    let mut printed = vec![];
    while printed.len() < until {
        let line = within("a line", lines.next_line()).await.unwrap().unwrap();
        printed.push(message(&line));
    }
    let pid = Pid::from_raw(tail.id().unwrap().try_into().unwrap());
    let rest = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            printed.push(message(&line));
        }
        tail.wait().await.unwrap();
    };
    let asks = async {
        // Where the tests run in the background, Ctrl-C is ignored until the program listens for it.
        let mut again = tokio::time::interval(AGAIN);
        loop {
            again.tick().await;
            let _ = kill(pid, signal); // fails once it has ended
        }
    };
    within("the end", async {
        tokio::select! { () = rest => {}, () = asks => {} }
    })
    .await;
    printed
}

fn ids(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_twenty_restarts_a_tail_is_the_list_of_messages() {
    let server = TestServer::start(Backend::Sqlite).await;
    let mut lots = StdRng::seed_from_u64(seed());
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let chat = private_chat(&alice, &bob).await;
    let network = Proxy::start(server.config().listen, lots.random()).await.unwrap();
    let cli = Cli::new(&server, "bob").at(&network.url());
    let login = ["login", "--email", "bob@example.com", "--password-stdin"];
    ok(&cli.run_with(&login, "Passw0rd\n").await);
    // The first one begins with what follows it.
    let mut first = cli.command(&["tail", "--json", "--count", "1"]).spawn().unwrap();
    keeps_its_place(&cli).await;
    let mut said = vec![alice.say(chat, "0").await.id.to_string()];
    assert!(within("the first line", first.wait()).await.unwrap().success());
    let mut printed = 1;
    let mut tailed = said.clone();
    for round in 1..=20 {
        for n in 0..lots.random_range(1..8) {
            said.push(alice.say(chat, &format!("{round}.{n}")).await.id.to_string());
        }
        match lots.random_range(0..4) {
            0 => network.cut(Cut::Reset),
            1 => server.restart().await,
            _ => {}
        }
        let (signal, until) = if round == 20 {
            (Signal::SIGTERM, said.len() - printed)
        } else {
            let signal = if lots.random_bool(0.5) { Signal::SIGTERM } else { Signal::SIGINT };
            (signal, lots.random_range(0..=said.len() - printed))
        };
        let lines = tail_until(&cli, signal, until).await;
        printed += lines.len();
        tailed.extend(ids(&lines).into_iter().map(Into::into));
    }
    assert_eq!(tailed, said);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tail_that_is_killed_misses_nothing_and_repeats_one_line_at_most() {
    let server = TestServer::start(Backend::Sqlite).await;
    let mut lots = StdRng::seed_from_u64(seed());
    let (alice, bob) = people(&server).await;
    ok(&alice.run(&["send", "bob", "before"]).await);
    let since = bob.run(&["tail", "--json", "--since", "0"]).await;
    assert_eq!(since.code, 2, "{since:?}");
    let (mut tail, lines) = tail(&bob, &alice, "bob").await;
    tail.kill().await.unwrap();
    drop(lines);
    for n in 0..20 {
        ok(&alice.run(&["send", "bob", &n.to_string()]).await);
    }
    let mut lines = vec![];
    let is_number = |line: &&Value| !line["content"].as_str().unwrap().starts_with("attempt ");
    loop {
        let left = 20 - lines.iter().filter(is_number).count();
        if left == 0 {
            break;
        }
        let until = lots.random_range(1..4).min(left);
        let printed = tail_until(&bob, Signal::SIGKILL, until).await;
        let repeated = lines.last().is_some_and(|last: &Value| last["id"] == printed[0]["id"]);
        lines.extend(printed.into_iter().skip(usize::from(repeated)));
    }
    let contents: Vec<_> = lines.iter().map(|line| line["content"].as_str().unwrap()).collect();
    let numbers = contents.into_iter().skip_while(|text| text.starts_with("attempt "));
    assert!(numbers.eq((0..20).map(|n| n.to_string())), "{lines:#?}");
    let cursor = lines[lines.len() - 2]["cursor"].as_str().unwrap();
    let last = bob.run(&["tail", "--json", "--since", cursor, "--count", "1"]).await;
    assert_eq!(message(last.out.trim())["content"], "19", "{last:?}");
    server.stop().await;
}
