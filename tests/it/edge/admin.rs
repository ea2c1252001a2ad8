//! The operator's commands, beside a running server.

use crate::support::program::server_command as program;
use crate::support::{TestServer, group_of, on_both_databases, refusal, within};
use std::process::Output;
use whatschat_client::{ErrorCode, Event};
use whatschat_core::sync::ResetReason;
use whatschat_core::users::UpdateUser;

on_both_databases![
    admins_are_made_and_unmade_by_the_operator,
    a_demotion_by_another_process_is_in_force_at_once,
    after_a_backup_was_restored_clients_read_everything_anew,
];

/// Runs `whatschat-server admin …` at the database of a running server.
pub(super) async fn admin(server: &TestServer, arguments: &[&str]) -> Output {
    let mut command = program();
    command.arg("admin").args(arguments).arg("--data-dir").arg(&server.config().data_dir);
    if let Some(url) = &server.config().database_url {
        command.env("WHATSCHAT_DATABASE_URL", url);
    }
    within("the end of the command", command.output()).await.unwrap()
}

/// What it prints when all is well.
pub(super) async fn told(server: &TestServer, arguments: &[&str]) -> String {
    let output = admin(server, arguments).await;
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

async fn admins_are_made_and_unmade_by_the_operator(server: TestServer) {
    server.person("alice").await;
    server.person("bob").await;
    assert_eq!(told(&server, &["list"]).await, "", "there is a default admin");
    let made = told(&server, &["promote", "Alice@Example.com"]).await;
    assert_eq!(made, "Alice@Example.com is an admin now\n");
    assert_eq!(told(&server, &["list"]).await, format!("{:20} alice@example.com\n", "alice"));
    let row: serde_json::Value =
        serde_json::from_str(&told(&server, &["list", "--json"]).await).unwrap();
    assert_eq!((&row["username"], &row["email"]), (&"alice".into(), &"alice@example.com".into()));
    let again = told(&server, &["promote", "alice@example.com"]).await;
    assert_eq!(again, "alice@example.com is an admin already\n");
    for expected in ["no admin any more", "no admin already"] {
        let said = told(&server, &["demote", "alice@example.com"]).await;
        assert_eq!(said, format!("alice@example.com is {expected}\n"));
    }
    assert_eq!(told(&server, &["list"]).await, "");

    let nobody = admin(&server, &["promote", "nobody@example.com"]).await;
    assert_eq!(nobody.status.code(), Some(1));
    let said = String::from_utf8(nobody.stderr).unwrap();
    let expected =
        "whatschat-server: nobody with the e-mail address nobody@example.com has an account.\n";
    assert_eq!(said, expected);
}

async fn a_demotion_by_another_process_is_in_force_at_once(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&bob, &[&alice]).await;
    let mut stream = alice.listen().await;
    let rename = async |username: &str| {
        let username = Some(username.to_owned());
        let change = UpdateUser { id: bob.id(), username, status: None, avatar: None };
        alice.client.users().update(change).await
    };
    told(&server, &["promote", "alice@example.com"]).await;
    rename("robert").await.unwrap();
    told(&server, &["demote", "alice@example.com"]).await;
    assert_eq!(refusal(rename("rob").await), ErrorCode::Forbidden);
    let delete = alice.client.users().delete(bob.id()).await;
    assert_eq!(refusal(delete), ErrorCode::Forbidden);
    assert_eq!(bob.client.auth().me().await.unwrap().username, "robert");
    stream.nothing_but_a_marker(&bob, group).await; // her session goes on
}

#[tokio::test]
async fn a_command_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program();
    command.args(["admin", "list", "--data-dir"]).arg(folder.path());
    let output = within("the end of the command", command.output()).await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("whatschat-server: there is no database "), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

async fn after_a_backup_was_restored_clients_read_everything_anew(server: TestServer) {
    let alice = server.person("alice").await;
    let mut stream = alice.listen().await;
    let refused = admin(&server, &["restored"]).await;
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        !refused.status.success() && said.contains("another server uses the data folder"),
        "{said}"
    );
    server.stop().await;
    stream.disconnected().await;
    told(&server, &["restored"]).await;
    server.start_again().await;
    let reset = async {
        loop {
            if let Event::Reset(reset) = stream.next("that the log is another one").await {
                return reset.reason;
            }
        }
    };
    assert_eq!(within("a reset", reset).await, ResetReason::OtherLog);
}
