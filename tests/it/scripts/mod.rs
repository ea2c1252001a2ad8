//! The terminal client in scripts: what it prints, and how it ends.

mod files;
mod full;
mod messages;
mod play;
mod refused;
mod session;
mod tail;
mod takeover;
mod unread;

use crate::support::cli::{Cli, Done};
use crate::support::{TestServer, within};
use serde_json::Value;

async fn people(server: &TestServer) -> (Cli, Cli) {
    let cli = |name| Cli::new(server, name);
    let (alice, bob) = (cli("alice"), cli("bob"));
    alice.register("alice").await;
    bob.register("bob").await;
    (alice, bob)
}

/// Awaits that a `tail` keeps the place where it begins.
async fn keeps_its_place(cli: &Cli) {
    let kept = cli.file("tail.json");
    let is_kept = || std::fs::read_to_string(&kept).is_ok_and(|text| !text.is_empty());
    within("the place that it keeps", async {
        while !is_kept() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

fn message(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|why| panic!("{line:?} is not JSON: {why}"))
}

fn ok(done: &Done) {
    assert_eq!(done.code, 0, "{done:?}");
}
