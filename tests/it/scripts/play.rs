//! Commands from a file or a pipe, as if they were typed.

use super::{ok, people};
use crate::support::cli::Done;
use crate::support::{Backend, TestServer, on_both_databases, within};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

on_both_databases!(a_script_of_commands_runs_the_same_loop);

async fn a_script_of_commands_runs_the_same_loop(server: TestServer) {
    let (alice, bob) = people(&server).await;
    let played =
        alice.run_with(&["run", "-"], "/open bob\n# greet\n你好\nsecond line\n/history 2\n").await;
    ok(&played);
    assert!(played.out.contains("alice: 你好"), "{played:?}");
    let history = bob.run(&["history", "alice"]).await;
    let (first, second) =
        (history.out.find("你好").unwrap(), history.out.find("second line").unwrap());
    assert!(first < second, "{history:?}");
    let stopped = alice.run_with(&["run", "-"], "/nonsense\n/open bob\nnever sent\n").await;
    assert_eq!(stopped.code, 2, "{stopped:?}");
    assert!(!bob.run(&["history", "alice"]).await.out.contains("never sent"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn piped_lines_are_what_one_would_type() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = people(&server).await;
    ok(&alice.run_with(&[], "/open bob\n# a title\n  /close\n").await);
    assert!(bob.run(&["history", "alice"]).await.out.contains("alice: # a title"));
    let in_a_dialogue = bob.run_with(&["run", "-"], "/password\nPassw0rd\n").await;
    assert_eq!(in_a_dialogue.code, 2, "{in_a_dialogue:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_types_at_a_terminal_and_would_see_nothing_is_told_what_to_do() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _) = people(&server).await;
    // One end of a terminal is a terminal too.
    let terminal = std::fs::File::options().read(true).write(true).open("/dev/ptmx").unwrap();
    let client = alice.command(&[]).stdin(terminal).output();
    let done = Done::from(within("the refusal", client).await.unwrap());
    assert_eq!(done.code, 2, "{done:?}");
    assert!(done.err.contains("whatschat tail"), "{done:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn control_c_ends_a_script_that_waits() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _) = people(&server).await;
    let mut waiting = alice.command(&["run", "-"]).spawn().unwrap();
    waiting.stdin.take().unwrap().write_all(b"/wait for ever 600\n").await.unwrap();
    let mut lines = BufReader::new(waiting.stdout.take().unwrap()).lines();
    while !within("the wait", lines.next_line()).await.unwrap().unwrap().contains("/wait") {}
    let process = Pid::from_raw(waiting.id().unwrap().try_into().unwrap());
    kill(process, Signal::SIGINT).unwrap();
    let status = within("the end of the script", waiting.wait()).await.unwrap();
    assert_eq!(status.code(), Some(130));
    server.stop().await;
}
