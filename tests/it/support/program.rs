//! The programs of the workspace, as people run them.

use super::within;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Once;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

/// Where the program `name` is; builds all, once a run, and as `tests/run` does: with other packages a
/// program's libraries have other features, and are built anew.
pub(crate) fn program(name: &str) -> PathBuf {
    static BUILT: Once = Once::new();
    BUILT.call_once(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--workspace", "--bins"]);
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        assert!(cargo.status().unwrap().success(), "the programs do not build");
    });
    // This test is `target/debug/deps/it-…`; programs are two folders up.
    let this = std::env::current_exe().unwrap();
    this.ancestors().nth(2).unwrap().join(name)
}

/// The server as a command, with nothing of this process's environment that it would heed.
pub(crate) fn server_command() -> tokio::process::Command {
    let mut command = tokio::process::Command::new(program("whatschat-server"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WHATSCHAT_")) {
        command.env_remove(name);
    }
    command.env_remove("RUST_LOG").stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Starts the server with a free port, and gives the address that it says it is ready at.
pub(crate) async fn server_program(data_dir: &Path) -> (Child, String) {
    server_program_with(data_dir, &[]).await
}

/// The same with more arguments.
pub(crate) async fn server_program_with(data_dir: &Path, more: &[&str]) -> (Child, String) {
    let mut command = server_command();
    command.args(["--listen", "127.0.0.1:0", "--data-dir"]).arg(data_dir).args(more);
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.as_mut().unwrap()).lines();
    loop {
        let line = within("the line that says it is ready", lines.next_line()).await.unwrap();
        let line = line.expect("it says that it is ready");
        if let Some(rest) = line.strip_prefix("whatschat-server is ready at ") {
            let url = rest.split(' ').next().unwrap().to_owned();
            return (child, url);
        }
    }
}

/// A line of what the system knows of a program, such as `VmRSS`: how much memory it has.
pub(crate) fn kib(program: &Child, line: &str) -> u64 {
    let status = format!("/proc/{}/status", program.id().expect("the program runs"));
    let text = std::fs::read_to_string(status).unwrap();
    let line = text.lines().find(|known| known.starts_with(line)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
