//! Clears away what is over: sessions that nobody renewed, tokens whose time has passed, and the
//! old end of the log.

use super::store;
use crate::app::App;
use crate::error::ApiError;
use crate::periodic;
use crate::sync;

/// How long a session is kept after its end: every node must have seen it to close its sockets.
const KEPT_MS: i64 = 24 * 3600 * 1000;

/// Clears away from now on, and every hour again. A failure costs nothing but room, until the next
/// time.
pub(crate) fn start(app: &App) {
    let first = app.clone();
    app.tasks.spawn(async move {
        if let Err(error) = purge(first).await {
            tracing::warn!(code = error.code.as_str(), "what is over was not cleared away");
        }
    });
    periodic::hourly(app, "the clearing away of what is over", purge);
}

async fn purge(app: App) -> Result<(), ApiError> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    store::end_unused(&mut tx, now.plus_ms(-app.auth.tokens.session_ttl_ms()), now).await?;
    store::delete_ended(&mut tx, now.plus_ms(-KEPT_MS)).await?;
    store::delete_expired(&mut tx, now).await?;
    tx.commit().await?;
    sync::prune(&app).await?;
    Ok(())
}
