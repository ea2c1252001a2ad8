//! The server goes away and comes back.

use super::face_to_face;
use crate::support::{Backend, TestServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_typed_while_the_server_is_away_is_sent_when_it_is_back() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = face_to_face(&server).await;
    server.stop().await;
    alice.sees("the server is away").await;
    alice.types("are you there?");
    alice.sees("alice: are you there? …").await;
    server.start_again().await;
    alice.sees("connected again").await;
    bob.sees("alice: are you there? #1").await;
    let screen = alice.sees("alice: are you there? #1 ✓✓ read").await;
    assert_eq!(screen.matches("are you there?").count(), 1, "its line has changed\n{screen}");
    let history = bob.cli.run(&["history", "alice", "--json"]).await;
    assert_eq!(history.out.matches("are you there?").count(), 1, "sent once: {history:?}");
    server.stop().await;
}
