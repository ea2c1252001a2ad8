//! Deletions: for everyone, or for oneself alone.

use super::{own_view, search, store};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use crate::sync::{self, Entry};
use whatschat_core::ErrorCode;
use whatschat_core::id::MessageId;
use whatschat_core::messages::{DeleteMessage, Message, MessageHidden, Metadata, Scope};
use whatschat_core::socket::ServerEvent;
use whatschat_core::time::Timestamp;

/// Deleting what is deleted already is no error.
pub(crate) async fn delete(
    app: &App,
    caller: Caller,
    request: DeleteMessage,
) -> Result<(), ApiError> {
    match request.scope {
        Scope::Everyone => delete_for_everyone(app, caller, request.message_id).await,
        Scope::Me => hide(app, caller, request.message_id).await,
    }
}

async fn delete_for_everyone(app: &App, caller: Caller, id: MessageId) -> Result<(), ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let seen = own_view(&mut tx, caller, id).await?;
    let is_own = seen.message.sender_id == caller.user;
    if !is_own && !seen.may_moderate() || seen.message.system.is_some() {
        return Err(ErrorCode::Forbidden.into());
    }
    if seen.message.deleted_at.is_some() {
        return Ok(());
    }
    let tombstone = tombstone(&seen.message, app.clock.now());
    store::bury(&mut tx, &seen.message, &tombstone).await?;
    search::index_again(&mut tx, &tombstone).await?;
    sync::commit(app, tx, vec![Entry::message(&tombstone, ServerEvent::MessageDeleted)]).await?;
    Ok(())
}

/// What stays of a message: its place.
fn tombstone(message: &Message, now: Timestamp) -> Message {
    Message {
        content: String::new(),
        metadata: Metadata::new(),
        reply_to: None,
        mentions: vec![],
        forwarded_from: None,
        reactions: vec![],
        updated_at: now,
        pinned_at: None,
        deleted_at: Some(now),
        ..message.clone()
    }
}

/// Only the caller's own devices learn of it.
async fn hide(app: &App, caller: Caller, id: MessageId) -> Result<(), ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let seen = store::seen_or_hidden(&mut tx, id, caller.user).await?;
    let message = seen.ok_or(ErrorCode::MessageNotFound)?.message;
    if !store::hide(&mut tx, caller.user, &message).await? {
        return Ok(());
    }
    let hidden = MessageHidden { chat_id: message.chat_id, message_id: id };
    let entry = Entry::user(caller.user, ServerEvent::MessageHidden(hidden));
    sync::commit(app, tx, vec![entry]).await?;
    Ok(())
}
