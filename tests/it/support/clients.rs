//! Programs in other languages, of the folder `tests/clients`; `tests/run` installs what they need.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;
use tokio::process::Command;

/// The folder of the programs.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// Runs a program to its end in the folder, and gives what it said. It must succeed.
pub(crate) async fn run<'a>(
    program: &str,
    arguments: impl IntoIterator<Item = &'a str>,
    environment: &[(&str, String)],
    limit: Duration,
) -> String {
    let mut command = Command::new(program_of(program));
    command.args(arguments).envs(environment.iter().map(|(name, value)| (name, value)));
    command.current_dir(folder()).kill_on_drop(true);
    let output = tokio::time::timeout(limit, command.output()).await;
    let output = output
        .unwrap_or_else(|_| panic!("{program} did not end within {limit:?}"))
        .unwrap_or_else(|why| panic!("cannot run {program} ({why}): tests/run installs it"));
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

/// A program of the folder, or one that is installed.
fn program_of(name: &str) -> PathBuf {
    if name.contains('/') { folder().join(name) } else { name.into() }
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
