//! Forgotten passwords: the mail, and the token in it.

use crate::support::people::PASSWORD;
use crate::support::{TestServer, on_both_databases, refusal, within};
use std::time::Duration;
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
    mailed_token(&server, 1).await; // one mail in all: Alice's, who asks for it here
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
    assert_eq!(mails_of(&server).len(), 3);
    server.clock().advance_ms(HOUR_MS);
    mailed_token(&server, 4).await;
}

/// Asks for a mail to Alice, and gives the token in it once there are as many mails in all.
pub(crate) async fn mailed_token(server: &TestServer, mails: usize) -> String {
    let known = mails_of(server);
    server.client().auth().forgot_password("alice@example.com").await.unwrap();
    // A mail is written after the answer, and nothing tells when: look again and again.
    let mut looks = tokio::time::interval(Duration::from_millis(5));
    let new = within("a mail", async {
        loop {
            looks.tick().await;
            let new = mails_of(server).into_iter().find(|mail| !known.contains(mail));
            if let Some(mail) = new.filter(|mail| mail.contains("ignore this mail")) {
                return mail;
            }
        }
    });
    let mail = new.await;
    assert_eq!(mails_of(server).len(), mails, "as many mails were written in all");
    assert!(mail.contains("To: alice@example.com"), "{mail}");
    let mut lines = mail.lines().skip_while(|line| !line.contains("choose a new password:"));
    lines.nth(2).expect("the token stands below").to_owned()
}

fn mails_of(server: &TestServer) -> Vec<String> {
    let files = std::fs::read_dir(server.config().data_dir.join("mails")).into_iter().flatten();
    let mails = files.map(|file| file.unwrap().path());
    let mails = mails.filter(|file| file.extension().is_some_and(|extension| extension == "eml"));
    mails.map(|file| std::fs::read_to_string(file).unwrap()).collect()
}
