//! The end of a group: for its members at once, in the database some messages at a time, so that
//! nobody waits for the deletion of a million.

use super::{lock_as_admin, store};
use crate::app::App;
use crate::calls;
use crate::chats;
use crate::error::ApiError;
use crate::http::Caller;
use crate::sync::{self, Entry};
use whatschat_core::chats::ChatChange;
use whatschat_core::id::ChatId;

/// How many messages one transaction deletes.
const SOME: u32 = 500;

pub(crate) async fn end(app: &App, caller: Caller, id: ChatId) -> Result<(), ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    lock_as_admin(&mut tx, caller, id).await?;
    let calls = calls::end_in_chat(&mut tx, &app.clock, id).await?;
    let ended = chats::changed(id, ChatChange::Ended, vec![]);
    let members = store::member_ids(&mut tx, id).await?.into_iter();
    // Nobody is in it any more who could read of it there.
    let entries = members.map(|user| Entry::user(user, ended.clone()));
    let entries = calls.iter().flat_map(calls::Change::entries).chain(entries).collect();
    store::delete_members(&mut tx, id).await?;
    store::set_ended(&mut tx, id, app.clock.now()).await?;
    sync::commit_then(app, tx, entries, || {
        calls.iter().for_each(|call| call.take_effect(app));
        app.hub.close_chat(id);
    })
    .await?;
    purge_later(app);
    Ok(())
}

/// Deletes what is left of ended groups, beside other work.
pub(crate) fn purge_later(app: &App) {
    app.tasks.spawn(purge_ended(app.clone()));
}

/// The same; what a stop interrupts is done after the next start.
pub(crate) async fn purge_ended(app: App) {
    if let Err(error) = purge(&app).await {
        tracing::warn!(code = error.code.as_str(), "ended groups are not all deleted yet");
    }
}

async fn purge(app: &App) -> Result<(), ApiError> {
    let _alone = app.purging.lock().await;
    let ended = store::ended(&mut app.db.read().await?).await?;
    for id in ended {
        while !app.tasks.is_closed() {
            let mut tx = app.db.write().await?;
            let deleted = store::delete_some(&mut tx, id, SOME).await?;
            // Another node may be deleting the same ones.
            let empty = deleted == 0 && store::is_empty(&mut tx, id).await?;
            if empty {
                store::delete_chat(&mut tx, id).await?;
            }
            tx.commit().await?;
            if empty {
                break;
            }
        }
    }
    Ok(())
}
