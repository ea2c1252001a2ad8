//! Signals that end a program, turned into futures.

/// Waits for Ctrl-C where the terminal sends it as a signal: while no line is being read.
pub(crate) async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Waits for a request to end, as at a shutdown or when the terminal window is closed.
#[cfg(unix)]
pub(crate) async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    let (terminate, hang_up) = (signal(SignalKind::terminate()), signal(SignalKind::hangup()));
    if let (Ok(mut terminate), Ok(mut hang_up)) = (terminate, hang_up) {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    } else {
        std::future::pending::<()>().await;
    }
}

/// Waits for a request to end; other systems have none but Ctrl-C.
#[cfg(not(unix))]
pub(crate) async fn terminated() {
    std::future::pending::<()>().await;
}
