//! Forgotten passwords: the mail, and the token in it.

use crate::support::mails::{RESET, token_in};
use crate::support::people::PASSWORD;
use crate::support::{TestServer, on_both_databases, refusal};
use whatschat_client::ErrorCode;

const HOUR_MS: i64 = 3600 * 1000;
const NEW: &str = "N3wPassword";

on_both_databases![
    the_mailed_token_sets_a_new_password_once,
    a_reset_ends_all_sessions,
    a_reset_token_holds_for_an_hour,
    a_newer_reset_token_voids_the_older,
    an_unknown_address_gets_the_same_answer_and_no_mail,
    an_account_gets_three_mails_an_hour,
];

async fn the_mailed_token_sets_a_new_password_once(server: TestServer) {
    server.person("alice").await;
    let token = mailed_token(&server, 1).await;
    let client = server.client();
    client.auth().reset_password(&token, NEW).await.unwrap();
    client.auth().login("alice@example.com", NEW).await.unwrap();
    let old = client.auth().login("alice@example.com", PASSWORD).await;
    assert_eq!(refusal(old), ErrorCode::WrongPassword);
    let again = client.auth().reset_password(&token, PASSWORD).await;
    assert_eq!(refusal(again), ErrorCode::ResetTokenInvalid);
}

async fn a_reset_ends_all_sessions(server: TestServer) {
    let alice = server.person("alice").await;
    let stream = alice.listen().await;
    let token = mailed_token(&server, 1).await;
    server.client().auth().reset_password(&token, NEW).await.unwrap();
    stream.logged_out().await;
    assert!(alice.client.tokens().is_none(), "the client keeps tokens that never work again");
}

async fn a_reset_token_holds_for_an_hour(server: TestServer) {
    server.person("alice").await;
    let token = mailed_token(&server, 1).await;
    server.clock().advance_ms(HOUR_MS);
    let late = server.client().auth().reset_password(&token, NEW).await;
    assert_eq!(refusal(late), ErrorCode::ResetTokenInvalid);
    let token = mailed_token(&server, 2).await;
    server.clock().advance_ms(HOUR_MS - 60_000);
    server.client().auth().reset_password(&token, NEW).await.unwrap();
}

async fn a_newer_reset_token_voids_the_older(server: TestServer) {
    server.person("alice").await;
    let older = mailed_token(&server, 1).await;
    let newer = mailed_token(&server, 2).await;
    let refused = server.client().auth().reset_password(&older, NEW).await;
    assert_eq!(refusal(refused), ErrorCode::ResetTokenInvalid);
    server.client().auth().reset_password(&newer, NEW).await.unwrap();
}

async fn an_unknown_address_gets_the_same_answer_and_no_mail(server: TestServer) {
    server.person("alice").await;
    server.client().auth().forgot_password("nobody@example.com").await.unwrap();
    mailed_token(&server, 1).await; // who asks later has got hers
    assert_eq!(server.mails("nobody", ""), [""; 0]);
}

async fn an_account_gets_three_mails_an_hour(server: TestServer) {
    server.person("alice").await;
    for mails in 1..=3 {
        mailed_token(&server, mails).await;
    }
    for _ in 0..5 {
        server.client().auth().forgot_password("alice@example.com").await.unwrap();
    }
    server.person("bob").await; // this takes longer than mails would
    assert_eq!(server.mails("alice", RESET).len(), 3);
    server.clock().advance_ms(HOUR_MS);
    mailed_token(&server, 4).await;
}

/// Asks for a mail to Alice, and gives the token in it once there are as many such mails in all.
pub(crate) async fn mailed_token(server: &TestServer, mails: usize) -> String {
    let known = server.mails("alice", RESET);
    server.client().auth().forgot_password("alice@example.com").await.unwrap();
    let mails = server.mails_once("alice", RESET, mails).await;
    let mail = mails.iter().find(|mail| !known.contains(mail)).expect("one of them is new");
    token_in(mail)
}
