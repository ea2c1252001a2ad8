//! Clients in other languages, generated from `openapi.yaml`, built, and taken on a tour.

use crate::support::{Backend, TestServer, clients};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn typescript() {
    run("node", ["types.mjs"]).await;
    run("node_modules/.bin/tsc", ["--project", "."]).await;
    tour("node", ".generated/tour.js", "ok typescript").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn python() {
    let parts =
        "models,apis,supportingFiles,modelDocs=false,apiDocs=false,modelTests=false,apiTests=false";
    let generate = [
        "generate",
        "--input-spec=../../openapi.yaml",
        "--generator-name=python",
        "--package-name=whatschat_api",
        "--output=.generated/python",
        "--global-property",
        parts,
    ];
    run(".venv/bin/openapi-generator-cli", generate).await;
    tour(".venv/bin/python", "tour.py", "ok python").await;
}

async fn run<const N: usize>(program: &str, arguments: [&str; N]) -> String {
    let environment = [("PYTHONPATH", ".generated/python".into())];
    clients::run(program, arguments, &environment, LIMIT).await
}

async fn tour(program: &str, script: &str, end: &str) {
    let server = TestServer::start(Backend::Sqlite).await;
    let said = run(program, [script, &server.url()]).await;
    assert!(said.contains(end), "{said}");
    server.finish().await;
}
