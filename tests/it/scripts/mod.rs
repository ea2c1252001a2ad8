//! The terminal client in scripts: what it prints, and how it ends.

mod files;
mod full;
mod messages;
mod play;
mod session;
mod tail;
mod takeover;

use crate::support::TestServer;
use crate::support::cli::{Cli, Done};
use serde_json::Value;

async fn people(server: &TestServer) -> (Cli, Cli) {
    let cli = |name| Cli::new(server, name);
    let (alice, bob) = (cli("alice"), cli("bob"));
    alice.register("alice").await;
    bob.register("bob").await;
    (alice, bob)
}

fn message(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|why| panic!("{line:?} is not JSON: {why}"))
}

fn ok(done: &Done) {
    assert_eq!(done.code, 0, "{done:?}");
}
