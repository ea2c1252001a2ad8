//! The program `whatschat-server`, as its operator runs it.

use crate::support::program::{server_command as server, server_program as ready};
use crate::support::within;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::AsyncReadExt;
use whatschat_client::{Client, Event};
use whatschat_core::auth::Register;

#[tokio::test]
async fn it_answers_once_it_says_so_and_a_sigterm_stops_it_cleanly() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let folder = tempfile::tempdir().unwrap();
        let (mut child, url) = ready(folder.path()).await;
        let client = Client::builder(&url).build().unwrap();
        client.health().get().await.unwrap();
        let (username, email) = ("alice".into(), "alice@example.com".into());
        let register = Register { username, email, password: "Passw0rd".into(), phone: None };
        client.auth().register(register).await.unwrap();
        let mut events = client.events();
        let first = within("the connection", events.next()).await;
        assert!(matches!(first, Some(Event::Connected)), "{first:?}");
        let next = within("the end of what was missed", events.next()).await;
        assert!(matches!(next, Some(Event::Synced)), "{next:?}");

        let pid = Pid::from_raw(child.id().unwrap().try_into().unwrap());
        kill(pid, signal).unwrap();
        let status = within("the end of the server", child.wait()).await.unwrap();
        assert!(status.success(), "{signal}: {status}");
        let left = within("the end of the stream", events.next()).await;
        assert!(matches!(left, Some(Event::Disconnected { .. })), "{left:?}");
        assert!(!folder.path().join("whatschat.db-wal").exists(), "the log was not folded in");
    }
}

#[tokio::test]
async fn it_says_why_it_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let (_running, url) = ready(folder.path()).await;
    let other = tempfile::tempdir().unwrap();
    let mut command = server();
    command.args(["--listen", url.trim_start_matches("http://"), "--data-dir"]).arg(other.path());
    let output = within("its end", command.output()).await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("whatschat-server: cannot listen on 127.0.0.1:"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[tokio::test]
async fn print_config_shows_every_setting_and_its_source_and_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.toml");
    std::fs::write(&file, "mail_from = \"Chat <chat@example.org>\"\naccess_token_ttl_s = 60\n")
        .unwrap();
    let mut command = server();
    command.args(["--print-config", "--listen", "127.0.0.1:4000", "--config"]).arg(&file);
    command.env("WHATSCHAT_SECRET", "hunter2hunter2hunter2hunter2hunter2");
    command.env("WHATSCHAT_DATABASE_URL", "postgres://me:hunter2@localhost/chat");
    command.env("WHATSCHAT_ACCESS_TOKEN_TTL_S", "120");
    let mut child = command.spawn().unwrap();
    let mut said = String::new();
    let stdout = child.stdout.as_mut().unwrap();
    within("the table", stdout.read_to_string(&mut said)).await.unwrap();
    assert!(child.wait().await.unwrap().success());
    assert!(!said.contains("hunter2"), "{said}");
    let row = |name: &str| {
        let line = said.lines().find(|line| line.starts_with(name));
        line.unwrap_or_else(|| panic!("no {name} in {said}"))
            .split_whitespace()
            .skip(1)
            .collect::<Vec<_>>()
    };
    assert_eq!(row("listen"), ["127.0.0.1:4000", "flag"]);
    assert_eq!(row("secret"), ["(hidden)", "environment"]);
    assert_eq!(row("database_url"), ["(hidden)", "environment"]);
    assert_eq!(row("access_token_ttl_s"), ["120", "environment"]);
    assert_eq!(row("mail_from"), ["Chat", "<chat@example.org>", "file"]);
    assert_eq!(row("data_dir"), ["whatschat-data", "default"]);
}

#[tokio::test]
async fn a_misspelt_variable_is_told_of() {
    let mut command = server();
    command.arg("--print-config").env("WHATSCHAT_LISTENS", "127.0.0.1:4000");
    let output = within("its end", command.output()).await.unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("WHATSCHAT_LISTENS is no setting"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[tokio::test]
async fn a_configuration_file_with_a_misspelt_setting_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.toml");
    std::fs::write(&file, "lisen = \"127.0.0.1:1\"\n").unwrap();
    let mut command = server();
    let output = within("its end", command.arg("--config").arg(&file).output()).await.unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("cannot read the configuration file") && said.contains("lisen"),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(1));
}
