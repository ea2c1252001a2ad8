//! What a mistake of the server tells those outside.

use crate::support::{Backend, TestServer, answer};
use serde_json::json;
use whatschat_client::ErrorCode;
use whatschat_server::config::Environment;

#[tokio::test(flavor = "multi_thread")]
async fn in_production_a_mistake_keeps_its_causes_to_itself() {
    let server = TestServer::start_with(Backend::Sqlite, |config| {
        config.environment = Environment::Production;
        config.rate_limit = "entry=600".parse().unwrap();
        config.secret = Some("kZq8sX2mVd0rTn5wLb7yHc4fGj1pQe9u".into());
    })
    .await;
    let body =
        json!({"username": "alice", "email": "alice@example.com", "password": "Tr0ub4dor&3"});
    let alice = answer(server.request("POST", "/auth/register").json(&body)).await;
    let token = alice.body["data"]["token"].as_str().unwrap();
    server.run("alter table blocks rename to gone").await;
    let failed = answer(server.request("GET", "/users/blocked").bearer_auth(token)).await;
    assert_eq!((failed.status, failed.code()), (500, ErrorCode::Internal));
    let id = failed.header("x-request-id").unwrap();
    assert_eq!(failed.body["error"]["details"], format!("request {id}"));
    for cause in ["blocks", "select", ".rs", "sqlite"] {
        assert!(!failed.text.to_lowercase().contains(cause), "{}", failed.text);
    }
    assert_eq!(answer(server.request("GET", "/health")).await.status, 200, "it lives");
    server.finish().await;
}
