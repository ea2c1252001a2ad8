//! The README's tour with curl, as a reader runs it.

use crate::support::{Backend, TestServer, within};
use std::path::Path;
use tokio::process::Command;

const README: &str = include_str!("../../../README.md");

/// The commands between the README's marks.
fn tour() -> &'static str {
    let (_, rest) = README.split_once("<!-- curl tour -->\n```sh\n").expect("the tour begins");
    rest.split_once("```").expect("the tour ends").0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_curl_tour_does_what_it_shows() {
    let tour = tour();
    assert_eq!(tour.lines().count(), 10, "ten lines are enough");
    let server = TestServer::start(Backend::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        run(&tour.replace("http://localhost:3001", &server.url()), folder.path()).await,
        ["1", "2", "今天天气很好", "The list", "今天天气很好", "Milk and tea"]
    );
    server.finish().await;
}

/// The lines that a script prints.
async fn run(script: &str, folder: &Path) -> Vec<String> {
    let mut bash = Command::new("bash");
    bash.args(["-euo", "pipefail", "-c", script]).env("NO_PROXY", "*");
    let output = bash.current_dir(folder).kill_on_drop(true).output();
    let output = within("the end of the tour", output).await.unwrap();
    let (said, complaints) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{complaints}");
    said.lines().map(Into::into).collect()
}
