//! Sessions: how their tokens are renewed, and how they end.

use crate::support::{Person, TestServer, answer, at_once, on_both_databases, refusal};
use whatschat_client::{Error, ErrorCode, Tokens};
use whatschat_core::auth::RefreshTokens;

const DAY_MS: i64 = 24 * 3600 * 1000;

on_both_databases![
    a_logout_ends_its_session_and_no_other,
    a_refresh_token_that_comes_back_ends_its_session,
    a_lost_answer_can_be_asked_for_again_for_thirty_seconds,
    fifty_renewals_at_once_leave_one_live_session,
    the_client_renews_an_expired_access_token_by_itself,
    a_session_that_nobody_renews_ends_after_thirty_days,
    access_and_refresh_tokens_cannot_be_exchanged,
];

/// Renews with a refresh token, as a client does that keeps nothing.
async fn renew(server: &TestServer, refresh_token: &str) -> Result<Tokens, Error> {
    server.client().send(RefreshTokens { refresh_token: refresh_token.into() }).await
}

/// The status of a request with an access token.
async fn status_with(server: &TestServer, token: &str) -> u16 {
    answer(server.request("GET", "/auth/me").bearer_auth(token)).await.status
}

fn tokens(person: &Person) -> Tokens {
    person.client.tokens().unwrap()
}

async fn a_logout_ends_its_session_and_no_other(server: TestServer) {
    let alice = server.person("alice").await;
    let phone = server.other_device(&alice).await;
    let old = tokens(&phone);
    phone.client.auth().logout().await.unwrap();
    assert_eq!(status_with(&server, &old.token).await, 401);
    let renewed = renew(&server, &old.refresh_token).await;
    assert_eq!(refusal(renewed), ErrorCode::RefreshTokenInvalid);
    assert_eq!(status_with(&server, &alice.token()).await, 200);
    renew(&server, &tokens(&alice).refresh_token).await.unwrap();
}

async fn a_refresh_token_that_comes_back_ends_its_session(server: TestServer) {
    let alice = server.person("alice").await;
    let phone = server.other_device(&alice).await;
    let first = tokens(&phone);
    let second = renew(&server, &first.refresh_token).await.unwrap();
    let third = renew(&server, &second.refresh_token).await.unwrap();
    assert_eq!(status_with(&server, &third.token).await, 200);

    let stolen = renew(&server, &first.refresh_token).await;
    assert_eq!(refusal(stolen), ErrorCode::RefreshTokenInvalid);
    for token in [&first.token, &second.token, &third.token] {
        assert_eq!(status_with(&server, token).await, 401);
    }
    let over = renew(&server, &third.refresh_token).await;
    assert_eq!(refusal(over), ErrorCode::RefreshTokenInvalid);
    assert_eq!(status_with(&server, &alice.token()).await, 200);
}

async fn a_lost_answer_can_be_asked_for_again_for_thirty_seconds(server: TestServer) {
    let alice = server.person("alice").await;
    let spent = tokens(&alice).refresh_token;
    let lost = renew(&server, &spent).await.unwrap();
    server.clock().advance_ms(25_000);
    let again = renew(&server, &spent).await.unwrap();
    assert_eq!(again.refresh_token, lost.refresh_token);
    server.clock().advance_ms(6_000);
    let late = renew(&server, &spent).await;
    assert_eq!(refusal(late), ErrorCode::RefreshTokenInvalid);
    assert_eq!(status_with(&server, &again.token).await, 401);
}

async fn fifty_renewals_at_once_leave_one_live_session(server: TestServer) {
    let alice = server.person("alice").await;
    let spent = tokens(&alice).refresh_token;
    let renewed = at_once(50, |_| {
        let (server, spent) = (server.clone(), spent.clone());
        async move { renew(&server, &spent).await.unwrap() }
    });
    let renewed = renewed.await;
    for tokens in &renewed {
        assert_eq!(tokens.refresh_token, renewed[0].refresh_token);
        assert_eq!(status_with(&server, &tokens.token).await, 200);
    }
    let next = renew(&server, &renewed[0].refresh_token).await.unwrap();
    assert_eq!(status_with(&server, &next.token).await, 200);
}

async fn the_client_renews_an_expired_access_token_by_itself(server: TestServer) {
    let alice = server.person("alice").await;
    let old = tokens(&alice);
    server.clock().advance_ms(7 * DAY_MS);
    assert_eq!(status_with(&server, &old.token).await, 401);
    let calls = at_once(10, |_| {
        let alice = alice.clone();
        async move { alice.client.auth().me().await.unwrap().id }
    });
    assert_eq!(calls.await, [alice.id(); 10]);
    assert_ne!(tokens(&alice).token, old.token);
    assert_ne!(tokens(&alice).refresh_token, old.refresh_token);
}

async fn a_session_that_nobody_renews_ends_after_thirty_days(server: TestServer) {
    let alice = server.person("alice").await;
    server.clock().advance_ms(30 * DAY_MS);
    assert_eq!(refusal(alice.client.auth().me().await), ErrorCode::RefreshTokenInvalid);
    assert!(alice.client.tokens().is_none(), "the client keeps tokens that never work again");
}

async fn access_and_refresh_tokens_cannot_be_exchanged(server: TestServer) {
    let Tokens { token, refresh_token } = tokens(&server.person("alice").await);
    assert_eq!(status_with(&server, &refresh_token).await, 401);
    assert_eq!(refusal(renew(&server, &token).await), ErrorCode::RefreshTokenInvalid);
}
