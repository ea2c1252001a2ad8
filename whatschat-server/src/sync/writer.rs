//! Transactions that hold what many people change.

use super::Logged;
use crate::clock::Clock;
use crate::socket::Hub;
use crate::store::{Changes, Db, Fault};
use std::sync::Arc;
use std::time::Duration;

/// How long one transaction may take: a database that has gone without a word must not keep
/// everybody waiting.
const LONGEST: Duration = Duration::from_secs(20);

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
        let _in_order = self.changes.begin().await?;
        let stored = tokio::time::timeout(LONGEST, stores).await;
        let stored = stored.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        let (outcomes, logged) = stored.map_err(|why| {
            self.db.note_outage(&why);
            tracing::error!(%why, what, "not stored");
            Fault::from(&why)
        })?;
        if !logged.entries.is_empty() {
            self.db.note_success();
        }
        self.hub.publish(logged);
        Ok(outcomes)
    }
}
