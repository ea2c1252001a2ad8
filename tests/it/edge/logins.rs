//! Guessing passwords.

use super::{limited, login};
use crate::support::people::PASSWORD;
use crate::support::{answer, at_once, refusal};
use serde_json::json;
use whatschat_client::ErrorCode;

const HERE: &str = "203.0.113.1";
const ELSEWHERE: &str = "203.0.113.2";

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_passwords_close_the_login_for_that_address_alone() {
    let server = limited("on").await;
    let alice = server.person("alice").await;
    for _ in 0..5 {
        let wrong = answer(login(&server, "Wr0ngOne", HERE)).await;
        assert_eq!(wrong.code(), ErrorCode::WrongPassword);
    }
    let refused = answer(login(&server, PASSWORD, HERE)).await;
    assert_eq!(refused.code(), ErrorCode::TooManyRequests);
    let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((890..=900).contains(&wait), "it asks to wait {wait} s");

    assert_eq!(answer(login(&server, PASSWORD, ELSEWHERE)).await.status, 200);
    alice.client.auth().me().await.unwrap();
    server.clock().advance_ms(15 * 60 * 1000);
    assert_eq!(answer(login(&server, PASSWORD, HERE)).await.status, 200);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_wrong_passwords_in_a_minute_close_all_logins_from_an_address() {
    let server = limited("on").await;
    server.person("alice").await;
    for n in 0..20 {
        let body = json!({"email": format!("user{n}@example.com"), "password": "Wr0ngOne"});
        let guess = server.request("POST", "/auth/login").header("x-forwarded-for", HERE);
        assert_eq!(answer(guess.json(&body)).await.status, 401);
    }
    assert_eq!(answer(login(&server, PASSWORD, HERE)).await.status, 429);
    assert_eq!(answer(login(&server, PASSWORD, ELSEWHERE)).await.status, 200);
    server.clock().advance_ms(60_000);
    assert_eq!(answer(login(&server, PASSWORD, HERE)).await.status, 200);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_password_forgets_the_wrong_ones() {
    let server = limited("entry=1000").await;
    server.person("alice").await;
    for _ in 0..3 {
        for _ in 0..4 {
            assert_eq!(answer(login(&server, "Wr0ngOne", HERE)).await.status, 401);
        }
        assert_eq!(answer(login(&server, PASSWORD, HERE)).await.status, 200);
    }
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_account_looks_the_same() {
    let server = limited("entry=1000").await;
    let before = server.person("bob").await;
    let mut unknown = vec![];
    for _ in 0..7 {
        unknown.push(answer(login(&server, "Wr0ngOne", HERE)).await);
    }
    server.person("alice").await;
    for theirs in unknown {
        let known = answer(login(&server, "Wr0ngOne", ELSEWHERE)).await;
        let without_wait = |(status, headers, text): (u16, Vec<(&str, &[u8])>, &str)| {
            let headers = headers.into_iter().filter(|(name, _)| *name != "retry-after");
            let headers: Vec<_> =
                headers.map(|(name, value)| (name.to_owned(), value.to_vec())).collect();
            (status, headers, text.split("Try again").next().unwrap().to_owned())
        };
        assert_eq!(without_wait(theirs.bytes()).0, without_wait(known.bytes()).0);
        assert_eq!(theirs.code(), known.code());
        assert_eq!(without_wait(theirs.bytes()).2, without_wait(known.bytes()).2);
    }
    before.client.auth().me().await.unwrap();
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guesses_at_once_are_no_way_around() {
    let server = limited("entry=1000").await;
    server.person("alice").await;
    let guesses = {
        let server = server.clone();
        at_once(30, move |_| {
            let server = server.clone();
            async move { answer(login(&server, "Wr0ngOne", HERE)).await.status }
        })
        .await
    };
    let judged = guesses.iter().filter(|status| **status == 401).count();
    assert_eq!(judged, 5, "{guesses:?}");
    assert!(guesses.iter().all(|status| [401, 429].contains(status)), "{guesses:?}");
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guesses_at_once_at_many_accounts_are_no_way_around() {
    let server = limited("entry=1000").await;
    let guesses = {
        let server = server.clone();
        at_once(50, move |n| {
            let body = json!({"email": format!("user{n}@example.com"), "password": "Wr0ngOne"});
            let guess = server.request("POST", "/auth/login").header("x-forwarded-for", HERE);
            async move { answer(guess.json(&body)).await }
        })
        .await
    };
    let (judged, refused): (Vec<_>, Vec<_>) =
        guesses.iter().partition(|answer| answer.status == 401);
    assert_eq!(judged.len(), 20, "{guesses:?}");
    for answer in refused {
        assert_eq!(answer.code(), ErrorCode::TooManyRequests);
        assert!(answer.header("retry-after").is_some());
    }
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_a_token_cannot_guess_the_password_either() {
    let server = limited("on").await;
    let alice = server.person("alice").await;
    for _ in 0..5 {
        let wrong = alice.client.auth().change_password("Wr0ngOne", "N3wPassword").await;
        assert_eq!(refusal(wrong), ErrorCode::WrongPassword);
    }
    let refused = alice.client.auth().change_password(PASSWORD, "N3wPassword").await;
    assert_eq!(refusal(refused), ErrorCode::TooManyRequests);
    let device = server.other_device(&alice).await;
    device.client.auth().change_password(PASSWORD, "N3wPassword").await.unwrap();
    server.finish().await;
}
