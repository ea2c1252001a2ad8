//! What a chat is to the caller alone.

use super::{membership, own_change, store, view};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use crate::sync;
use whatschat_core::ErrorCode;
use whatschat_core::chats::{ChatChange, ChatSettings};
use whatschat_core::id::ChatId;
use whatschat_core::time::Timestamp;

/// A change of what a chat is to the caller alone.
pub(crate) enum OwnChange {
    Archived(bool),
    Muted { muted: bool, until: Option<Timestamp> },
}

pub(crate) async fn change_own(
    app: &App,
    caller: Caller,
    id: ChatId,
    change: OwnChange,
) -> Result<ChatSettings, ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    membership(&mut tx, id, caller.user).await?;
    match change {
        OwnChange::Archived(archived) => {
            store::set_archived(&mut tx, id, caller.user, archived).await?;
        }
        OwnChange::Muted { muted, until } => {
            store::set_muted(&mut tx, id, caller.user, muted, until).await?;
        }
    }
    let membership = membership(&mut tx, id, caller.user).await?;
    sync::commit(app, tx, vec![own_change(caller.user, id, ChatChange::Details)]).await?;
    Ok(view::settings(&membership, app.clock.now()))
}

pub(crate) async fn delete(app: &App, caller: Caller, id: ChatId) -> Result<(), ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let membership =
        store::lock_membership(&mut tx, id, caller.user).await?.ok_or(ErrorCode::ChatNotFound)?;
    store::clear(&mut tx, id, caller.user, membership.last_seq).await?;
    let entries = vec![own_change(caller.user, id, ChatChange::Cleared)];
    let clear = || app.hub.clear(caller.user, id, membership.last_seq);
    Ok(sync::commit_then(app, tx, entries, clear).await?)
}
