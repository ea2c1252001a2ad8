//! Scripts of which something fails.

use super::{ok, people};
use crate::support::{Backend, TestServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_message_holds_no_script_up_and_counts_for_the_run_that_wrote_it() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = people(&server).await;
    ok(&alice.run(&["send", "bob", "before"]).await);
    ok(&bob.run_with(&[], "/block alice\n").await);
    let done = alice.run_with(&[], "/open bob\none\ntwo\n/health\n").await;
    assert_eq!(done.code, 1, "{done:?}");
    assert!(done.out.contains("bob> /health"), "it goes on: {done:?}");
    assert!(done.out.contains("— 1 message waits behind what was refused"), "{done:?}");
    assert!(done.out.contains("1 message was refused, and 1 waits behind that"), "{done:?}");
    assert!(!done.out.contains("sent when you come back"), "{done:?}");
    let again = alice.run_with(&["run", "-"], "/open bob\nthree\n/health\n").await;
    assert_eq!(again.code, 1, "{again:?}");
    assert!(again.out.contains("bob> /health"), "{again:?}");
    let other = alice.run_with(&["run", "-"], "/chats\n").await;
    ok(&other);
    assert!(other.out.contains("1 message was refused, and 2 wait behind that"), "{other:?}");

    ok(&bob.run_with(&[], "/unblock alice\n").await);
    ok(&alice.run_with(&[], "/open bob\n/retry\n/wait alice: three #\n").await);
    let history = bob.run(&["history", "alice"]).await;
    let places = ["one", "two", "three"].map(|text| history.out.find(&format!("alice: {text} #")));
    assert!(places[0].is_some() && places.is_sorted(), "{history:?}");
    server.stop().await;
}

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
