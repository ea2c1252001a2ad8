//! When the program is asked to stop.

use tokio::signal::unix::{SignalKind, signal};

/// Ends with the first `SIGTERM` or `SIGINT` (Ctrl-C).
pub async fn stop() {
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminate => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
