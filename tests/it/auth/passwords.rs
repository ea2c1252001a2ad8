//! Passwords: who has them right, and what a new one ends.

use crate::support::people::PASSWORD;
use crate::support::{TestServer, answer, on_both_databases, private_chat, refusal};
use serde_json::json;
use whatschat_client::ErrorCode;

on_both_databases![
    an_unknown_address_and_a_wrong_password_get_the_same_answer,
    an_unknown_address_costs_the_database_what_a_wrong_password_does,
    a_new_password_ends_the_other_sessions_with_their_sockets,
    a_wrong_password_changes_nothing,
];

async fn an_unknown_address_and_a_wrong_password_get_the_same_answer(server: TestServer) {
    server.person("alice").await;
    let login = async |email: &str, password: &str| {
        let body = json!({"email": email, "password": password});
        answer(server.request("POST", "/auth/login").json(&body)).await
    };
    let wrong = login("alice@example.com", "Wr0ngPassword").await;
    let unknown = login("nobody@example.com", PASSWORD).await;
    assert_eq!(wrong.code(), ErrorCode::WrongPassword);
    assert_eq!(wrong.bytes(), unknown.bytes());
}

async fn an_unknown_address_costs_the_database_what_a_wrong_password_does(server: TestServer) {
    server.person("alice").await;
    let cost = async |email: &str| {
        let wrong = async || {
            let login = server.client().auth().login(email, "Wr0ngPassword").await;
            assert_eq!(refusal(login), ErrorCode::WrongPassword);
        };
        server.cost(wrong).await
    };
    assert_eq!(cost("alice@example.com").await, cost("nobody@example.com").await);
    // A forgotten password is looked up after the answer, whoever asks.
    let ask = async |email: &str| {
        let body = json!({"email": email});
        answer(server.request("POST", "/auth/forgot-password").json(&body)).await
    };
    let (known, unknown) = (ask("alice@example.com").await, ask("nobody@example.com").await);
    assert_eq!(known.bytes(), unknown.bytes());
}

async fn a_new_password_ends_the_other_sessions_with_their_sockets(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = server.other_device(&alice).await;
    let mut here = alice.listen().await;
    let there = phone.listen().await;

    alice.client.auth().change_password(PASSWORD, "N3wPassword").await.unwrap();
    there.logged_out().await;
    here.nothing_but_a_marker(&bob, chat).await;
    alice.client.auth().me().await.unwrap();

    let login = |password: &'static str| {
        let client = server.client();
        async move { client.auth().login("alice@example.com", password).await }
    };
    assert_eq!(refusal(login(PASSWORD).await), ErrorCode::WrongPassword);
    login("N3wPassword").await.unwrap();
}

async fn a_wrong_password_changes_nothing(server: TestServer) {
    let alice = server.person("alice").await;
    let phone = server.other_device(&alice).await;
    let refused = alice.client.auth().change_password("Wr0ngPassword", "N3wPassword").await;
    assert_eq!(refusal(refused), ErrorCode::WrongPassword);
    phone.client.auth().me().await.unwrap();
    server.client().auth().login("alice@example.com", PASSWORD).await.unwrap();
}
