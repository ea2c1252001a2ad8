//! What the tests stand on: a server, people who use it, and raw HTTP and sockets for what the
//! SDK never sends.

pub(crate) mod admin;
pub(crate) mod both;
pub(crate) mod cli;
pub(crate) mod clients;
mod database;
pub(crate) mod http;
pub(crate) mod mails;
pub(crate) mod people;
pub(crate) mod postgres;
pub(crate) mod program;
pub(crate) mod server;
pub(crate) mod socket;
pub(crate) mod terminal;

pub(crate) use both::on_both_databases;
pub(crate) use http::answer;
pub(crate) use people::{Person, group_of, private_chat};
pub(crate) use server::{Backend, TestServer};
pub(crate) use whatschat_tests::proxy;

use std::time::Duration;
use whatschat_client::{Error, ErrorCode};

/// How long anything may take before a test gives up on it. Nothing here waits this long when all
/// is well.
pub(crate) const LIMIT: Duration = Duration::from_secs(15);

/// How often a test looks at what tells nobody that it has changed.
const LOOKS: Duration = Duration::from_millis(20);

/// Awaits `future`, which is `what`, within [`LIMIT`].
pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(LIMIT, future).await {
        Ok(value) => value,
        Err(_) => panic!("{what} did not happen within {LIMIT:?}"),
    }
}

/// Looks until something holds, `limit` at most: for what tells nobody when it does.
pub(crate) async fn eventually(limit: Duration, what: &str, holds: impl AsyncFn() -> bool) {
    let looks = async {
        while !holds().await {
            tokio::time::sleep(LOOKS).await;
        }
    };
    let held = tokio::time::timeout(limit, looks).await;
    assert!(held.is_ok(), "{what} did not happen within {limit:?}");
}

/// The code with which the server refused.
pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> ErrorCode {
    let error = result.expect_err("a refusal was awaited, and it succeeded");
    error.code().unwrap_or_else(|| panic!("a refusal was awaited, and there was {error:?}"))
}

/// Runs as many tasks at the same time, and gives what each gave.
pub(crate) async fn at_once<T, F>(count: usize, task: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..count).map(|n| tokio::spawn(task(n))).collect();
    let mut outcomes = Vec::with_capacity(count);
    for task in tasks {
        outcomes.push(within("the end of a task", task).await.unwrap());
    }
    outcomes
}

/// The seed of a test that draws lots: printed, so that a failure can be had again with
/// `WHATSCHAT_TEST_SEED`.
#[expect(clippy::print_stdout, reason = "cargo shows it where the test fails")]
pub(crate) fn seed() -> u64 {
    let given = std::env::var("WHATSCHAT_TEST_SEED").ok();
    let seed = given.map_or_else(rand::random, |seed| seed.parse().unwrap());
    println!("WHATSCHAT_TEST_SEED={seed}");
    seed
}
