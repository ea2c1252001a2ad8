//! What all answers say in their heads, and how large a request may be.

use crate::support::{TestServer, answer, on_both_databases};
use reqwest::header::CONTENT_TYPE;
use whatschat_client::ErrorCode;
use whatschat_core::limits::{HEAD_MAX_BYTES, JSON_DEPTH_MAX};

on_both_databases![
    every_answer_is_safe_in_a_browser,
    a_large_head_is_refused,
    json_may_be_nested_so_deep_and_no_deeper,
];

async fn every_answer_is_safe_in_a_browser(server: TestServer) {
    let token = server.person("alice").await.token();
    let api = |path: &str| server.request("GET", path).bearer_auth(&token);
    let root = |path: &str| server.http().get(format!("{}{path}", server.url()));
    let answers = [
        (api("/auth/me"), 200, "no-store"),
        (server.request("GET", "/auth/me"), 401, "no-store"),
        (api("/nothing"), 404, "no-store"),
        (server.request("DELETE", "/health"), 405, "no-store"),
        (root("/docs"), 200, "no-cache"),
        (root("/openapi.yaml"), 200, "no-cache"),
        (root("/socket.io/?EIO=4&transport=polling"), 200, "no-store"),
        (root("/socket.io/?EIO=3"), 400, "no-store"),
    ];
    for (request, status, caching) in answers {
        let response = request.send().await.unwrap();
        let url = response.url().clone();
        assert_eq!(response.status(), status, "{url}");
        let header = |name: &str| response.headers()[name].to_str().unwrap();
        assert_eq!(header("x-content-type-options"), "nosniff", "{url}");
        assert_eq!(header("content-security-policy"), "frame-ancestors 'none'", "{url}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{url}");
        assert_eq!(header("cache-control"), caching, "{url}");
        assert!(!response.headers().contains_key("access-control-allow-origin"), "{url}");
    }
}

async fn a_large_head_is_refused(server: TestServer) {
    let ask = |bytes: usize| {
        answer(server.request("GET", "/health").header("x-padding", "a".repeat(bytes)))
    };
    assert_eq!(ask(HEAD_MAX_BYTES - 1024).await.status, 200);
    assert_eq!(ask(HEAD_MAX_BYTES).await.code(), ErrorCode::HeadTooLarge);
    let in_the_path = server.request("GET", &format!("/health?{}", "a".repeat(HEAD_MAX_BYTES)));
    assert_eq!(answer(in_the_path).await.code(), ErrorCode::HeadTooLarge);
    // Far beyond, the server hangs up before it has read all of it.
    let huge = server.request("GET", "/health").header("x-padding", "a".repeat(1_000_000));
    match huge.send().await {
        Ok(response) => assert_eq!(response.status(), 431),
        Err(error) => assert!(error.is_request(), "{error:?}"),
    }
    assert_eq!(ask(1).await.status, 200);
}

async fn json_may_be_nested_so_deep_and_no_deeper(server: TestServer) {
    let ask = async |depth: usize| {
        let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
        let body = format!(r#"{{"email":"a@example.com","password":"a","more":{open}{close}}}"#);
        let login = server.request("POST", "/auth/login").body(body);
        answer(login.header(CONTENT_TYPE, "application/json")).await.code()
    };
    assert_eq!(ask(JSON_DEPTH_MAX).await, ErrorCode::WrongPassword);
    assert_eq!(ask(JSON_DEPTH_MAX + 1).await, ErrorCode::Malformed);
}
