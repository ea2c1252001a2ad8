//! What a log never holds, however much it says.

use crate::support::people::registration;
use crate::support::program::server_command as program;
use crate::support::within;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use whatschat_client::{Client, Event, Locale};

const MESSAGE: &str = "canary-message";
const FIRST: &str = "F1rstCanary";
const SECOND: &str = "Sec0ndCanary";
const WRONG: &str = "Wr0ngCanary";
const USER_AGENT: &str = "agent-canary";

#[tokio::test(flavor = "multi_thread")]
async fn a_log_holds_no_secret_at_any_level() {
    for env in ["development", "production"] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = program();
        command.args(["--listen", "127.0.0.1:0", "--env", env, "--data-dir"]).arg(folder.path());
        let mut child = command.env("RUST_LOG", "trace").spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let (mut said, url) = (String::new(), "is ready at ");
        while !said.contains(url) {
            within("the line that says it is ready", log.read_line(&mut said)).await.unwrap();
        }
        let url = said.split(url).nth(1).unwrap().split(' ').next().unwrap().to_owned();
        let reading = tokio::spawn(async move {
            log.read_to_string(&mut said).await.unwrap();
            said
        });
        let secrets = live(&url).await;
        kill(Pid::from_raw(child.id().unwrap().try_into().unwrap()), Signal::SIGTERM).unwrap();
        within("the end of the server", child.wait()).await.unwrap();
        let said = within("the end of the log", reading).await.unwrap();
        let mail = std::fs::read_dir(folder.path().join("mails")).unwrap().next().unwrap();
        let mail = std::fs::read_to_string(mail.unwrap().path()).unwrap();
        assert!(said.contains("a mail waits to be sent"), "the log says nothing: {said}");
        let mut words = mail.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c));
        let reset = words.find(|word| word.len() == 43).expect("a token in the mail");
        for secret in secrets.iter().map(String::as_str).chain([reset]) {
            let line = said.lines().find(|line| line.contains(secret));
            assert!(line.is_none(), "{env}: the log holds {secret}: {line:?}");
        }
    }
}

/// Does what has secrets in it, and gives them.
async fn live(url: &str) -> Vec<String> {
    let client = Client::builder(url).locale(Locale::En).user_agent(USER_AGENT).build().unwrap();
    let mut alice = registration("alice");
    alice.password = FIRST.into();
    let auth = client.auth();
    auth.register(alice).await.unwrap();
    let mut bob = registration("bob");
    bob.password = FIRST.into();
    let other = Client::builder(url).build().unwrap();
    let bob = other.auth().register(bob).await.unwrap().user;
    let first = client.tokens().unwrap();
    let mut events = other.events();
    assert!(matches!(within("the connection", events.next()).await, Some(Event::Connected)));
    let chat = client.chats().open_private(bob.id).await.unwrap().id;
    client.messages().send(chat, MESSAGE).await.unwrap();
    while !format!("{:?}", within("an event", events.next()).await).contains("NewMessage") {}
    assert!(client.messages().send(chat, "x".repeat(20_000)).await.is_err());
    assert!(auth.change_password(WRONG, SECOND).await.is_err());
    auth.change_password(FIRST, SECOND).await.unwrap();
    auth.login("alice@example.com", SECOND).await.unwrap();
    auth.forgot_password("alice@example.com").await.unwrap();
    let second = client.tokens().unwrap();
    [&first.token, &first.refresh_token, &second.token, &second.refresh_token]
        .into_iter()
        .map(String::as_str)
        .chain([MESSAGE, FIRST, SECOND, WRONG, "Bearer "])
        .map(Into::into)
        .collect()
}
