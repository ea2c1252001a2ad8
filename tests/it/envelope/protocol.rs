//! Requests that are none: wrong paths, methods, bodies.

use crate::support::{TestServer, answer, on_both_databases};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};
use std::collections::HashSet;
use whatschat_client::ErrorCode;
use whatschat_core::limits::BODY_MAX_BYTES;

on_both_databases![
    a_path_that_leads_nowhere_is_not_found,
    a_method_that_a_path_does_not_take_is_refused,
    a_body_that_is_no_json_object_is_malformed,
    a_body_of_another_type_is_refused,
    a_body_that_is_too_large_is_refused,
    every_answer_has_an_id_of_its_own,
];

/// A body that would log Alice in.
const LOGIN: &str = r#"{"email":"alice@example.com","password":"Passw0rd"}"#;

async fn a_path_that_leads_nowhere_is_not_found(server: TestServer) {
    for path in ["", "/", "/nothing", "/chats/", "/auth/login/more", "/../health", "/%00"] {
        assert_eq!(answer(server.request("GET", path)).await.code(), ErrorCode::PathNotFound);
    }
    for path in ["", "/nothing", "/api", "/api/v2/health", "/health"] {
        let request = server.http().get(format!("{}{path}", server.url()));
        assert_eq!(answer(request).await.code(), ErrorCode::PathNotFound, "{path}");
    }
}

async fn a_method_that_a_path_does_not_take_is_refused(server: TestServer) {
    for (method, path, allowed) in [
        ("DELETE", "/health", "GET, HEAD"),
        ("PATCH", "/chats", "GET, HEAD, POST"),
        ("GET", "/auth/login", "POST"),
        ("QUERY", "/chats/none/mute", "POST, DELETE"),
    ] {
        let refused = answer(server.request(method, path)).await;
        assert_eq!(refused.code(), ErrorCode::MethodNotAllowed, "{method} {path}");
        assert_eq!(refused.header("allow"), Some(allowed), "{method} {path}");
    }
    let refused = answer(server.http().post(format!("{}/openapi.json", server.url()))).await;
    assert_eq!(refused.header("allow"), Some("GET, HEAD"));
}

async fn a_body_that_is_no_json_object_is_malformed(server: TestServer) {
    let deep = "[".repeat(30_000);
    let deep_value = format!(r#"{{"email":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    let not_utf8 = b"{\"email\":\"\xff@example.com\",\"password\":\"a\"}";
    let lone_surrogate = br#"{"email":"\ud800@example.com","password":"a"}"#;
    let bodies: &[&[u8]] = &[
        b"{",
        b"nonsense",
        b"null",
        b"[]",
        b"\"text\"",
        b"{'email':1}",
        b"{\"email\":NaN}",
        b"{\"email\":1,}",
        b"{}{}",
        deep.as_bytes(),
        deep_value.as_bytes(),
        not_utf8,
        lone_surrogate,
    ];
    for body in bodies {
        let request = server.request("POST", "/auth/login").body(body.to_vec());
        let refused = answer(request.header(CONTENT_TYPE, "application/json")).await;
        let start = String::from_utf8_lossy(&body[..body.len().min(60)]);
        assert_eq!(refused.code(), ErrorCode::Malformed, "{start}");
    }
}

async fn a_body_of_another_type_is_refused(server: TestServer) {
    server.person("alice").await;
    let login = || server.request("POST", "/auth/login").body(LOGIN);
    assert_eq!(answer(login()).await.code(), ErrorCode::WrongContentType, "no type at all");
    for kind in ["text/plain", "application/xml", "application/jsonp", "multipart/form-data", "?"] {
        let refused = answer(login().header(CONTENT_TYPE, kind)).await;
        assert_eq!(refused.code(), ErrorCode::WrongContentType, "{kind}");
    }
    let json = || login().header(CONTENT_TYPE, "Application/JSON; charset=utf-8");
    assert_eq!(answer(json()).await.status, 200);
    let compressed = answer(json().header(CONTENT_ENCODING, "gzip")).await;
    assert_eq!(compressed.code(), ErrorCode::WrongContentType);
}

async fn a_body_that_is_too_large_is_refused(server: TestServer) {
    server.person("alice").await;
    let login = async |bytes: usize| {
        let body = format!("{LOGIN}{}", " ".repeat(bytes - LOGIN.len()));
        let request = server.request("POST", "/auth/login").body(body);
        answer(request.header(CONTENT_TYPE, "application/json")).await
    };
    assert_eq!(login(BODY_MAX_BYTES).await.status, 200);
    assert_eq!(login(BODY_MAX_BYTES + 1).await.code(), ErrorCode::BodyTooLarge);
}

async fn every_answer_has_an_id_of_its_own(server: TestServer) {
    let mut ids = HashSet::new();
    for path in ["/health", "/health", "/nothing", "/chats"] {
        let given = server.request("GET", path).header("x-request-id", "mine");
        let answer = answer(given).await;
        let id = answer.header("x-request-id").expect("each answer has an id").to_owned();
        assert!(ids.insert(id), "two answers have one id");
    }
}
