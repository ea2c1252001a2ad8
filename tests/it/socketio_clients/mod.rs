//! Other languages: the API document's snippets, run by the real Socket.IO clients of JavaScript
//! and Python, under each transport setting.

mod resume;

use crate::support::{LIMIT, Person, TestServer, clients, on_both_databases, private_chat};
use std::time::Duration;

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
    let arguments = [
        script,
        &server.url(),
        transports,
        &alice.token(),
        &bob.token(),
        &chat.to_string(),
        &id(&bob),
    ];
    let said = clients::run(program, arguments, &[], SCRIPT_LIMIT).await;
    assert!(said.contains(&format!("ok {transports}")), "{said}");
}

fn id(person: &Person) -> String {
    person.id().to_string()
}
