//! When users were last seen, written together: a server that loses its network sees thousands
//! leave at once, and messages must not wait behind as many transactions.

use super::store;
use crate::store::{Db, Fault, GroupCommit};
use std::sync::Arc;
use whatschat_core::id::UserId;
use whatschat_core::time::Timestamp;

/// Keeps when users were last seen.
pub(crate) struct Departures(GroupCommit<(UserId, Timestamp), ()>);

impl Departures {
    pub(crate) fn start(db: Db) -> Self {
        Self(GroupCommit::start(move |seen: Arc<[(UserId, Timestamp)]>| {
            let db = db.clone();
            async move { commit(&db, &seen).await.map_err(|why| Fault::from(&why)) }
        }))
    }

    pub(super) async fn note(&self, user: UserId, now: Timestamp) -> Result<(), Fault> {
        self.0.store((user, now)).await
    }
}

async fn commit(db: &Db, seen: &[(UserId, Timestamp)]) -> sqlx::Result<Vec<()>> {
    let mut tx = db.write().await?;
    // Always in the same order: others lock several users too.
    let mut seen = seen.to_vec();
    seen.sort_unstable();
    for (user, now) in &seen {
        store::set_last_seen(&mut tx, *user, *now).await?;
    }
    tx.commit().await?;
    Ok(vec![(); seen.len()])
}
