//! What a password may be, and how it is kept.

use crate::support::people::PASSWORD;
use crate::support::{Backend, TestServer, answer, on_both_databases};
use serde_json::json;
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::time::{Duration, Instant};
use whatschat_server::config::Environment;

on_both_databases![
    a_huge_password_is_refused_without_being_hashed,
    a_weaker_hash_is_renewed_at_login,
];

const STRONG: &str = "Tr0ub4dor&3";

#[tokio::test(flavor = "multi_thread")]
async fn in_production_common_passwords_are_refused_wherever_one_chooses() {
    let server = TestServer::start_with(Backend::Sqlite, |config| {
        config.environment = Environment::Production;
        config.rate_limit = "entry=600".parse().unwrap();
        config.secret = Some("kZq8sX2mVd0rTn5wLb7yHc4fGj1pQe9u".into());
    })
    .await;
    let register = |password: &str| {
        let body = json!({"username": "alice", "email": "alice@example.com", "password": password});
        answer(server.request("POST", "/auth/register").json(&body))
    };
    for common in ["Password1", "PASSW0rd", "Qwerty123"] {
        let refused = register(common).await;
        assert_eq!(refused.bad_fields(), [("password", "too_common")], "{common}");
    }
    let token = register(STRONG).await.body["data"]["token"].as_str().unwrap().to_owned();
    let change = server.request("PUT", "/auth/change-password").bearer_auth(token);
    let change = change.json(&json!({"currentPassword": STRONG, "newPassword": "Password1"}));
    assert_eq!(answer(change).await.bad_fields(), [("newPassword", "too_common")]);
    let token = crate::auth::resets::mailed_token(&server, 1).await;
    let reset = |password: &str| {
        let body = json!({"token": token, "newPassword": password});
        answer(server.request("POST", "/auth/reset-password").json(&body))
    };
    assert_eq!(reset("Password1").await.bad_fields(), [("newPassword", "too_common")]);
    assert_eq!(reset("C0rrectHorse").await.status, 200, "the token is not spent by a refusal");
    server.finish().await;
}

async fn a_huge_password_is_refused_without_being_hashed(server: TestServer) {
    server.person("alice").await;
    let tries = |password: String| {
        let body = json!({"email": "alice@example.com", "password": password});
        answer(server.request("POST", "/auth/login").json(&body))
    };
    assert_eq!(tries("Aa1".repeat(333_334)).await.status, 413);
    let started = Instant::now();
    let refused = tries("Aa1".repeat(20_000)).await;
    assert_eq!(refused.bad_fields(), [("password", "too_long")]);
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
}

/// Argon2id of `Passw0rd` with 4 MiB and one pass.
const WEAK: &str = "$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$lOH3vb+OdXQusEIJrePTocVnofWtHaJ54az80LfFszo";

async fn a_weaker_hash_is_renewed_at_login(server: TestServer) {
    let alice = server.person("alice").await;
    set_hash(&server, WEAK).await;
    server.other_device(&alice).await;
    let renewed = hash(&server).await;
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
    server.other_device(&alice).await;
    assert_eq!(hash(&server).await, renewed, "a strong hash stays");
    let wrong = server.client().auth().login("alice@example.com", "Wr0ngOne").await;
    assert!(wrong.is_err() && PASSWORD != "Wr0ngOne");
}

async fn set_hash(server: &TestServer, hash: &str) {
    let set = "update users set password_hash = $1";
    match &server.config().database_url {
        Some(url) => {
            let mut conn = PgConnection::connect(url).await.unwrap();
            sqlx::query(set).bind(hash).execute(&mut conn).await.unwrap();
        }
        None => {
            let mut conn = SqliteConnection::connect(&sqlite(server)).await.unwrap();
            sqlx::query(set).bind(hash).execute(&mut conn).await.unwrap();
        }
    }
}

async fn hash(server: &TestServer) -> String {
    let get = "select password_hash from users";
    match &server.config().database_url {
        Some(url) => {
            let mut conn = PgConnection::connect(url).await.unwrap();
            sqlx::query_scalar(get).fetch_one(&mut conn).await.unwrap()
        }
        None => {
            let mut conn = SqliteConnection::connect(&sqlite(server)).await.unwrap();
            sqlx::query_scalar(get).fetch_one(&mut conn).await.unwrap()
        }
    }
}

fn sqlite(server: &TestServer) -> String {
    format!("sqlite:{}", server.config().data_dir.join("whatschat.db").display())
}
