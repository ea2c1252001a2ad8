//! The programs of the workspace, as people run them.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

/// Where the program `name` of the package `package` is; builds it first, once a run.
pub(crate) fn program(package: &str, name: &str) -> PathBuf {
    static BUILT: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let mut built = BUILT.lock().unwrap();
    if built.get_or_insert_default().insert(name.into()) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--package", package, "--bin", name]);
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        assert!(cargo.status().unwrap().success(), "{name} does not build");
    }
    // This test is `target/debug/deps/it-…`; programs are two folders up.
    let this = std::env::current_exe().unwrap();
    this.ancestors().nth(2).unwrap().join(name)
}
