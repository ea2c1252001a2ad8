//! Messages: the rules.

pub(crate) mod api;
mod send;
pub(crate) mod store;
mod system;
mod writer;

pub(crate) use send::send;
pub(crate) use system::append_system;
pub(crate) use writer::Writer;

use crate::app::App;
use crate::chats::membership;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::Tx;
use store::{SeenRow, Window};
use whatschat_core::ErrorCode;
use whatschat_core::chats::ChatType;
use whatschat_core::error::FieldCode;
use whatschat_core::groups::Role;
use whatschat_core::id::MessageId;
use whatschat_core::limits::METADATA_MAX_BYTES;
use whatschat_core::messages::{ListMessages, Message, MessagePage, Metadata, UpdateMessage};
use whatschat_core::page::Pagination;
use whatschat_core::socket::ServerEvent;

pub(crate) async fn list(
    app: &App,
    caller: Caller,
    request: ListMessages,
) -> Result<MessagePage, ApiError> {
    let mut conn = app.db.read().await?;
    let membership = membership(&mut conn, request.chat_id, caller.user).await?;
    let window = Window::of(&request, &membership);
    let messages = store::page(&mut conn, request.chat_id, &window).await?;
    let total = match &window.search {
        Some(_) => {
            store::count(&mut conn, request.chat_id, membership.cleared_seq, &window).await?
        }
        None => membership.last_seq - membership.cleared_seq, // there is no gap
    };
    let page = if request.before.or(request.after).is_some() { 1 } else { request.page };
    Ok(MessagePage {
        messages: messages.into_iter().map(Into::into).collect(),
        pagination: Pagination::of(page, request.limit, total),
    })
}

pub(crate) async fn update(
    app: &App,
    caller: Caller,
    request: UpdateMessage,
) -> Result<Message, ApiError> {
    if request.content.is_none() && request.metadata.is_none() {
        return Err(ApiError::bad_field("content", FieldCode::Required, ""));
    }
    check_metadata(request.metadata.as_ref())?;
    let _in_order = app.changes.lock().await;
    let mut tx = app.db.write().await?;
    let seen = own_view(&mut tx, caller, request.message_id).await?;
    let (blocked, mut message) = (seen.blocked, Message::from(seen.message));
    if message.sender_id != caller.user || message.system.is_some() {
        return Err(ErrorCode::Forbidden.into());
    }
    if message.deleted_at.is_some() {
        return Err(ErrorCode::MessageDeleted.into());
    }
    if blocked {
        return Err(ErrorCode::Blocked.into());
    }
    let now = app.clock.now();
    message.content = request.content.unwrap_or(message.content);
    message.metadata = request.metadata.unwrap_or(message.metadata);
    message.updated_at = now;
    message.edited_at = Some(now);
    store::update(&mut tx, &message).await?;
    tx.commit().await?;
    app.hub.send_to_chat(message.chat_id, &ServerEvent::MessageUpdated(message.clone()));
    Ok(message)
}

/// Deleting what is deleted already is no error.
pub(crate) async fn delete(app: &App, caller: Caller, id: MessageId) -> Result<(), ApiError> {
    let _in_order = app.changes.lock().await;
    let mut tx = app.db.write().await?;
    let seen = own_view(&mut tx, caller, id).await?;
    let may_moderate = seen.chat_type == ChatType::Group && seen.role == Role::Admin;
    let mut message = Message::from(seen.message);
    if message.sender_id != caller.user && !may_moderate || message.system.is_some() {
        return Err(ErrorCode::Forbidden.into());
    }
    if message.deleted_at.is_some() {
        return Ok(());
    }
    let now = app.clock.now();
    message.content.clear();
    message.metadata.clear();
    message.updated_at = now;
    message.deleted_at = Some(now);
    store::update(&mut tx, &message).await?;
    tx.commit().await?;
    app.hub.send_to_chat(message.chat_id, &ServerEvent::MessageDeleted(message));
    Ok(())
}

/// A message that the caller can see. For anybody else it does not exist.
async fn own_view(tx: &mut Tx, caller: Caller, id: MessageId) -> Result<SeenRow, ApiError> {
    Ok(store::lock_seen(tx, id, caller.user).await?.ok_or(ErrorCode::MessageNotFound)?)
}

fn check_metadata(metadata: Option<&Metadata>) -> Result<(), ApiError> {
    let bytes = metadata
        .and_then(|metadata| serde_json::to_string(metadata).ok())
        .map_or(0, |json| json.len());
    if bytes <= METADATA_MAX_BYTES {
        return Ok(());
    }
    Err(ApiError::bad_field("metadata", FieldCode::TooLong, METADATA_MAX_BYTES.to_string()))
}
