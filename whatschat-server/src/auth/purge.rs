//! Clears away what is over: sessions that nobody renewed, tokens whose time has passed, and the
//! old end of the log.

use super::store;
use crate::app::{App, WeakApp};
use crate::error::ApiError;
use crate::sync;
use std::time::Duration;

/// How often, by the server's clock.
const EVERY_MS: i64 = 3600 * 1000;
/// How often it looks at the clock.
const LOOK: Duration = Duration::from_secs(1);
/// How long a session is kept after its end: every node must have seen it to close its sockets.
const KEPT_MS: i64 = 24 * 3600 * 1000;

/// Clears away now, and every hour from then on.
pub(crate) async fn start(app: &App) {
    purge_or_say(app).await;
    tokio::spawn(repeat(app.downgrade(), app.clock.now().plus_ms(EVERY_MS)));
}

async fn repeat(weak: WeakApp, mut next: whatschat_core::time::Timestamp) {
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(app) = weak.upgrade() else { return };
        let now = app.clock.now();
        if now >= next {
            purge_or_say(&app).await;
            next = now.plus_ms(EVERY_MS);
        }
    }
}

/// A failure costs nothing but room, until the next time.
async fn purge_or_say(app: &App) {
    if let Err(error) = purge(app).await {
        tracing::warn!(code = error.code.as_str(), "what is over was not cleared away");
    }
}

async fn purge(app: &App) -> Result<(), ApiError> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    store::end_unused(&mut tx, now.plus_ms(-app.auth.tokens.session_ttl_ms()), now).await?;
    store::delete_ended(&mut tx, now.plus_ms(-KEPT_MS)).await?;
    store::delete_expired(&mut tx, now).await?;
    tx.commit().await?;
    sync::prune(app).await?;
    Ok(())
}
