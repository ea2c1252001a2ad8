//! Signed links.

use super::{follow, png, upload};
use crate::support::{TestServer, answer, on_both_databases};
use whatschat_client::ErrorCode;

const DAY_MS: i64 = 24 * 3600 * 1000;

on_both_databases![
    a_link_works_for_a_day_and_not_for_ever,
    a_link_that_was_tampered_with_is_refused,
    without_a_link_or_a_token_there_is_nothing,
];

async fn a_link_works_for_a_day_and_not_for_ever(server: TestServer) {
    let alice = server.person("alice").await;
    let file = upload(&alice, "notes.txt", "Hello").await;
    server.clock().advance_ms(DAY_MS - 60_000);
    assert_eq!(follow(&server, &file.url).await.status, 200);
    server.clock().advance_ms(DAY_MS + 120_000);
    let late = answer(server.http().get(&file.url)).await;
    assert_eq!(late.code(), ErrorCode::LinkInvalid);
}

async fn a_link_that_was_tampered_with_is_refused(server: TestServer) {
    let alice = server.person("alice").await;
    let file = upload(&alice, "a.png", png(400, 300)).await;
    let other = upload(&alice, "notes.txt", "Hello").await;
    let (path, query) = file.url.split_once('?').unwrap();
    let expires = query.split('&').next().unwrap();
    let seconds: u64 = expires.trim_start_matches("expires=").parse().unwrap();
    let later = query.replace(&seconds.to_string(), &(seconds + 1).to_string());
    let signature = query.split("signature=").nth(1).unwrap();
    for link in [
        file.url.replace(&file.id.to_string(), &other.id.to_string()),
        format!("{path}?{later}"),
        format!("{path}?{query}&thumbnail=true"),
        format!("{path}?{expires}"),
        format!("{path}?signature={signature}"),
        format!("{path}?{expires}&signature=AAAA"),
        file.url.replace(&file.id.to_string(), &uuid::Uuid::nil().to_string()),
    ] {
        let refused = answer(server.http().get(&link)).await;
        assert_eq!(refused.code(), ErrorCode::LinkInvalid, "{link}");
    }
    assert_eq!(follow(&server, &file.url).await.status, 200);
    assert_eq!(follow(&server, &file.thumbnail_url.unwrap()).await.status, 200);
}

async fn without_a_link_or_a_token_there_is_nothing(server: TestServer) {
    let alice = server.person("alice").await;
    let file = upload(&alice, "notes.txt", "Hello").await;
    for id in [file.id.to_string(), uuid::Uuid::nil().to_string()] {
        let path = format!("/files/{id}/notes.txt");
        let refused = answer(server.request("GET", &path)).await;
        assert_eq!(refused.code(), ErrorCode::TokenInvalid);
    }
    let own = server.request("GET", &format!("/files/{}/any", file.id)).bearer_auth(alice.token());
    assert_eq!(answer(own).await.text, "Hello");
}
