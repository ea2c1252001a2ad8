//! The terminal client in scripts: what it prints, and how it ends.

use crate::support::cli::{Cli, Done};
use crate::support::{TestServer, on_both_databases, within};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use tokio::io::{AsyncBufReadExt, BufReader};

on_both_databases!(
    one_sends_and_the_other_tails,
    a_script_of_commands_runs_the_same_loop,
    every_end_has_its_code,
    a_session_is_kept_for_its_owner_alone,
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
    // Tailing begins with what comes after it is connected, so it is told of a first message
    // that proves it is, again until it has seen one.
    let mut tail = bob.command(&["tail", "--json"]).spawn().unwrap();
    let mut lines = BufReader::new(tail.stdout.take().unwrap()).lines();
    let mut first = None;
    for attempt in 0.. {
        ok(&alice.run(&["send", "bob", &format!("attempt {attempt}")]).await);
        let next = tokio::time::timeout(std::time::Duration::from_millis(500), lines.next_line());
        if let Ok(line) = next.await {
            first = line.unwrap();
            break;
        }
        assert!(attempt < 30, "nothing is tailed");
    }
    assert!(message(&first.unwrap())["content"].as_str().unwrap().starts_with("attempt "));
    ok(&alice.run(&["send", "bob", "构建成功 ✅"]).await);
    let line = within("the second line", lines.next_line()).await.unwrap().unwrap();
    assert_eq!(message(&line)["content"], "构建成功 ✅");
    ok(&alice.run_with(&["send", "bob", "-"], "from a pipe\n").await);
    let line = within("the third line", lines.next_line()).await.unwrap().unwrap();
    assert_eq!(message(&line)["content"], "from a pipe");

    let history = bob.run(&["history", "alice", "--json", "--limit", "1"]).await;
    assert_eq!(message(history.out.trim())["content"], "from a pipe");
    let chats = bob.run(&["chats", "--json"]).await;
    assert_eq!(message(chats.out.trim())["name"], "alice", "{chats:?}");
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

fn ok(done: &Done) {
    assert_eq!(done.code, 0, "{done:?}");
}
