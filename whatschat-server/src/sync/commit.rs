//! What a rule has changed, committed together with what it tells.

use super::entry::Row;
use super::{Entry, Logged, start_anew, store};
use crate::app::App;
use crate::messages::store::hidden_from;
use crate::store::{Db, Fault, Tx};
use std::collections::BTreeSet;
use std::time::Duration;
use whatschat_core::time::Timestamp;

/// For how long the outcome of a commit is looked for that was not answered.
const SEARCH: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(250);

/// Commits a change together with what it tells, and tells those who are connected.
///
/// [`changes`](crate::app::Parts::changes) is held from before the change began: so events leave in
/// the order of the log.
pub(crate) async fn commit(app: &App, tx: Tx, entries: Vec<Entry>) -> sqlx::Result<()> {
    commit_then(app, tx, entries, || ()).await
}

/// The same, with something that takes effect between the commit and the telling, such as who is in
/// a chat.
pub(crate) async fn commit_then(
    app: &App,
    mut tx: Tx,
    entries: Vec<Entry>,
    effect: impl FnOnce(),
) -> sqlx::Result<()> {
    let now = app.clock.now();
    let logged = append(&mut tx, now, entries).await?;
    if let Err(why) = tx.commit().await {
        match stands(&app.db, &logged, &why, now).await {
            Some(true) => tracing::warn!(%why, "a commit was not answered, and stands"),
            Some(false) => return Err(why),
            None => {
                start_anew(app);
                return Err(why);
            }
        }
    }
    if !logged.entries.is_empty() {
        app.db.note_success();
    }
    effect();
    app.hub.publish(logged);
    Ok(())
}

/// Commits a change together with what it tells, for who publishes that by themself.
pub(crate) async fn write(mut tx: Tx, now: Timestamp, entries: Vec<Entry>) -> sqlx::Result<Logged> {
    let logged = append(&mut tx, now, entries).await?;
    tx.commit().await?;
    Ok(logged)
}

async fn append(tx: &mut Tx, now: Timestamp, mut entries: Vec<Entry>) -> sqlx::Result<Logged> {
    note_hidden(tx, &mut entries).await?;
    let mut after = 0;
    if !entries.is_empty() {
        // Last, for this is what all who change something wait for.
        let rows = entries.iter().map(Row::of).collect();
        after = store::append(tx, rows, now).await.inspect_err(|why| tx.note_outage(why))?;
    }
    Ok(Logged { after, entries })
}

/// Finds who has hidden what the entries show.
async fn note_hidden(tx: &mut Tx, entries: &mut [Entry]) -> sqlx::Result<()> {
    let places: BTreeSet<_> = entries.iter().flat_map(Entry::places).collect();
    let hidden = hidden_from(tx, places).await?;
    entries.iter_mut().for_each(|entry| entry.hide(&hidden));
    Ok(())
}

/// Whether what was to be committed is there all the same, where the database went away before it
/// had answered; `None` if that cannot be found out.
async fn stands(db: &Db, logged: &Logged, why: &sqlx::Error, now: Timestamp) -> Option<bool> {
    let Some(last) = logged.entries.last() else { return Some(false) };
    if matches!(Fault::from(why), Fault::Full | Fault::Refused | Fault::Crossed) {
        return Some(false);
    }
    let (pos, row) = (logged.after + logged.entries.len() as u64, Row::of(last));
    let look = async || store::is_there(&mut db.write().await?, pos, &row, now).await;
    let found = async {
        loop {
            match look().await {
                Ok(is_there) => return is_there,
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    };
    tokio::time::timeout(SEARCH, found).await.ok()
}
