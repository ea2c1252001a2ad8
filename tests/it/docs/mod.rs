//! The published documents, and what those for people promise.

mod security;
mod tour;

use crate::support::{Backend, TestServer, within};
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

/// A document's type and text.
async fn document(path: &str) -> (String, String) {
    let server = TestServer::start(Backend::Sqlite).await;
    let request = server.http().get(format!("{}{path}", server.url()));
    let response = within("an answer", request.send()).await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let kind = response.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
    let text = response.text().await.unwrap();
    server.stop().await;
    (kind, text)
}

#[tokio::test]
async fn the_page_shows_the_api() {
    let (kind, page) = document("/docs").await;
    assert!(kind.starts_with("text/html"), "{kind}");
    assert!(page.contains("/messages/{chatId}") && page.contains("Send a message"));
}

#[tokio::test]
async fn openapi_yaml_is_the_one_that_is_checked_in() {
    let (kind, text) = document("/openapi.yaml").await;
    assert_eq!(kind, "application/yaml");
    assert!(text == include_str!("../../../openapi.yaml"), "another openapi.yaml is served");
}

#[tokio::test]
async fn asyncapi_yaml_is_the_one_that_is_checked_in() {
    let (kind, text) = document("/asyncapi.yaml").await;
    assert_eq!(kind, "application/yaml");
    assert!(text == include_str!("../../../asyncapi.yaml"), "another asyncapi.yaml is served");
}

#[tokio::test]
async fn openapi_json_is_openapi_3_1() {
    let (kind, text) = document("/openapi.json").await;
    assert_eq!(kind, "application/json");
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["openapi"], "3.1.0");
}

#[tokio::test]
async fn tools_that_know_only_3_0_get_it() {
    let (kind, text) = document("/openapi-3.0.json").await;
    assert_eq!(kind, "application/json");
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["openapi"], "3.0.0");
}
