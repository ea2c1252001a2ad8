//! Proving an e-mail address, in the three ways that a server can be set to.

use crate::support::mails::{RESET, VERIFICATION, token_in};
use crate::support::{TestServer, answer, on_both_databases, private_chat, refusal};
use serde_json::json;
use whatschat_client::ErrorCode;
use whatschat_core::endpoint::{Auth, Info};
use whatschat_server::Config;
use whatschat_server::config::EmailVerification;

const HOUR_MS: i64 = 3600 * 1000;

fn optional(config: &mut Config) {
    config.email_verification = EmailVerification::Optional;
}

fn required(config: &mut Config) {
    config.email_verification = EmailVerification::Required;
}

on_both_databases![where_it_is_off_nobody_is_asked];

on_both_databases![with optional;
    the_mailed_token_verifies_once,
    where_it_is_optional_nothing_depends_on_it,
    a_verification_token_holds_for_a_day_or_until_the_next,
    an_account_gets_three_verification_mails_an_hour,
    a_reset_by_mail_proves_the_address_too,
    tokens_of_one_purpose_do_not_serve_another,
];

on_both_databases![with required;
    until_it_is_verified_an_account_is_only_for_itself,
    once_verified_everything_is_open_at_once,
    a_verified_caller_costs_no_query_more,
];

async fn where_it_is_off_nobody_is_asked(server: TestServer) {
    let alice = server.person("alice").await;
    assert!(!alice.account.email_verified);
    alice.client.auth().send_verification().await.unwrap();
    server.client().auth().forgot_password("alice@example.com").await.unwrap();
    server.mails_once("alice", RESET, 1).await; // asked for later, and there
    assert_eq!(server.mails("alice", VERIFICATION), [""; 0]);
}

async fn the_mailed_token_verifies_once(server: TestServer) {
    let alice = server.person("alice").await;
    let token = token_in(&server.mails_once("alice", VERIFICATION, 1).await[0]);
    assert!(!alice.client.auth().me().await.unwrap().email_verified);
    server.client().auth().verify_email(&token).await.unwrap();
    assert!(alice.client.auth().me().await.unwrap().email_verified);
    let again = server.client().auth().verify_email(&token).await;
    assert_eq!(refusal(again), ErrorCode::VerificationInvalid);
    // Now there is nothing to ask for.
    for _ in 0..5 {
        alice.client.auth().send_verification().await.unwrap();
    }
}

async fn where_it_is_optional_nothing_depends_on_it(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mut stream = bob.listen().await;
    let chat = private_chat(&alice, &bob).await;
    let said = alice.say(chat, "unproved").await;
    assert_eq!(stream.message().await, said);
}

async fn a_verification_token_holds_for_a_day_or_until_the_next(server: TestServer) {
    let alice = server.person("alice").await;
    let first = token_in(&server.mails_once("alice", VERIFICATION, 1).await[0]);
    alice.client.auth().send_verification().await.unwrap();
    let second = token_in(&server.mails_once("alice", VERIFICATION, 2).await[1]);
    let verify = async |token: &str| server.client().auth().verify_email(token).await;
    assert_eq!(refusal(verify(&first).await), ErrorCode::VerificationInvalid);
    server.clock().advance_ms(24 * HOUR_MS);
    assert_eq!(refusal(verify(&second).await), ErrorCode::VerificationInvalid);
    alice.client.auth().send_verification().await.unwrap();
    let third = token_in(&server.mails_once("alice", VERIFICATION, 3).await[2]);
    server.clock().advance_ms(23 * HOUR_MS);
    verify(&third).await.unwrap();
}

async fn an_account_gets_three_verification_mails_an_hour(server: TestServer) {
    let alice = server.person("alice").await; // the first
    for _ in 0..2 {
        alice.client.auth().send_verification().await.unwrap();
    }
    let request = server.request("POST", "/auth/send-verification").bearer_auth(alice.token());
    let refused = answer(request).await;
    assert_eq!(refused.code(), ErrorCode::TooManyRequests);
    let wait_s: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((3500..=3601).contains(&wait_s), "{wait_s}");
    server.clock().advance_ms(wait_s * 1000);
    alice.client.auth().send_verification().await.unwrap();
    server.mails_once("alice", VERIFICATION, 4).await;
}

async fn a_reset_by_mail_proves_the_address_too(server: TestServer) {
    let alice = server.person("alice").await;
    server.client().auth().forgot_password("alice@example.com").await.unwrap();
    let token = token_in(&server.mails_once("alice", RESET, 1).await[0]);
    server.client().auth().reset_password(token, "N3wPassword").await.unwrap();
    let opened = alice.client.auth().login("alice@example.com", "N3wPassword").await.unwrap();
    assert!(opened.user.email_verified);
}

async fn tokens_of_one_purpose_do_not_serve_another(server: TestServer) {
    server.person("alice").await;
    server.client().auth().forgot_password("alice@example.com").await.unwrap();
    let reset = token_in(&server.mails_once("alice", RESET, 1).await[0]);
    let verification = token_in(&server.mails_once("alice", VERIFICATION, 1).await[0]);
    let wrong = server.client().auth().verify_email(&reset).await;
    assert_eq!(refusal(wrong), ErrorCode::VerificationInvalid);
    let wrong = server.client().auth().reset_password(&verification, "N3wPassword").await;
    assert_eq!(refusal(wrong), ErrorCode::ResetTokenInvalid);
    server.client().auth().verify_email(&verification).await.unwrap();
}

/// Every operation, by the contract's own list: a new one is tried without a line here.
async fn until_it_is_verified_an_account_is_only_for_itself(server: TestServer) {
    let alice = server.person("alice").await;
    let unserved = whatschat_server::unserved();
    let served = |info: &Info| info.auth == Auth::Bearer && !unserved.contains(&info.name);
    for info in whatschat_core::endpoints().into_iter().filter(served) {
        let path: Vec<_> = info.path.split('/').map(|part| part.replace('{', "0{")).collect();
        let request = server.request(info.method.as_str(), &path.join("/"));
        let forbidden = answer(request.bearer_auth(alice.token())).await;
        let is_refused = forbidden.body["error"]["code"] == "AUTH_007";
        assert_eq!(is_refused, info.room() != "auth", "{}: {forbidden:?}", info.name);
        if info.name == "Logout" || info.name == "EndAllSessions" {
            alice.client.auth().login("alice@example.com", "Passw0rd").await.unwrap();
        }
    }
    let mut socket = server.raw_socket().await;
    let ack = socket.call("authenticate", &json!({"token": alice.token()})).await;
    assert_eq!(ack["error"]["code"], "AUTH_007", "{ack}");
}

async fn once_verified_everything_is_open_at_once(server: TestServer) {
    let alice = server.person("alice").await;
    let phone = server.other_device(&alice).await;
    for device in [&alice, &phone] {
        assert_eq!(refusal(device.client.chats().list().await), ErrorCode::EmailNotVerified);
    }
    let token = token_in(&server.mails_once("alice", VERIFICATION, 1).await[0]);
    server.client().auth().verify_email(token).await.unwrap();
    for device in [&alice, &phone] {
        device.client.chats().list().await.unwrap();
        device.listen().await;
    }
}

async fn a_verified_caller_costs_no_query_more(server: TestServer) {
    let alice = server.person("alice").await;
    let token = token_in(&server.mails_once("alice", VERIFICATION, 1).await[0]);
    server.client().auth().verify_email(token).await.unwrap();
    // Of several requests within a second the first alone looks the session up.
    let mut costs = vec![];
    for _ in 0..5 {
        let before = server.statements();
        alice.client.auth().me().await.unwrap();
        costs.push(server.statements() - before);
    }
    assert_eq!(costs.iter().min(), Some(&1), "{costs:?}");
}
