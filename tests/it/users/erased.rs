//! The end of one's account.

use crate::auth::resets::mailed_token;
use crate::support::people::{PASSWORD, registration};
use crate::support::{
    LIMIT, Person, TestServer, answer, at_once, eventually, on_both_databases, refusal,
};
use serde_json::json;
use whatschat_client::ErrorCode;
use whatschat_core::auth::Register;

on_both_databases![
    a_wrong_password_deletes_nothing,
    it_ends_all_sessions_at_once,
    a_login_fails_as_if_there_had_been_nobody,
    a_reset_mail_from_before_is_void,
    name_address_and_number_can_be_used_again,
    of_fifty_who_delete_at_once_one_does,
    the_log_forgets_what_only_they_read,
];

async fn delete(person: &Person) {
    person.client.auth().delete_me(PASSWORD).await.unwrap();
}

async fn a_wrong_password_deletes_nothing(server: TestServer) {
    let alice = server.person("alice").await;
    let refused = alice.client.auth().delete_me("Passw0rd!").await;
    assert_eq!(refusal(refused), ErrorCode::WrongPassword);
    let request = server.request("DELETE", "/auth/me").bearer_auth(alice.token());
    let refused = answer(request).await;
    assert_eq!(refused.bad_fields(), [("password", "required")]);
    assert_eq!(alice.client.auth().me().await.unwrap(), alice.account);
}

async fn it_ends_all_sessions_at_once(server: TestServer) {
    let alice = server.person("alice").await;
    let phone = server.other_device(&alice).await;
    let (here, there) = (alice.listen().await, phone.listen().await);
    let token = alice.token();
    delete(&alice).await;
    here.logged_out().await;
    there.logged_out().await;
    assert!(alice.client.tokens().is_none(), "the SDK drops the tokens");
    let me = answer(server.request("GET", "/auth/me").bearer_auth(token)).await;
    assert_eq!(me.code(), ErrorCode::TokenInvalid);
    assert!(phone.client.auth().me().await.is_err());
}

async fn a_login_fails_as_if_there_had_been_nobody(server: TestServer) {
    let alice = server.person("alice").await;
    delete(&alice).await;
    let login = async |email: &str| {
        let body = json!({"email": email, "password": PASSWORD});
        answer(server.request("POST", "/auth/login").json(&body)).await
    };
    let gone = login(&alice.account.email).await;
    assert_eq!(gone.code(), ErrorCode::WrongPassword);
    assert_eq!(gone.bytes(), login("nobody@example.com").await.bytes());
}

async fn a_reset_mail_from_before_is_void(server: TestServer) {
    let alice = server.person("alice").await;
    let token = mailed_token(&server, 1).await;
    delete(&alice).await;
    let reset = server.client().auth().reset_password(token, "Passw0rd2").await;
    assert_eq!(refusal(reset), ErrorCode::ResetTokenInvalid);
}

async fn name_address_and_number_can_be_used_again(server: TestServer) {
    let account = || Register { phone: Some("13800138000".into()), ..registration("alice") };
    let client = server.client();
    let first = client.auth().register(account()).await.unwrap().user;
    client.auth().delete_me(PASSWORD).await.unwrap();
    let second = server.client().auth().register(account()).await.unwrap().user;
    assert_ne!(second.id, first.id);
    let login = server.client().auth().login(&second.email, PASSWORD).await.unwrap();
    assert_eq!(login.user, second);
}

async fn of_fifty_who_delete_at_once_one_does(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let token = alice.token();
    let outcomes = at_once(50, |_| {
        let request = server.request("DELETE", "/auth/me").bearer_auth(&token);
        answer(request.json(&json!({"password": PASSWORD})))
    });
    let outcomes = outcomes.await;
    let done = outcomes.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(done, 1, "as many were told that it is done");
    assert!(outcomes.iter().all(|answer| matches!(answer.status, 200 | 401 | 429)));
    assert!(bob.client.users().get(alice.id()).await.unwrap().deleted_at.is_some());
}

async fn the_log_forgets_what_only_they_read(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    bob.client.users().block(alice.id()).await.unwrap();
    server.stop().await;
    server.make_own_entries(2_500).await;
    server.start_again().await;
    let own = "select count(*) from log l join users u on u.id = l.stream
               where l.detail is not null and u.deleted_at is not null";
    delete(&alice).await;
    assert_eq!(server.count(own).await, 0);
    let others = "select count(*) from log where event = 'block_changed' and detail is not null";
    assert_eq!(server.count(others).await, 1, "nobody else's are forgotten");

    // A stop has come between.
    server.stop().await;
    server.run("update log set detail = '{}' where event = 'chat_read'").await;
    assert_eq!(server.count(own).await, 2_500);
    server.start_again().await;
    let forgotten = async || server.count(own).await == 0;
    eventually(LIMIT, "the forgetting of what was left", forgotten).await;
}
