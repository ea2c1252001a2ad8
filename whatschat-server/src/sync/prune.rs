//! The log does not reach back for ever.

use super::store;
use crate::app::App;

/// How many rows one transaction deletes, so that nobody waits for long.
const SOME: u32 = 1_000;

/// Deletes what is older than the log is to be.
pub(crate) async fn prune(app: &App) -> sqlx::Result<()> {
    let days = i64::from(app.config.log_days);
    let before = app.clock.now().plus_ms(-days * 24 * 60 * 60 * 1_000);
    loop {
        let mut tx = app.db.write().await?;
        let pruned = store::prune(&mut tx, before, SOME).await?;
        tx.commit().await?;
        if pruned < u64::from(SOME) {
            return Ok(());
        }
    }
}
