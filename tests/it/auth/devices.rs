//! Devices: the sessions of one account, side by side.

use crate::support::{LIMIT, Person, TestServer, answer, eventually, on_both_databases, refusal};
use whatschat_client::{Client, ErrorCode, Tokens};
use whatschat_core::auth::{RefreshTokens, Session};
use whatschat_core::id::SessionId;
use whatschat_core::limits::SESSIONS_MAX;

const HOUR_MS: i64 = 3600 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

on_both_databases![
    each_device_is_listed_and_knows_itself,
    a_renewal_is_a_use,
    an_ended_session_is_over_at_once,
    anothers_session_is_none,
    all_sessions_can_be_ended_together,
    one_device_too_many_ends_the_one_used_longest_ago,
    what_is_over_is_cleared_away,
];

async fn sessions(client: &Client) -> Vec<Session> {
    client.auth().sessions().await.unwrap()
}

async fn own(person: &Person) -> SessionId {
    let sessions = sessions(&person.client).await;
    sessions.iter().find(|session| session.current).unwrap().id
}

async fn status_of(server: &TestServer, tokens: &Tokens) -> u16 {
    answer(server.request("GET", "/auth/me").bearer_auth(&tokens.token)).await.status
}

async fn each_device_is_listed_and_knows_itself(server: TestServer) {
    let alice = server.person("alice").await;
    server.person("bob").await;
    server.clock().advance_ms(1000);
    let phone = Client::builder(server.url()).user_agent("Phone/1.0").build().unwrap();
    phone.auth().login("alice@example.com", crate::support::people::PASSWORD).await.unwrap();
    let listed = sessions(&phone).await;
    assert_eq!(listed.len(), 2, "bob's is not hers");
    assert_eq!(listed[0].user_agent.as_deref(), Some("Phone/1.0"));
    assert_eq!((listed[0].current, listed[1].current), (true, false));
    assert_eq!(listed[0].last_used_at, listed[0].created_at);
    assert!(listed[0].created_at > listed[1].created_at);
    let here = sessions(&alice.client).await;
    assert_eq!((here[0].current, here[1].current), (false, true));
}

async fn a_renewal_is_a_use(server: TestServer) {
    let alice = server.person("alice").await;
    server.other_device(&alice).await;
    server.clock().advance_ms(DAY_MS);
    let spent = alice.client.tokens().unwrap().refresh_token;
    let renewed = server.client().send(RefreshTokens { refresh_token: spent }).await.unwrap();
    let client = Client::builder(server.url()).tokens(renewed).build().unwrap();
    let listed = sessions(&client).await;
    assert!(listed[0].current, "the one used last comes first");
    assert!(listed[0].last_used_at.0 >= listed[0].created_at.0 + DAY_MS);
    assert_eq!(listed[1].last_used_at, listed[1].created_at);
}

async fn an_ended_session_is_over_at_once(server: TestServer) {
    let alice = server.person("alice").await;
    let phone = server.other_device(&alice).await;
    let (tokens, id) = (phone.client.tokens().unwrap(), own(&phone).await);
    let (stream, socket) = (phone.listen().await, server.raw_socket_of(&phone.token()).await);
    assert_eq!(status_of(&server, &tokens).await, 200);
    alice.client.auth().end_session(id).await.unwrap();
    assert_eq!(status_of(&server, &tokens).await, 401);
    socket.ended().await;
    stream.logged_out().await;
    let again = alice.client.auth().end_session(id).await;
    assert_eq!(refusal(again), ErrorCode::SessionNotFound);
    assert_eq!(sessions(&alice.client).await.len(), 1);
}

async fn anothers_session_is_none(server: TestServer) {
    let alice = server.person("alice").await;
    let mallory = server.person("mallory").await;
    let end = async |id: SessionId| {
        let request = server.request("DELETE", &format!("/auth/sessions/{id}"));
        answer(request.bearer_auth(mallory.token())).await
    };
    let hers = end(own(&alice).await).await;
    assert_eq!(hers.code(), ErrorCode::SessionNotFound);
    assert_eq!(hers.bytes(), end(SessionId::nil()).await.bytes());
    alice.client.auth().me().await.unwrap();
}

async fn all_sessions_can_be_ended_together(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let phone = server.other_device(&alice).await;
    let all = [alice.client.tokens().unwrap(), phone.client.tokens().unwrap()];
    let stream = phone.listen().await;
    alice.client.auth().end_all_sessions().await.unwrap();
    assert!(alice.client.tokens().is_none(), "the client keeps tokens that never work again");
    stream.logged_out().await;
    for tokens in &all {
        assert_eq!(status_of(&server, tokens).await, 401);
        let refresh_token = tokens.refresh_token.clone();
        let renewed = server.client().send(RefreshTokens { refresh_token }).await;
        assert_eq!(refusal(renewed), ErrorCode::RefreshTokenInvalid);
    }
    bob.client.auth().me().await.unwrap();
}

async fn one_device_too_many_ends_the_one_used_longest_ago(server: TestServer) {
    let alice = server.person("alice").await;
    server.clock().advance_ms(1000);
    let second = server.other_device(&alice).await;
    let stream = second.listen().await;
    server.clock().advance_ms(1000);
    // The first session is used again, so that the second was used longest ago.
    let refresh_token = alice.client.tokens().unwrap().refresh_token;
    let first = server.client().send(RefreshTokens { refresh_token }).await.unwrap();
    for _ in 2..SESSIONS_MAX {
        server.clock().advance_ms(1000);
        server.other_device(&alice).await;
    }
    assert_eq!(sessions(&second.client).await.len(), SESSIONS_MAX);
    server.other_device(&alice).await;
    stream.logged_out().await;
    assert_eq!(status_of(&server, &first).await, 200);
    let client = Client::builder(server.url()).tokens(first).build().unwrap();
    assert_eq!(sessions(&client).await.len(), SESSIONS_MAX);
}

async fn what_is_over_is_cleared_away(server: TestServer) {
    server.person("alice").await;
    server.client().auth().forgot_password("alice@example.com").await.unwrap();
    server.mails_once("alice", crate::support::mails::RESET, 1).await;
    server.clock().advance_ms(31 * DAY_MS); // the session is not renewed meanwhile
    rows_once(&server, "select count(*) from sessions where ended_at is null", 0).await;
    rows_once(&server, "select count(*) from refresh_tokens", 0).await;
    rows_once(&server, "select count(*) from mail_tokens", 0).await;
    let bob = server.person("bob").await;
    server.clock().advance_ms(25 * HOUR_MS);
    rows_once(&server, "select count(*) from sessions", 1).await;
    assert_eq!(sessions(&bob.client).await.len(), 1, "who is here stays");
}

/// Waits until the server, which looks at its clock every second, has left so many rows.
async fn rows_once(server: &TestServer, query: &'static str, rows: i64) {
    eventually(LIMIT, "the sweep", async || server.count(query).await == rows).await;
}
