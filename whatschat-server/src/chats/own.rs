//! What a chat is to the caller alone.

use super::{membership, store, tell_self, view};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use whatschat_core::ErrorCode;
use whatschat_core::chats::{ChatChange, ChatSettings, MarkRead, ReadState};
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
    tx.commit().await?;
    tell_self(app, caller, id, ChatChange::Details);
    Ok(view::settings(&membership, app.clock.now()))
}

pub(crate) async fn delete(app: &App, caller: Caller, id: ChatId) -> Result<(), ApiError> {
    let mut tx = app.db.write().await?;
    let membership =
        store::lock_membership(&mut tx, id, caller.user).await?.ok_or(ErrorCode::ChatNotFound)?;
    store::clear(&mut tx, id, caller.user, membership.last_seq).await?;
    tx.commit().await?;
    tell_self(app, caller, id, ChatChange::Cleared);
    Ok(())
}

/// A mark beyond the last message marks the last; an older mark changes nothing.
pub(crate) async fn mark_read(
    app: &App,
    caller: Caller,
    request: MarkRead,
) -> Result<ReadState, ApiError> {
    let mut tx = app.db.write().await?;
    let before = store::lock_membership(&mut tx, request.id, caller.user).await?;
    let before = before.ok_or(ErrorCode::ChatNotFound)?;
    let seq = request.seq.min(before.last_seq);
    if seq > before.read_seq {
        store::mark_read(&mut tx, request.id, caller.user, seq).await?;
    }
    let after = membership(&mut tx, request.id, caller.user).await?;
    tx.commit().await?;
    Ok(view::read_state(&after))
}
