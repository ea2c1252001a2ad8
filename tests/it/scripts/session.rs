//! How commands end, and the session that they go on with.

use super::{ok, people};
use crate::support::cli::{Cli, Done};
use crate::support::{Backend, TestServer, on_both_databases, refusal};
use std::os::unix::fs::PermissionsExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use whatschat_client::Client;
use whatschat_client::core::auth::Tokens;

on_both_databases!(every_end_has_its_code, a_session_is_kept_for_its_owner_alone);

async fn every_end_has_its_code(server: TestServer) {
    let (alice, _) = people(&server).await;
    let code = |done: Done| (done.code, done.err);
    let (unknown, why) = code(alice.run(&["send", "nobody_here", "x"]).await);
    assert_eq!(unknown, 2, "{why}");
    assert!(why.contains("nobody_here"), "{why}");
    assert_eq!(alice.run(&["send"]).await.code, 2);
    let (foreign, why) =
        code(Cli::new(&server, "lost").at(&babbler().await).run(&["health"]).await);
    assert_eq!(foreign, 5, "{why}");
    assert!(why.contains("no WhatsChat server") && why.contains("--server"), "{why}");
    let stranger = Cli::new(&server, "stranger");
    let (not_logged_in, why) = code(stranger.run(&["chats"]).await);
    assert_eq!(not_logged_in, 3, "{why}");
    assert!(why.contains("login"), "it says what to do: {why}");
    let wrong = stranger
        .run_with(&["login", "--email", "alice@example.com", "--password-stdin"], "Wrong1x\n");
    assert_eq!(wrong.await.code, 1);
    let lost = Cli::new(&server, "alice").at("http://127.0.0.1:9");
    assert_eq!(lost.run(&["health"]).await.code, 4);
}

/// The address of a program that speaks HTTP, and no more of what is wanted.
async fn babbler() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let (mut asked, answer) = ([0; 1024], "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
            drop(client.read(&mut asked).await);
            drop(client.write_all(answer.as_bytes()).await);
        }
    });
    url
}

async fn a_session_is_kept_for_its_owner_alone(server: TestServer) {
    let (alice, _) = people(&server).await;
    ok(&alice.run_with(&[], "/open bob\nhello\n").await);
    let mut files = vec![alice.folder().to_owned()];
    let (mut seen, mut stores) = (0, vec![]);
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
        seen += 1;
        stores.extend(Some(path).filter(|path| path.extension().is_some_and(|end| end == "db")));
    }
    assert!(seen > 0, "no session is kept");
    assert!(stores[0].exists(), "what was said is kept");
    ok(&alice.run(&["logout"]).await);
    assert_eq!(alice.run(&["me"]).await.code, 3);
    assert!(!stores[0].exists(), "who has logged out leaves nothing behind");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_can_log_out_while_the_server_is_away() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _) = people(&server).await;
    let elsewhere = Cli::new(&server, "alice").at("http://127.0.0.1:9").run(&["chats"]).await;
    assert_eq!(elsewhere.code, 3, "{elsewhere:?}");
    assert!(elsewhere.err.contains(&server.url()), "it says where: {elsewhere:?}");
    server.stop().await;
    let done = alice.run(&["logout"]).await;
    ok(&done);
    assert!(done.out.contains("stays open"), "{done:?}");
    server.start_again().await;
    assert_eq!(alice.run(&["me"]).await.code, 3);
    server.stop().await;
}

const LOGIN: [&str; 4] = ["login", "--email", "alice@example.com", "--password-stdin"];

/// Ends all of alice's sessions from elsewhere.
async fn end_sessions(server: &TestServer) {
    let elsewhere = server.client();
    elsewhere.auth().login("alice@example.com", "Passw0rd").await.unwrap();
    elsewhere.auth().end_all_sessions().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ends_while_one_is_away_leaves_nothing_that_is_sent() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = people(&server).await;
    for (arguments, input) in [(&[][..], "/chats\n"), (&["chats"][..], "")] {
        ok(&alice.run_with(&[], "/open bob\na secret\n").await);
        assert!(!alice.files_with("secret").is_empty(), "it is kept until then");
        end_sessions(&server).await;
        drop(alice.run_with(arguments, input).await);
        alice.has_nothing_of("secret");
        ok(&alice.run_with(&LOGIN, "Passw0rd\n").await);
    }
    ok(&alice.run_with(&[], "/open bob\nlisten\n").await);
    server.stop().await;
    let away = alice.run_with(&[], "/open bob\nfor later\n").await;
    assert_eq!(away.code, 4, "{away:?}");
    server.start_again().await;
    end_sessions(&server).await;
    let over = alice.run_with(&[], "/chats\n").await;
    assert!(over.out.contains("Unsent messages: 1."), "{over:?}");
    ok(&alice.run_with(&LOGIN, "Passw0rd\n").await);
    ok(&alice.run_with(&[], "/open bob\n/wait for later #\n").await);
    assert!(bob.run(&["history", "alice"]).await.out.contains("alice: for later"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_logs_in_in_anothers_place_ends_their_session_and_forgets_what_they_said() {
    let server = TestServer::start(Backend::Sqlite).await;
    let other = TestServer::start(Backend::Sqlite).await;
    let (alice, _) = people(&server).await;
    let login = ["login", "--email", "bob@example.com", "--password-stdin"];
    for is_elsewhere in [false, true] {
        ok(&alice.run_with(&[], "/open bob\na secret\n").await);
        let tokens = std::fs::read_to_string(alice.file("session.json")).unwrap();
        let tokens: Tokens = serde_json::from_str(&tokens).unwrap();
        if is_elsewhere {
            Cli::new(&server, "alice").at(&other.url()).register("alice").await;
        } else {
            ok(&alice.run_with(&login, "Passw0rd\n").await);
        }
        alice.has_nothing_of("secret");
        let before = Client::builder(server.url()).tokens(tokens).build().unwrap();
        refusal(before.auth().me().await);
        ok(&alice.run_with(&LOGIN, "Passw0rd\n").await);
    }
    server.stop().await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_logs_in_again_leaves_no_earlier_session_behind() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _) = people(&server).await;
    ok(&alice.run_with(&[], "/open bob\nremember me\n").await);
    let before = std::fs::read_to_string(alice.file("session.json")).unwrap();
    let before: Tokens = serde_json::from_str(&before).unwrap();
    for _ in 0..2 {
        ok(&alice.run_with(&LOGIN, "Passw0rd\n").await);
    }
    let before = Client::builder(server.url()).tokens(before).build().unwrap();
    refusal(before.auth().me().await);
    let sessions = alice.run_with(&[], "/sessions\n").await;
    assert_eq!(sessions.out.matches(" used ").count(), 1, "{sessions:?}");
    assert!(!alice.files_with("remember me").is_empty(), "what was said is one's own");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_log_out_at_one_server_is_not_to_log_out_at_another() {
    let server = TestServer::start(Backend::Sqlite).await;
    let other = TestServer::start(Backend::Sqlite).await;
    let (alice, _) = people(&server).await;
    let there = Cli::new(&server, "alice").at(&other.url());
    // The tokens are written down while the server is asked for something else.
    drop(there.run_with(&[], "/logout\n/health\n").await);
    drop(there.run(&["logout"]).await);
    ok(&alice.run(&["me"]).await);
    server.stop().await;
    other.stop().await;
}
