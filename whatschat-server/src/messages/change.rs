//! Edits, and what a message said before them.

use super::{own_view, search, store};
use crate::app::App;
use crate::error::ApiError;
use crate::files;
use crate::http::Caller;
use crate::sync::{self, Entry};
use whatschat_core::ErrorCode;
use whatschat_core::error::FieldCode;
use whatschat_core::id::MessageId;
use whatschat_core::limits::METADATA_MAX_BYTES;
use whatschat_core::messages::{Message, MessageVersion, Metadata, UpdateMessage};
use whatschat_core::socket::ServerEvent;
use whatschat_core::time::Timestamp;

pub(crate) async fn update(
    app: &App,
    caller: Caller,
    request: UpdateMessage,
) -> Result<Message, ApiError> {
    if request.content.is_none() && request.metadata.is_none() {
        return Err(ApiError::bad_field("content", FieldCode::Required, ""));
    }
    check_metadata(request.metadata.as_ref())?;
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let seen = own_view(&mut tx, caller, request.message_id).await?;
    let (blocked, message) = (seen.blocked, seen.message);
    if message.sender_id != caller.user || message.system.is_some() {
        return Err(ErrorCode::Forbidden.into());
    }
    if message.deleted_at.is_some() {
        return Err(ErrorCode::MessageDeleted.into());
    }
    if blocked {
        return Err(ErrorCode::Blocked.into());
    }
    store::keep_version(&mut tx, &message).await?;
    let now = app.clock.now();
    let names_a_file = request.metadata.is_some();
    let mut edited = edited(message, request, now);
    if names_a_file {
        files::change(&mut tx, caller, &mut edited).await?;
    }
    store::update(&mut tx, &edited).await?;
    search::index_again(&mut tx, &edited).await?;
    files::show(&mut tx, &app.files.links, now, [&mut edited].into_iter()).await?;
    let entry = Entry::message(&edited, ServerEvent::MessageUpdated);
    let edited = store::as_seen(&mut tx, caller.user, edited).await?;
    sync::commit(app, tx, vec![entry]).await?;
    Ok(edited)
}

/// No two versions of a message have the same time, for them to be told apart and sorted by it.
fn edited(message: Message, request: UpdateMessage, now: Timestamp) -> Message {
    let before = message.edited_at.unwrap_or(message.created_at);
    let now = now.max(before.plus_ms(1));
    Message {
        content: request.content.unwrap_or(message.content),
        metadata: request.metadata.unwrap_or(message.metadata),
        updated_at: now,
        edited_at: Some(now),
        ..message
    }
}

pub(crate) async fn history(
    app: &App,
    caller: Caller,
    id: MessageId,
) -> Result<Vec<MessageVersion>, ApiError> {
    let mut conn = app.db.snapshot().await?;
    let seen = store::seen(&mut conn, id, caller.user).await?;
    let message = seen.ok_or(ErrorCode::MessageNotFound)?.message;
    Ok(store::versions(&mut conn, message.id).await?)
}

pub(super) fn check_metadata(metadata: Option<&Metadata>) -> Result<(), ApiError> {
    let bytes = metadata
        .and_then(|metadata| serde_json::to_string(metadata).ok())
        .map_or(0, |json| json.len());
    if bytes <= METADATA_MAX_BYTES {
        return Ok(());
    }
    Err(ApiError::bad_field("metadata", FieldCode::TooLong, METADATA_MAX_BYTES.to_string()))
}
