//! Mails by SMTP, against a mail server that is not ours.

use crate::support::mails::{MailServer, token_in};
use crate::support::people::registration;
use crate::support::program::program;
use crate::support::{Backend, TestServer, within};
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use whatschat_client::{Client, Locale};
use whatschat_server::config::EmailVerification;

/// A server that sends its mails by SMTP.
async fn server_with(url: String) -> TestServer {
    let set = |config: &mut whatschat_server::Config| {
        config.smtp_url = Some(url);
        config.mail_from = "WhatsChat <chat@example.org>".into();
        config.public_url = "https://chat.example.org/".into();
        config.email_verification = EmailVerification::Optional;
    };
    TestServer::start_with(Backend::Sqlite, set).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

#[tokio::test]
async fn a_reset_arrives_and_works() {
    let mut mails = MailServer::start(0, "plain", None).await;
    let server = server_with(mails.url("smtp://", "")).await;
    server.person("alice").await;
    mails.next().await; // her verification
    // Whatever a request calls this server: links are made from the configuration.
    let body = serde_json::json!({"email": "alice@example.com"});
    let ask = server.request("POST", "/auth/forgot-password").json(&body);
    let ask = ask.header("host", "evil.example").header("x-forwarded-host", "evil.example");
    assert_eq!(within("an answer", ask.send()).await.unwrap().status(), 200);
    let mail = mails.next().await;
    assert_eq!(mail["to"], serde_json::json!(["alice@example.com"]));
    assert_eq!(mail["headers"]["from"], "WhatsChat <chat@example.org>");
    assert_eq!(mail["headers"]["subject"], "Reset your WhatsChat password");
    assert_eq!(mail["headers"]["auto-submitted"], "auto-generated");
    assert!(text(&mail["headers"]["message-id"]).ends_with("@example.org>"), "{mail}");
    assert_eq!(mail["kind"], "multipart/alternative");
    assert!(text(&mail["html"]).contains(r#"<a href="https://chat.example.org">"#), "{mail}");
    assert!(!mail.to_string().contains("evil"), "{mail}");

    let token = token_in(text(&mail["text"]));
    assert!(text(&mail["html"]).contains(&token), "both forms bring the token");
    server.client().auth().reset_password(token, "N3wPassword").await.unwrap();
    server.client().auth().login("alice@example.com", "N3wPassword").await.unwrap();
    server.finish().await;
}

#[tokio::test]
async fn mails_speak_the_language_of_who_asks() {
    let mut mails = MailServer::start(0, "plain", None).await;
    let server = server_with(mails.url("smtp://", "")).await;
    let client = Client::builder(server.url()).locale(Locale::ZhCn).build().unwrap();
    client.auth().register(registration("alice")).await.unwrap();
    let mail = mails.next().await;
    assert_eq!(mail["headers"]["subject"], "验证您的 WhatsChat 邮箱");
    assert!(text(&mail["text"]).contains("请在一天内使用以下令牌验证您的邮箱："), "{mail}");
    assert!(text(&mail["html"]).contains("lang=\"zh-CN\""), "{mail}");
    let token = text(&mail["text"]).lines().nth(2).unwrap();
    client.auth().verify_email(token).await.unwrap();
    assert!(client.auth().me().await.unwrap().email_verified);

    client.auth().forgot_password("alice@example.com").await.unwrap();
    assert_eq!(mails.next().await["headers"]["subject"], "重置您的 WhatsChat 密码");
    server.client().auth().forgot_password("alice@example.com").await.unwrap();
    assert_eq!(mails.next().await["headers"]["subject"], "Reset your WhatsChat password");
    server.finish().await;
}

#[tokio::test]
async fn a_mail_server_that_is_away_gets_the_mail_later() {
    // At first something listens there that hangs up on everybody.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = server_with(format!("smtp://localhost:{port}")).await;
    let alice = server.person("alice").await;
    alice.client.auth().me().await.unwrap(); // no request waits for the mail
    let (stream, _) = within("the first attempt", listener.accept()).await.unwrap();
    drop((stream, listener));
    let mut mails = MailServer::start(port, "plain", None).await;
    let mail = mails.next().await;
    let token = token_in(text(&mail["text"]));
    server.client().auth().verify_email(token).await.unwrap();
    server.finish().await;
}

#[tokio::test]
async fn a_mail_that_waits_does_not_hold_up_the_stop() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = server_with(format!("smtp://localhost:{port}")).await;
    server.person("alice").await;
    let (stream, _) = within("the first attempt", listener.accept()).await.unwrap();
    drop(stream);
    server.finish().await; // within the time limit of a clean stop
}

#[tokio::test]
async fn tls_from_the_start_and_a_password() {
    secure("tls", "smtps://chat:p%40ss@", "").await;
}

#[tokio::test]
async fn tls_after_a_plain_greeting_and_a_password() {
    secure("starttls", "smtp://chat:p%40ss@", "?tls=required").await;
}

/// The program itself, which trusts the mail server's authority as an operating system says.
async fn secure(mode: &str, before: &str, behind: &str) {
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("authority.pem");
    let mut mails = MailServer::start(0, mode, Some(&authority)).await;
    let url = mails.url(before, behind);
    let (_running, server, _) = run(folder.path(), &url, Some(&authority)).await;
    let client = Client::builder(server).locale(Locale::En).build().unwrap();
    client.auth().register(registration("alice")).await.unwrap();
    let mail = mails.next().await;
    assert_eq!((&mail["tls"], &mail["user"]), (&Value::Bool(true), &"chat".into()));
    client.auth().verify_email(token_in(text(&mail["text"]))).await.unwrap();
}

#[tokio::test]
async fn a_mail_server_that_nobody_vouches_for_gets_nothing_and_the_log_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("authority.pem");
    let mails = MailServer::start(0, "tls", Some(&authority)).await;
    let url = mails.url("smtps://chat:p%40ss@", "");
    let (_running, server, mut log) = run(folder.path(), &url, None).await;
    let client = Client::builder(server).build().unwrap();
    client.auth().register(registration("alice")).await.unwrap();
    let mut said = String::new();
    while !said.contains("a mail was not taken") {
        let line = within("the failure in the log", log.read_line(&mut said)).await.unwrap();
        assert!(line > 0, "the server ended: {said}");
    }
    assert!(said.contains("certificate"), "{said}");
    assert!(!said.contains("p%40ss") && !said.contains("alice@"), "{said}");
}

/// Runs the program; gives where it listens, and its log.
async fn run(
    folder: &Path,
    smtp_url: &str,
    authority: Option<&Path>,
) -> (Child, String, BufReader<impl AsyncReadExt + Unpin>) {
    let mut command = Command::new(program("whatschat-server"));
    command.args(["--listen", "127.0.0.1:0", "--email-verification", "optional"]);
    command.arg("--data-dir").arg(folder.join("data")).env("WHATSCHAT_SMTP_URL", smtp_url);
    command.envs(authority.map(|file| ("SSL_CERT_FILE", file)));
    let mut child = command.stderr(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    loop {
        let mut line = String::new();
        let read = within("the greeting", log.read_line(&mut line)).await.unwrap();
        assert!(read > 0, "the server does not start");
        if let Some((_, rest)) = line.split_once("ready at ") {
            let url = rest.split_whitespace().next().unwrap().to_owned();
            return (child, url, log);
        }
    }
}
