//! The log of what touches security.

use super::admin::{admin, told};
use crate::support::people::PASSWORD;
use crate::support::{TestServer, on_both_databases, refusal};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, SqliteConnection};
use whatschat_client::ErrorCode;
use whatschat_core::users::UpdateUser;
use whatschat_server::Config;
use whatschat_server::config::Directory;

on_both_databases![
    the_operator_reads_what_happened,
    it_says_who_changed_or_deleted_whom,
    the_log_is_only_ever_added_to,
    old_entries_are_left_out_on_demand,
    one_users_entries_are_shown_on_demand,
    a_long_log_is_shown_whole,
    it_says_from_where,
];
on_both_databases![with private; what_an_admin_reads_is_noted];

async fn entries(server: &TestServer, more: &[&str]) -> Vec<Value> {
    let arguments = [&["audit", "--json"], more].concat();
    let told = told(server, &arguments).await;
    told.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn the_operator_reads_what_happened(server: TestServer) {
    const NEW: &str = "N3wPassword";
    let alice = server.person("alice").await;
    let client = server.client();
    let wrong = client.auth().login("alice@example.com", "Wr0ngOne").await;
    assert_eq!(refusal(wrong), ErrorCode::WrongPassword);
    let nobody = client.auth().login("nobody@example.com", "Wr0ngOne").await;
    assert_eq!(refusal(nobody), ErrorCode::WrongPassword);
    let wrong = alice.client.auth().change_password("Wr0ngOne", NEW).await;
    assert_eq!(refusal(wrong), ErrorCode::WrongPassword);
    alice.client.auth().change_password(PASSWORD, NEW).await.unwrap();
    let token = crate::auth::resets::mailed_token(&server, 1).await;
    client.auth().reset_password(&token, PASSWORD).await.unwrap();
    let device = server.other_device(&alice).await;
    device.client.auth().logout().await.unwrap();
    told(&server, &["promote", "alice@example.com"]).await;

    let entries = entries(&server, &[]).await;
    let alice = Some("alice");
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| (entry["what"].as_str().unwrap(), entry["username"].as_str()))
        .collect();
    let expected = [
        ("registered", alice),
        ("login_failed", alice),
        ("login_failed", None),
        ("password_refused", alice),
        ("password_changed", alice),
        ("reset_asked", alice),
        ("password_reset", alice),
        ("logged_in", alice),
        ("logged_out", alice),
        ("promoted", alice),
    ];
    assert_eq!(rows, expected);
    assert_eq!(entries[1]["address"], "127.0.0.1");
    let lines = told(&server, &["audit"]).await;
    let second = lines.lines().nth(1).unwrap();
    assert!(second.ends_with("login_failed      alice from 127.0.0.1"), "{second}");
    for secret in [PASSWORD, NEW, "Wr0ngOne", &token, "nobody@example.com"] {
        assert!(!format!("{entries:?}{lines}").contains(secret), "the log holds {secret}");
    }
}

async fn it_says_who_changed_or_deleted_whom(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    server.make_admin(&alice).await;
    let (id, status) = (bob.id(), Some("On leave".into()));
    let change = UpdateUser { id, username: None, status, avatar: None };
    alice.client.users().update(change).await.unwrap();
    alice.client.users().delete(bob.id()).await.unwrap();
    alice.client.auth().delete_me(PASSWORD).await.unwrap();
    let entries = entries(&server, &[]).await;
    let rows = entries.iter().map(|entry| (&entry["what"], &entry["user"], &entry["by"]));
    let rows: Vec<_> = rows.skip(2).map(|(what, user, by)| json!([what, user, by])).collect();
    let expected = [
        json!(["profile_changed", bob.id(), alice.id()]),
        json!(["account_deleted", bob.id(), alice.id()]),
        json!(["account_deleted", alice.id(), alice.id()]),
    ];
    assert_eq!(rows, expected);
}

async fn the_log_is_only_ever_added_to(server: TestServer) {
    server.person("alice").await;
    for change in ["delete from audit", "update audit set what = 'nothing'"] {
        let refused = match &server.config().database_url {
            Some(url) => {
                let mut conn = PgConnection::connect(url).await.unwrap();
                sqlx::query(change).execute(&mut conn).await.map(drop)
            }
            None => {
                let file = server.config().data_dir.join("whatschat.db");
                let url = format!("sqlite:{}", file.display());
                let mut conn = SqliteConnection::connect(&url).await.unwrap();
                sqlx::query(change).execute(&mut conn).await.map(drop)
            }
        };
        let why = refused.unwrap_err().to_string();
        assert!(why.contains("only ever added to"), "{why}");
    }
    assert_eq!(entries(&server, &[]).await.len(), 1);
}

async fn old_entries_are_left_out_on_demand(server: TestServer) {
    server.clock().advance_ms(-3_600_000);
    server.person("alice").await;
    server.clock().advance_ms(3_600_000);
    server.person("bob").await;
    let names = |entries: Vec<Value>| -> Vec<String> {
        entries.iter().map(|entry| entry["username"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(entries(&server, &[]).await), ["alice", "bob"]);
    assert_eq!(names(entries(&server, &["--since", "30m"]).await), ["bob"]);
    assert_eq!(names(entries(&server, &["--since", "2h"]).await), ["alice", "bob"]);
    assert!(entries(&server, &["--since", "2999-01-01T00:00:00Z"]).await.is_empty());
}

async fn one_users_entries_are_shown_on_demand(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("Bob").await;
    server.make_admin(&alice).await;
    let (id, status) = (bob.id(), Some("On leave".into()));
    let change = UpdateUser { id, username: None, status, avatar: None };
    alice.client.users().update(change).await.unwrap();
    let of_alice = ["registered", "profile_changed"];
    let id = alice.id().to_string();
    for name in ["alice", "Alice@Example.com", &id] {
        let about = entries(&server, &["--about", name]).await;
        let whats: Vec<_> = about.iter().map(|entry| entry["what"].as_str().unwrap()).collect();
        assert_eq!(whats, of_alice, "about {name}");
    }
    alice.client.users().delete(bob.id()).await.unwrap();
    let of_bob = entries(&server, &["--about", &bob.id().to_string()]).await;
    assert_eq!(of_bob.len(), 3, "{of_bob:?}");
    let nobody = admin(&server, &["audit", "--about", "bob"]).await;
    assert_eq!(nobody.status.code(), Some(1));
    let said = String::from_utf8(nobody.stderr).unwrap();
    assert!(said.contains("nobody is called bob, or has this address."), "{said}");
}

async fn a_long_log_is_shown_whole(server: TestServer) {
    server
        .run_either(
            "with recursive many (n) as (select 1 union all select n + 1 from many where n < 2500)
             insert into audit (id, at, what) select randomblob(16), n / 7, 'logged_in' from many",
            "with recursive many (n) as (select 1 union all select n + 1 from many where n < 2500)
             insert into audit (id, at, what) select gen_random_uuid(), n / 7, 'logged_in' from many",
        )
        .await;
    let entries = entries(&server, &[]).await;
    assert_eq!(entries.len(), 2500);
    let times: Vec<_> = entries.iter().map(|entry| entry["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
}

/// What is done with a token comes from somewhere too, and only its owner is shown where that is.
async fn it_says_from_where(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    server.make_admin(&alice).await;
    let wrong = bob.client.auth().change_password("Wr0ngOne", "N3wPassword").await;
    assert_eq!(refusal(wrong), ErrorCode::WrongPassword);
    bob.client.auth().change_password(PASSWORD, "N3wPassword").await.unwrap();
    let (id, status) = (bob.id(), Some("On leave".into()));
    let change = UpdateUser { id, username: None, status, avatar: None };
    alice.client.users().update(change).await.unwrap();
    bob.client.auth().end_all_sessions().await.unwrap();
    alice.client.auth().logout().await.unwrap();
    alice.client.auth().login("alice@example.com", PASSWORD).await.unwrap();
    alice.client.auth().delete_me(PASSWORD).await.unwrap();
    for entry in entries(&server, &[]).await {
        assert_eq!(entry["address"], "127.0.0.1", "{entry}");
    }
}

fn private(config: &mut Config) {
    config.directory = Directory::Private;
}

async fn what_an_admin_reads_is_noted(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    for person in [&alice, &bob] {
        person.client.users().get(bob.id()).await.unwrap();
        person.client.users().list(Default::default()).await.unwrap();
    }
    assert_eq!(entries(&server, &[]).await.len(), 2, "they have read no more than anybody may");
    server.make_admin(&alice).await;
    alice.client.users().get(bob.id()).await.unwrap();
    alice.client.users().get(alice.id()).await.unwrap(); // her own
    alice.client.users().list(Default::default()).await.unwrap();
    let entries = entries(&server, &["--about", "alice"]).await;
    let rows =
        entries.iter().map(|one| json!([one["what"], one["user"], one["by"], one["address"]]));
    let expected = [
        json!(["profile_read", bob.id(), alice.id(), "127.0.0.1"]),
        json!(["directory_read", null, alice.id(), "127.0.0.1"]),
    ];
    assert_eq!(rows.skip(1).collect::<Vec<_>>(), expected);
}
