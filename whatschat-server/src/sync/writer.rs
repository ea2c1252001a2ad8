//! Transactions that hold what many people change.

use super::Logged;
use crate::clock::Clock;
use crate::socket::Hub;
use crate::store::{Changes, Db, Fault};
use std::sync::Arc;

/// Writes transactions that hold what many people change; no request runs in them.
#[derive(Clone)]
pub(crate) struct LogWriter {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    hub: Arc<Hub>,
    changes: Changes,
}

impl LogWriter {
    pub(crate) fn new(db: &Db, clock: &Clock, hub: &Arc<Hub>, changes: &Changes) -> Self {
        let (db, clock, hub, changes) = (db.clone(), clock.clone(), hub.clone(), changes.clone());
        Self { db, clock, hub, changes }
    }

    /// Runs what stores and commits something, and tells those who are connected of it. The lines
    /// about its failures call it `what`.
    pub(crate) async fn write<O>(
        &self,
        what: &'static str,
        stores: impl Future<Output = sqlx::Result<(Vec<O>, Logged)>>,
    ) -> Result<Vec<O>, Fault> {
        let _in_order = self.changes.lock().await;
        let stored = stores.await;
        let (outcomes, logged) = stored.map_err(|why| {
            let fault = Fault::from(&why);
            if matches!(fault, Fault::Unreachable | Fault::Full) {
                self.db.note_write(false);
            }
            tracing::error!(%why, what, "not stored");
            fault
        })?;
        self.db.note_write(true);
        self.hub.publish(logged);
        Ok(outcomes)
    }
}
