//! Other languages: the API document's snippets, run by the real Socket.IO clients of JavaScript
//! and Python, under each transport setting.

use crate::support::{LIMIT, Person, TestServer, on_both_databases, private_chat};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;
use tokio::process::Command;

on_both_databases!(
    javascript_by_default,
    javascript_by_polling,
    javascript_by_websocket,
    python_by_default,
    python_by_polling,
    python_by_websocket,
);

async fn javascript_by_default(server: TestServer) {
    run("node", "snippets.mjs", "default", &server).await;
}

async fn javascript_by_polling(server: TestServer) {
    run("node", "snippets.mjs", "polling", &server).await;
}

async fn javascript_by_websocket(server: TestServer) {
    run("node", "snippets.mjs", "websocket", &server).await;
}

async fn python_by_default(server: TestServer) {
    run(".venv/bin/python", "snippets.py", "default", &server).await;
}

async fn python_by_polling(server: TestServer) {
    run(".venv/bin/python", "snippets.py", "polling", &server).await;
}

async fn python_by_websocket(server: TestServer) {
    run(".venv/bin/python", "snippets.py", "websocket", &server).await;
}

/// How long a whole script may take: each of its steps has a limit of its own.
const SCRIPT_LIMIT: Duration = Duration::from_secs(12 * LIMIT.as_secs());

async fn run(program: &str, script: &str, transports: &str, server: &TestServer) {
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let chat = private_chat(&alice, &bob).await;
    let arguments =
        [&*server.url(), transports, &alice.token(), &bob.token(), &chat.to_string(), &id(&bob)];
    let script = clients().join(script);
    let mut command = Command::new(program_of(program));
    command.arg(script).args(arguments).kill_on_drop(true);
    let output = tokio::time::timeout(SCRIPT_LIMIT, command.output()).await;
    let output = output
        .expect("the script ends in time")
        .unwrap_or_else(|why| panic!("cannot run {program} ({why}): tests/run installs it"));
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains(&format!("ok {transports}")), "{}", said(&output));
}

fn id(person: &Person) -> String {
    person.id().to_string()
}

fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// A program of this folder, or one that is installed.
fn program_of(name: &str) -> PathBuf {
    if name.contains('/') { clients().join(name) } else { name.into() }
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
