//! Sessions at the terminal: begun, ended, taken over.

use super::{face_to_face, seat};
use crate::support::cli::Cli;
use crate::support::mails::{VERIFICATION, token_in};
use crate::support::terminal::Terminal;
use crate::support::{Backend, TestServer};
use whatschat_server::Config;
use whatschat_server::config::EmailVerification;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_typed_ahead_is_a_password() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = seat(&server, "alice").await;
    alice.terminal.lines(&["/logout", "/login", "alice@example.com", "Passw0rd", "/me"]);
    let screen = alice.sees("profile").await;
    assert!(screen.contains("Welcome back, alice"), "{screen}");
    assert!(!screen.contains("Passw0rd"), "a password is never seen\n{screen}");
    alice.types("/login alice@example.com Passw0rd");
    alice.sees("Usage: /login").await;
    let history = std::fs::read_to_string(alice.cli.file("history")).unwrap();
    assert!(history.contains("/login") && !history.contains("Passw0rd"), "{history}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_logged_out_leaves_nothing_of_what_was_said() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    alice.types("my secret");
    bob.sees("alice: my secret #1").await;
    bob.types("your secret");
    alice.sees("bob: your secret #2").await;
    alice.types("/reply 2 another secret");
    bob.sees("another secret #3").await;
    assert!(!alice.cli.files_with("secret").is_empty(), "what was said is kept until then");
    alice.types("/logout");
    alice.sees("You are logged out.").await;
    alice.prompts("(not logged in)>").await;
    alice.cli.has_nothing_of("secret");
    alice.terminal.press("Up");
    alice.terminal.keys("a late secret");
    alice.prompts("(not logged in)> a late secret").await;
    alice.terminal.press("Enter");
    alice.sees("You are not logged in.").await;
    alice.types("/quit");
    alice.terminal.ends().await;
    alice.cli.has_nothing_of("secret");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_goes_on_as_somebody_else() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    alice.terminal.keys("half a sentence");
    let login = ["login", "--email", "bob@example.com", "--password-stdin"];
    let refused = alice.cli.run_with(&login, "Passw0rd\n").await;
    assert_eq!(refused.code, 2, "{refused:?}");
    std::fs::copy(bob.cli.file("session.json"), alice.cli.file("session.json")).unwrap();
    alice.sees("Another whatschat has logged in").await;
    alice.prompts("(not logged in)> half a sentence").await;
    alice.cli.has_nothing_of("half a sentence");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_ends_another_device_and_then_all_of_them() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = seat(&server, "alice").await;
    let elsewhere = Cli::new(&server, "alice-elsewhere");
    let login = ["login", "--email", "alice@example.com", "--password-stdin"];
    assert_eq!(elsewhere.run_with(&login, "Passw0rd\n").await.code, 0);
    let there = Terminal::open(&elsewhere);
    there.shows("You are alice").await;
    alice.types("/sessions");
    let screen = alice.sees("this one").await;
    let other = screen.lines().find(|line| line.contains(" used ") && !line.contains("this one"));
    let number = other.unwrap().split_whitespace().next().unwrap();
    for wrong in ["0", "3", "bob"] {
        alice.types(&format!("/revoke {wrong}"));
        alice.sees("Name a number that /sessions shows, or all.").await;
        alice.terminal.press("C-l");
        alice.prompts(">").await;
    }
    alice.types(&format!("/revoke {number}"));
    alice.sees("That device is logged out.").await;
    there.shows("Your session is over: it was ended elsewhere").await;
    there.shows("(not logged in)>").await;
    alice.types("/revoke all");
    let screen = alice.sees("You are logged out, here and everywhere.").await;
    assert!(!screen.contains("session is over"), "who does it needs no warning\n{screen}");
    alice.prompts("(not logged in)>").await;
    alice.types("/revoke 1");
    alice.sees("You are not logged in.").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_must_verify_their_address_is_told_how_and_let_in_once_they_have() {
    let wants = |config: &mut Config| config.email_verification = EmailVerification::Required;
    let server = TestServer::start_with(Backend::Sqlite, wants).await;
    let alice = seat(&server, "alice").await;
    let advice = "Verify your e-mail address first: /verify TOKEN";
    let screen = alice.sees(advice).await;
    assert!(!screen.contains("away"), "the server is there\n{screen}");
    alice.types("/open bob");
    alice.looks("the advice again", |screen| screen.matches(advice).count() == 2).await;
    alice.types("/verify wrong");
    alice.sees("The verification token is invalid or has expired.").await;
    alice.types("/verify");
    alice.sees("a mail is on its way. Then: /verify TOKEN").await;
    let mails = server.mails_once("alice", VERIFICATION, 2).await;
    alice.types(&format!("/verify {}", token_in(&mails[1])));
    alice.sees("Your e-mail address is verified.").await;
    alice.types("/verify");
    alice.sees("Your e-mail address is verified already.").await;
    let elsewhere = Cli::new(&server, "alice-elsewhere");
    let login = ["login", "--email", "alice@example.com", "--password-stdin"];
    assert_eq!(elsewhere.run_with(&login, "Passw0rd\n").await.code, 0);
    alice.sees("— you logged in on another device: ").await;
    server.stop().await;
}
