//! What users write never shapes a mail.

use crate::support::people::registration;
use crate::support::{Backend, TestServer, answer};
use std::path::Path;
use whatschat_core::auth::Register;
use whatschat_server::config::EmailVerification;

/// Every header that a mail has.
const HEADERS: [&str; 8] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
];

/// Addresses that would add a header or a reader.
const EVIL: [&str; 12] = [
    "alice@example.com\r\nBcc: eve@evil.example",
    "alice@example.com\nBcc:eve@evil.example",
    "alice@example.com\rBcc:eve@evil.example",
    "alice\r\nBcc:eve@evil.example",
    "alice@example.com\u{85}Bcc:eve@evil.example",
    "alice@example.com\u{2028}Bcc:eve@evil.example",
    "alice@example.com\0.evil.example",
    "alice@example.com\u{b}.evil.example",
    "alice@example.com,eve@evil.example",
    "alice@example.com;eve@evil.example",
    "Alice <eve@evil.example>",
    "=?utf-8?q?=0D=0ABcc:_eve=40evil.example?=",
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_users_write_becomes_a_header() {
    let server = server().await;
    for email in EVIL {
        let register = Register { email: email.into(), ..registration("mallory") };
        let refused = answer(forged(&server, "/auth/register").json(&register)).await;
        assert_eq!(refused.status, 422, "{email:?} was taken");
        let forgot = serde_json::json!({"email": email});
        let refused = answer(forged(&server, "/auth/forgot-password").json(&forgot)).await;
        assert_eq!(refused.status, 422, "{email:?} was taken");
    }
    let name = Register { username: "eve\r\nBcc: eve".into(), ..registration("mallory") };
    let refused = answer(forged(&server, "/auth/register").json(&name)).await;
    assert_eq!(refused.status, 422);

    let odd = "o'hara+=?utf-8?q?x?={tag}@example.com";
    let register = Register { email: odd.into(), ..registration("ohara") };
    assert_eq!(answer(forged(&server, "/auth/register").json(&register)).await.status, 201);
    let folder = server.config().data_dir.join("mails");
    server.finish().await; // every mail is written by then
    let mails = mails(&folder);
    assert_eq!(mails.len(), 1, "only one was anybody's");
    check(&mails[0], odd);
}

/// A mail has its headers, each once, one reader, and nothing of who asked.
fn check(mail: &str, to: &str) {
    let (head, _) = mail.split_once("\r\n\r\n").unwrap();
    let mut names: Vec<_> = head
        .lines()
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split_once(':').unwrap().0)
        .collect();
    names.sort_unstable();
    let mut expected = HEADERS;
    expected.sort_unstable();
    assert_eq!(names, expected, "{mail}");
    assert!(head.lines().any(|line| line == format!("To: {to}")), "{mail}");
    assert!(mail.contains("https://chat.example.org"), "{mail}");
    assert!(!mail.contains("evil"), "{mail}");
}

async fn server() -> TestServer {
    TestServer::start_with(Backend::Sqlite, |config| {
        config.public_url = "https://chat.example.org".into();
        config.email_verification = EmailVerification::Optional;
    })
    .await
}

/// A request that lies about which server it came to.
fn forged(server: &TestServer, path: &str) -> reqwest::RequestBuilder {
    let names = ["host", "x-forwarded-host", "x-forwarded-server", "x-original-host"];
    let request = server.request("POST", path).header("forwarded", "host=evil.example");
    names.into_iter().fold(request, |request, name| request.header(name, "evil.example"))
}

fn mails(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}
