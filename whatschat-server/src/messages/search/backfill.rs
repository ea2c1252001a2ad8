//! Messages that were stored before there was a search are added to its index.

use super::shelves::entry;
use crate::messages::store;
use crate::store::Db;

/// How many messages are added in one transaction.
const SOME: u64 = 1_000;

/// Adds all of them. Where it is broken off, the next start goes on.
pub(crate) async fn index_older(db: &Db) -> sqlx::Result<()> {
    let mut count = 0;
    while let Some(some) = index_some(db).await? {
        if count == 0 {
            tracing::info!("older messages are added to the search");
        }
        count += some;
    }
    Ok(())
}

/// The newest come first: a start that is broken off leaves the oldest. `None`: all are there.
async fn index_some(db: &Db) -> sqlx::Result<Option<usize>> {
    let mut tx = db.write().await?;
    let Some((chat, last)) = store::lock_unindexed(&mut tx).await? else { return Ok(None) };
    let after = last.saturating_sub(SOME);
    let texts = store::texts(&mut tx, chat, after, last).await?;
    let count = texts.len();
    let entries =
        texts.into_iter().filter_map(|(id, seq, text)| Some((id, entry(chat, seq, &text)?)));
    store::index(&mut tx, &entries.collect::<Vec<_>>()).await?;
    store::set_unindexed(&mut tx, chat, after).await?;
    tx.commit().await?;
    Ok(Some(count))
}
