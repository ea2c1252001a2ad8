//! Accounts: names, addresses, numbers, profiles.

use crate::support::people::{PASSWORD, registration};
use crate::support::{TestServer, on_both_databases, refusal};
use whatschat_client::ErrorCode;
use whatschat_core::auth::{Register, UpdateProfile};
use whatschat_core::status::Presence;

on_both_databases![
    registering_opens_a_session,
    a_user_name_is_unique_without_regard_to_case,
    an_address_is_unique_and_kept_in_lower_case,
    a_phone_number_is_unique_and_kept_bare,
    a_profile_changes_for_everyone,
    a_name_that_someone_has_cannot_be_changed_to,
];

async fn registering_opens_a_session(server: TestServer) {
    let alice = server.person("Alice").await;
    assert_eq!(alice.client.auth().me().await.unwrap(), alice.account);
    assert_eq!(alice.client.user_id(), Some(alice.id()));
    assert_eq!(alice.account.username, "Alice");
    assert_eq!((alice.account.phone, alice.account.avatar), (None, None));
    assert_eq!(alice.account.status, "在线");
    assert_eq!(alice.account.presence, Presence::Online);
    assert_eq!(alice.account.created_at, alice.account.updated_at);
}

async fn a_user_name_is_unique_without_regard_to_case(server: TestServer) {
    server.person("Alice").await;
    let again = Register { email: "other@example.com".into(), ..registration("aLICE") };
    let taken = refusal(server.client().auth().register(again).await);
    assert_eq!(taken, ErrorCode::UsernameTaken);
}

async fn an_address_is_unique_and_kept_in_lower_case(server: TestServer) {
    let alice = Register { email: "Alice@Example.COM".into(), ..registration("alice") };
    let opened = server.client().auth().register(alice).await.unwrap();
    assert_eq!(opened.user.email, "alice@example.com");
    let again = Register { email: "ALICE@example.com".into(), ..registration("alice2") };
    assert_eq!(refusal(server.client().auth().register(again).await), ErrorCode::EmailTaken);
    let login = server.client().auth().login("aLiCe@example.com", PASSWORD).await.unwrap();
    assert_eq!(login.user, opened.user);
}

async fn a_phone_number_is_unique_and_kept_bare(server: TestServer) {
    let with = |name, phone: &str| Register { phone: Some(phone.into()), ..registration(name) };
    let alice = with("alice", "+86 138 0013 8000");
    let opened = server.client().auth().register(alice).await.unwrap();
    assert_eq!(opened.user.phone.as_deref(), Some("13800138000"));
    let taken = server.client().auth().register(with("bob", "13800138000")).await;
    assert_eq!(refusal(taken), ErrorCode::PhoneTaken);
}

async fn a_profile_changes_for_everyone(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    server.clock().advance_ms(1000);
    let change = UpdateProfile {
        username: Some("Alicia".into()),
        status: Some("忙碌中".into()),
        avatar: None,
    };
    let changed = alice.client.auth().update_profile(change).await.unwrap();
    assert_eq!((changed.username.as_str(), changed.status.as_str()), ("Alicia", "忙碌中"));
    assert!(changed.updated_at > alice.account.updated_at);
    assert_eq!(changed.created_at, alice.account.created_at);
    let seen = bob.client.users().get(alice.id()).await.unwrap();
    assert_eq!((seen.username, seen.status), (changed.username.clone(), changed.status.clone()));

    let status = UpdateProfile { status: Some(String::new()), ..UpdateProfile::default() };
    let changed = alice.client.auth().update_profile(status).await.unwrap();
    assert_eq!((changed.username.as_str(), changed.status.as_str()), ("Alicia", ""));
}

async fn a_name_that_someone_has_cannot_be_changed_to(server: TestServer) {
    let alice = server.person("alice").await;
    server.person("bob").await;
    let named =
        |name: &str| UpdateProfile { username: Some(name.into()), ..UpdateProfile::default() };
    let taken = alice.client.auth().update_profile(named("BOB")).await;
    assert_eq!(refusal(taken), ErrorCode::UsernameTaken);
    let own = alice.client.auth().update_profile(named("ALICE")).await.unwrap();
    assert_eq!(own.username, "ALICE");
}
