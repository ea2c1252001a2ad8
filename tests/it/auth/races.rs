//! What only one can have, wanted by fifty at once.

use super::resets::mailed_token;
use crate::support::people::registration;
use crate::support::{TestServer, at_once, on_both_databases, refusal};
use whatschat_client::{Error, ErrorCode};
use whatschat_core::auth::{Register, UpdateProfile};

on_both_databases![
    one_of_fifty_registers_with_a_name,
    one_of_fifty_registers_with_an_address,
    one_of_fifty_registers_with_a_number,
    one_of_fifty_changes_to_a_name,
    one_of_fifty_uses_a_reset_token,
];

async fn one_of_fifty_registers_with_a_name(server: TestServer) {
    let with = |n| Register { username: "alice".into(), ..someone(n) };
    one_registers(&server, with, ErrorCode::UsernameTaken).await;
}

async fn one_of_fifty_registers_with_an_address(server: TestServer) {
    let with = |n| Register { email: "alice@example.com".into(), ..someone(n) };
    one_registers(&server, with, ErrorCode::EmailTaken).await;
}

async fn one_of_fifty_registers_with_a_number(server: TestServer) {
    let with = |n| Register { phone: Some("13800138000".into()), ..someone(n) };
    one_registers(&server, with, ErrorCode::PhoneTaken).await;
}

async fn one_of_fifty_changes_to_a_name(server: TestServer) {
    let mut people = vec![];
    for n in 0..50 {
        people.push(server.person(&someone(n).username).await);
    }
    let outcomes = at_once(50, |n| {
        let client = people[n].client.clone();
        let change = UpdateProfile { username: Some("Alice".into()), ..UpdateProfile::default() };
        async move { client.auth().update_profile(change).await }
    });
    one_has_it(outcomes.await, ErrorCode::UsernameTaken);
}

async fn one_of_fifty_uses_a_reset_token(server: TestServer) {
    server.person("alice").await;
    let token = mailed_token(&server, 1).await;
    let password = |n: usize| format!("N3wPassword{n}");
    let outcomes = at_once(50, |n| {
        let (client, token, password) = (server.client(), token.clone(), password(n));
        async move { client.auth().reset_password(&token, &password).await.map(|()| password) }
    });
    let new = one_has_it(outcomes.await, ErrorCode::ResetTokenInvalid);
    server.client().auth().login("alice@example.com", &new).await.unwrap();
}

fn someone(n: usize) -> Register {
    registration(&format!("someone{n}"))
}

async fn one_registers(server: &TestServer, with: impl Fn(usize) -> Register, refused: ErrorCode) {
    let outcomes = at_once(50, |n| {
        let (client, request) = (server.client(), with(n));
        async move { client.auth().register(request).await }
    });
    let opened = one_has_it(outcomes.await, refused);
    let people = server.person("bob").await.client.users().list(Default::default()).await.unwrap();
    let mut names: Vec<_> = people.users.into_iter().map(|user| user.username).collect();
    names.sort_unstable();
    let mut known = [opened.user.username, "bob".into()];
    known.sort_unstable();
    assert_eq!(names, known, "of the others nothing is left");
}

/// What the one got; all others were refused with this code.
fn one_has_it<T: std::fmt::Debug>(outcomes: Vec<Result<T, Error>>, code: ErrorCode) -> T {
    let (mut done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1, "as many have it: {done:?}");
    for outcome in refused {
        assert_eq!(refusal(outcome), code);
    }
    done.remove(0).unwrap()
}
