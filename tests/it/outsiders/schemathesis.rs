//! schemathesis reads the served document, asks for what it says in thousands of ways, and holds
//! each answer against it: statuses, content types, schemas, headers, who is let in.

use crate::support::{Backend, Person, TestServer, clients, seed};
use serde_json::json;
use std::time::Duration;
use whatschat_core::BASE_PATH;

/// It takes a quarter of that when nothing else runs.
const LIMIT: Duration = Duration::from_secs(240);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_finds_nothing() {
    let server = TestServer::start(Backend::Sqlite).await;
    let people =
        [server.person("alice").await, server.person("bob").await, server.person("root").await];
    server.run("update users set is_admin = true where username = 'root'").await;
    let tokens = people.each_ref().map(Person::token);
    let environment = [
        ("WHATSCHAT_API", server.url() + BASE_PATH),
        ("WHATSCHAT_TOKENS", json!(tokens).to_string()),
    ];
    let document = server.url() + "/openapi.json";
    let seed = (seed() % u64::from(u32::MAX)).to_string();
    let arguments = ["run", &document, "--no-color", "--seed", &seed];
    let said = clients::run(".venv/bin/schemathesis", arguments, &environment, LIMIT).await;
    assert!(said.contains("No issues found"), "{said}");
    server.finish().await;
}
