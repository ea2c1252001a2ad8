//! The line that is being typed, and what the terminal is told.

use super::{face_to_face, seat};
use crate::support::{Backend, TestServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_from_the_server_commands_the_terminal() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = (seat(&server, "alice").await, seat(&server, "bob").await);
    let hostile = "\u{1b}[2J\u{1b}]0;owned\u{7} \u{9b}31m \u{202e}gnp.exe\n08:00 alice: forged";
    let sent = bob.cli.run_with(&["send", "alice", "-"], hostile).await;
    assert_eq!(sent.code, 0, "{sent:?}");
    let screen = alice.sees("forged").await;
    assert!(screen.contains("You are alice"), "the screen was not cleared\n{screen}");
    assert!(screen.contains(r"\u{1b}[2J") && screen.contains(r"\u{202e}"), "{screen}");
    assert!(
        !screen.lines().any(|line| line.starts_with("08:00 alice")),
        "a line was forged\n{screen}"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn control_c_keeps_what_was_typed_and_leaves_from_an_empty_line() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = seat(&server, "alice").await;
    alice.terminal.keys("a long thought");
    alice.sees("> a long thought").await;
    alice.terminal.press("C-c");
    alice.prompts(">").await;
    alice.terminal.press("Up");
    alice.prompts("> a long thought").await;
    alice.terminal.press("C-c");
    alice.prompts(">").await;
    alice.terminal.press("C-c");
    alice.terminal.ends().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tab_completes_commands_names_and_files() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _bob) = face_to_face(&server).await;
    std::fs::write(alice.terminal.file("holiday plans.txt"), "go").unwrap();
    for (typed, completed) in [
        ("/unbl", "/unblock"),
        ("/lang z", "/lang zh"),
        ("/who", "/who"),
        ("/user bo", "/user bob"),
        ("/help wr", "/help writing"),
        ("/upload holi", "/upload holiday plans.txt"),
    ] {
        alice.terminal.keys(typed);
        alice.terminal.press("Tab");
        alice.terminal.press("End");
        alice.last_line(completed, |line| line.starts_with(&format!("bob> {completed}"))).await;
        alice.terminal.press("C-u");
        alice.prompts("bob>").await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn help_is_seen_as_a_whole_in_a_small_terminal() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = seat(&server, "alice").await;
    alice.terminal.shrink();
    let parts = ["> /help", "Open a chat with /open", "/delete-account", "//like"];
    for language in ["zh", "en"] {
        alice.types(&format!("/lang {language}"));
        alice.prompts(">").await;
        alice.terminal.press("C-l");
        alice.types("/help");
        alice.looks("all of it", |screen| parts.iter().all(|part| screen.contains(part))).await;
    }
    alice.types("/help writing");
    alice.sees("/reply N TEXT ").await;
    alice.types("/help all");
    alice.sees("Leave; unsent messages are kept").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn help_explains_and_the_servers_words_come_in_the_language_one_chose() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _bob) = face_to_face(&server).await;
    alice.types("/help revoke");
    alice.sees("Log another device out, or all of them").await;
    alice.types("/help /nothing");
    alice.sees("There is no /nothing. /help shows all commands.").await;
    alice.types("/lang zh");
    alice.sees("服务器将使用中文。").await;
    alice.types("/profile username bob");
    alice.sees("用户已存在").await;
    alice.types("/lang en");
    alice.sees("The server will speak English.").await;
    alice.types("/profile username bob");
    alice.sees("That user name is taken.").await;
    server.stop().await;
}
