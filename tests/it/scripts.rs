//! The terminal client in scripts: what it prints, and how it ends.

use crate::support::cli::{Cli, Done};
use crate::support::{Backend, TestServer, on_both_databases, within};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};

on_both_databases!(
    one_sends_and_the_other_tails,
    a_script_of_commands_runs_the_same_loop,
    every_end_has_its_code,
    a_session_is_kept_for_its_owner_alone,
    to_read_a_chat_does_not_begin_it,
);

async fn people(server: &TestServer) -> (Cli, Cli) {
    let cli = |name| Cli::new(server, name);
    let (alice, bob) = (cli("alice"), cli("bob"));
    alice.register("alice").await;
    bob.register("bob").await;
    (alice, bob)
}

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

fn message(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|why| panic!("{line:?} is not JSON: {why}"))
}

async fn a_script_of_commands_runs_the_same_loop(server: TestServer) {
    let (alice, bob) = people(&server).await;
    let played =
        alice.run_with(&["run", "-"], "/open bob\n# greet\n你好\nsecond line\n/history 2\n").await;
    ok(&played);
    assert!(played.out.contains("alice: 你好"), "{played:?}");
    let history = bob.run(&["history", "alice"]).await;
    let (first, second) =
        (history.out.find("你好").unwrap(), history.out.find("second line").unwrap());
    assert!(first < second, "{history:?}");
    let stopped = alice.run_with(&["run", "-"], "/nonsense\n/open bob\nnever sent\n").await;
    assert_eq!(stopped.code, 2, "{stopped:?}");
    assert!(!bob.run(&["history", "alice"]).await.out.contains("never sent"));
}

async fn every_end_has_its_code(server: TestServer) {
    let (alice, _) = people(&server).await;
    let code = |done: Done| (done.code, done.err);
    let (unknown, why) = code(alice.run(&["send", "nobody_here", "x"]).await);
    assert_eq!(unknown, 2, "{why}");
    assert!(why.contains("nobody_here"), "{why}");
    assert_eq!(alice.run(&["send"]).await.code, 2);
    let stranger = Cli::new(&server, "stranger");
    let (not_logged_in, why) = code(stranger.run(&["chats"]).await);
    assert_eq!(not_logged_in, 3, "{why}");
    assert!(why.contains("login"), "it says what to do: {why}");
    let wrong = stranger
        .run_with(&["login", "--email", "alice@example.com", "--password-stdin"], "Wrong1x\n");
    assert_eq!(wrong.await.code, 1);
    let lost = Cli::new(&server, "alice").at("http://127.0.0.1:9");
    assert_eq!(lost.run(&["health"]).await.code, 4);
}

async fn a_session_is_kept_for_its_owner_alone(server: TestServer) {
    let (alice, _) = people(&server).await;
    let mut files = vec![alice.folder().to_owned()];
    let mut seen = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
        seen += 1;
    }
    assert!(seen > 0, "no session is kept");
    ok(&alice.run(&["logout"]).await);
    assert_eq!(alice.run(&["me"]).await.code, 3);
}

async fn to_read_a_chat_does_not_begin_it(server: TestServer) {
    let (alice, bob) = people(&server).await;
    for command in ["history", "tail"] {
        let done = alice.run(&[command, "bob"]).await;
        assert_eq!(done.code, 2, "{done:?}");
        assert!(done.err.contains("no chat with bob"), "{done:?}");
    }
    assert_eq!(bob.run(&["chats", "--json"]).await.out, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn piped_lines_are_what_one_would_type() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = people(&server).await;
    ok(&alice.run_with(&[], "/open bob\n# a title\n  /close\n").await);
    assert!(bob.run(&["history", "alice"]).await.out.contains("alice: # a title"));
    let in_a_dialogue = bob.run_with(&["run", "-"], "/password\nPassw0rd\n").await;
    assert_eq!(in_a_dialogue.code, 2, "{in_a_dialogue:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn control_c_ends_a_script_that_waits() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _) = people(&server).await;
    let mut waiting = alice.command(&["run", "-"]).spawn().unwrap();
    waiting.stdin.take().unwrap().write_all(b"/wait for ever 600\n").await.unwrap();
    let mut lines = BufReader::new(waiting.stdout.take().unwrap()).lines();
    while !within("the wait", lines.next_line()).await.unwrap().unwrap().contains("/wait") {}
    let process = Pid::from_raw(waiting.id().unwrap().try_into().unwrap());
    kill(process, Signal::SIGINT).unwrap();
    let status = within("the end of the script", waiting.wait()).await.unwrap();
    assert_eq!(status.code(), Some(130));
    server.stop().await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_can_log_out_while_the_server_is_away() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _) = people(&server).await;
    let elsewhere = Cli::new(&server, "alice").at("http://127.0.0.1:9").run(&["chats"]).await;
    assert_eq!(elsewhere.code, 3, "{elsewhere:?}");
    assert!(elsewhere.err.contains(&server.url()), "it says where: {elsewhere:?}");
    server.stop().await;
    let done = alice.run(&["logout"]).await;
    ok(&done);
    assert!(done.out.contains("stays open"), "{done:?}");
    server.start_again().await;
    assert_eq!(alice.run(&["me"]).await.code, 3);
    server.stop().await;
}

fn ok(done: &Done) {
    assert_eq!(done.code, 0, "{done:?}");
}
