//! Standard output on a full disk.

use super::{keeps_its_place, ok, people};
use crate::support::cli::{Cli, Done};
use crate::support::{Backend, TestServer, within};
use std::fs::File;
use std::process::Stdio;

/// Runs a command whose output finds no room.
async fn run_without_room(cli: &Cli, arguments: &[&str]) -> Done {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut command = cli.command(arguments);
    let child = command.stdout(Stdio::from(full)).spawn().unwrap();
    within("the end of the command", child.wait_with_output()).await.unwrap().into()
}

fn has_said_so(done: &Done) {
    assert_eq!(done.code, 1, "{done:?}");
    assert!(done.err.contains("cannot write standard output: No space left"), "{done:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_finds_no_room_is_told_and_tailed_again() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = people(&server).await;
    ok(&alice.run(&["send", "bob", "before"]).await);
    // Its place is kept before the first line, which it cannot write.
    let chat = ["tail", "--count", "1"];
    let (first, ()) = tokio::join!(run_without_room(&bob, &chat), async {
        keeps_its_place(&bob).await;
        ok(&alice.run(&["send", "bob", "the line"]).await);
    });
    has_said_so(&first);
    let again = bob.run(&chat).await;
    assert!(again.out.contains("alice: the line"), "{again:?}");
    for arguments in [&["history", "alice"][..], &["history", "alice", "--json"], &["chats"]] {
        has_said_so(&run_without_room(&bob, arguments).await);
    }
    server.stop().await;
}
