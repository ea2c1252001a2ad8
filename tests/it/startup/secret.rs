//! What signs tokens, where the operator gives nothing.

use crate::support::{TestServer, answer, on_both_databases};
use std::os::unix::fs::PermissionsExt;

on_both_databases![the_secret_is_made_once_for_nobody_elses_eyes];

async fn the_secret_is_made_once_for_nobody_elses_eyes(server: TestServer) {
    let file = server.config().data_dir.join("secret");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "the mode is {mode:o}");
    let secret = std::fs::read(&file).unwrap();
    assert!(secret.len() >= 32, "{} bytes", secret.len());

    for name in ["whatschat.db", "whatschat.db-wal"] {
        if let Ok(metadata) = std::fs::metadata(file.with_file_name(name)) {
            let mode = metadata.permissions().mode();
            assert_eq!(mode & 0o077, 0, "{name} has mode {mode:o}");
        }
    }
    let token = server.person("alice").await.token();
    server.restart().await;
    assert_eq!(std::fs::read(&file).unwrap(), secret);
    let me = answer(server.request("GET", "/auth/me").bearer_auth(token)).await;
    assert_eq!(me.status, 200, "a restart logs everyone out");
}
