//! A login in another's place that does not come to its end.

use super::{ok, people};
use crate::support::cli::Cli;
use crate::support::proxy::{Proxy, Weather};
use crate::support::{Backend, TestServer, seed, within};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_killed_in_anothers_place_leaves_nothing_of_theirs() {
    let server = TestServer::start(Backend::Sqlite).await;
    let other = TestServer::start(Backend::Sqlite).await;
    people(&server).await;
    Cli::new(&other, "carol").register("carol").await;
    let network = Proxy::start(server.config().listen, seed()).await.unwrap();
    let shared = Cli::new(&server, "shared").at(&network.url());
    let login = |name| ["login", "--email", name, "--password-stdin"];
    ok(&shared.run_with(&login("alice@example.com"), "Passw0rd\n").await);
    ok(&shared.run_with(&[], "/open bob\na secret\n").await);
    assert!(!shared.files_with("secret").is_empty(), "it is kept until then");

    network.turn(Weather::BlackHole);
    let shared = shared.at(&other.url());
    let mut program = shared.command(&login("carol@example.com")).spawn().unwrap();
    program.stdin.take().unwrap().write_all(b"Passw0rd\n").await.unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let said = within("the login", lines.next_line()).await.unwrap().unwrap();
    assert!(said.contains("logged in as carol"), "{said}");
    // It waits for the other server, to end the session there.
    program.kill().await.unwrap();
    shared.has_nothing_of("secret");
    ok(&shared.run(&["me"]).await);
    server.stop().await;
    other.stop().await;
}
