//! Output that nobody reads.

use super::{keeps_its_place, message, ok, people};
use crate::support::cli::Done;
use crate::support::{Backend, TestServer, within};
use std::io::PipeWriter;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// The end of a pipe whose reader has gone.
fn unread() -> PipeWriter {
    std::io::pipe().unwrap().1
}

async fn end(command: &mut Command, input: &str) -> Done {
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    drop(stdin.write_all(input.as_bytes()).await);
    drop(stdin);
    within("the end of the command", child.wait_with_output()).await.unwrap().into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_that_nobody_reads_is_done_to_its_end() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = people(&server).await;
    let script = "/open bob\none\ntwo\n";
    let done = end(alice.command(&["run", "-"]).stdout(unread()), script).await;
    ok(&done);
    assert!(done.err.contains("nobody reads standard output any more"), "{done:?}");
    assert_eq!(done.err.lines().count(), 1, "{done:?}");
    let history = bob.run(&["history", "alice"]).await;
    assert!(history.out.contains("alice: one #1"), "{history:?}");
    assert!(history.out.contains("alice: two #2"), "{history:?}");
    let failed = end(alice.command(&["run", "-"]).stdout(unread()), "/nonsense\n").await;
    assert_eq!(failed.code, 2, "{failed:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_ends_as_it_went_whoever_reads() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = people(&server).await;
    for arguments in [&["send", "nobody_here", "x"][..], &["send", "nobody_here", "x", "--json"]] {
        let done = end(alice.command(arguments).stderr(unread()), "").await;
        assert_eq!(done.code, 2, "{done:?}");
    }
    for arguments in
        [&["send", "bob", "hi"][..], &["history", "bob"], &["history", "bob", "--json"]]
    {
        let done = end(alice.command(arguments).stdout(unread()), "").await;
        ok(&done);
        assert_eq!(done.err, "");
    }
    assert!(bob.run(&["history", "alice"]).await.out.contains("alice: hi #1"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tail_that_nobody_reads_ends_well_and_the_next_prints_what_it_could_not() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = people(&server).await;
    let (mut tail, mut json) = (bob.command(&["tail"]), bob.command(&["tail", "--json"]));
    let (first, ()) = tokio::join!(end(tail.stdout(unread()), ""), async {
        keeps_its_place(&bob).await;
        ok(&alice.run(&["send", "bob", "one"]).await);
    });
    ok(&first);
    let line = bob.run(&["tail", "--count", "1"]).await;
    assert!(line.out.contains("alice: one"), "{line:?}");
    ok(&alice.run(&["send", "bob", "two"]).await);
    ok(&end(json.stdout(unread()), "").await);
    let line = bob.run(&["tail", "--json", "--count", "1"]).await;
    assert_eq!(message(line.out.trim())["content"], "two", "{line:?}");
    server.stop().await;
}
