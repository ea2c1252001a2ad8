//! Scripts of which something fails.

use super::people;
use crate::support::{Backend, TestServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_that_goes_on_ends_with_its_first_failure() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = people(&server).await;
    let script = "/nonsense\n/open bob\nsaid all the same\n/upload nowhere.txt\n";
    let done = alice.run_with(&["run", "--keep-going", "-"], script).await;
    assert_eq!(done.code, 2, "{done:?}");
    assert!(bob.run(&["history", "alice"]).await.out.contains("said all the same"));
    server.stop().await;
}
