//! What one person leaves at the terminal for the next: nothing.

use super::{Seat, face_to_face};
use crate::support::cli::Cli;
use crate::support::proxy::{Proxy, Weather};
use crate::support::terminal::Terminal;
use crate::support::{Backend, TestServer, seed};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_logs_in_in_anothers_place_finds_nothing_of_theirs_and_does_not_wait_for_their_server()
{
    let server = TestServer::start(Backend::Sqlite).await;
    let other = TestServer::start(Backend::Sqlite).await;
    let network = Proxy::start(server.config().listen, seed()).await.unwrap();
    server.person("bob").await;
    Cli::new(&other, "carol").register("carol").await;
    let cli = Cli::new(&server, "shared").at(&network.url());
    cli.register("alice").await;
    let alice = Seat { terminal: Terminal::open(&cli), cli };
    alice.opens("bob").await;
    alice.types("a secret");
    alice.sees("alice: a secret #1 ✓").await;
    alice.types("/quit");
    alice.terminal.ends().await;
    assert!(!alice.cli.files_with("secret").is_empty(), "it is kept until then");

    network.turn(Weather::BlackHole);
    let cli = alice.cli.at(&other.url());
    let carol = Seat { terminal: Terminal::open(&cli), cli };
    carol.sees("This profile is logged in at").await;
    for (asked, answer) in
        [(">", "/login"), ("E-mail:", "carol@example.com"), ("Password:", "Passw0rd")]
    {
        carol.sees(asked).await;
        carol.types(answer);
    }
    carol.sees("Welcome back, carol").await;
    carol.cli.has_nothing_of("secret");
    carol.terminal.press("Up");
    carol.terminal.keys("/me");
    carol.prompts("> /me").await;
    carol.terminal.press("Enter");
    let screen = carol.sees("carol@example.com").await;
    assert!(!screen.contains("stays open"), "nobody waits for the other server\n{screen}");
    carol.types("/quit");
    carol.sees("stays open until it expires").await;
    carol.terminal.ends().await;
    carol.cli.has_nothing_of("secret");
    server.stop().await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_whole_where_its_store_cannot_be_read() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    alice.types("a secret");
    bob.sees("alice: a secret #1").await;
    let stores = alice.cli.file("").read_dir().unwrap().map(|entry| entry.unwrap().path());
    let store = stores.into_iter().find(|file| file.extension().is_some_and(|end| end == "db"));
    let store = store.unwrap();
    // The client has the one from before open: what is read at the end is this.
    std::fs::remove_file(&store).unwrap();
    std::fs::remove_file(store.with_extension("db-wal")).unwrap();
    std::fs::write(&store, "no database".repeat(100)).unwrap();
    alice.types("/logout");
    alice.sees("You are logged out.").await;
    alice.sees("What is kept of these chats stays").await;
    alice.prompts("(not logged in)>").await;
    assert!(store.exists(), "it may have messages that are not sent");
    alice.cli.has_nothing_of("secret");
    alice.terminal.lines(&["/login", "alice@example.com", "Passw0rd"]);
    alice.sees("Welcome back, alice").await;
    alice.prompts(">").await;
    alice.opens("bob").await;
    server.stop().await;
}
