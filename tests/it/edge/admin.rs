//! The operator's commands, beside a running server.

use crate::support::program::server_command as program;
use crate::support::{TestServer, on_both_databases, within};
use std::process::Output;

on_both_databases![admins_are_made_and_unmade_by_the_operator];

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
    told(&server, &["demote", "alice@example.com"]).await;
    assert_eq!(told(&server, &["list"]).await, "");

    let nobody = admin(&server, &["promote", "nobody@example.com"]).await;
    assert_eq!(nobody.status.code(), Some(1));
    let said = String::from_utf8(nobody.stderr).unwrap();
    let expected =
        "whatschat-server: nobody with the e-mail address nobody@example.com has an account.\n";
    assert_eq!(said, expected);
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
