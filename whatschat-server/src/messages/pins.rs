//! Pins.

use super::{own_view, store};
use crate::app::App;
use crate::chats::membership;
use crate::error::ApiError;
use crate::files;
use crate::http::Caller;
use crate::store::Tx;
use crate::sync::{self, Entry};
use whatschat_core::ErrorCode;
use whatschat_core::id::{ChatId, MessageId};
use whatschat_core::limits::PINS_MAX;
use whatschat_core::messages::{Message, PinChanged};
use whatschat_core::socket::ServerEvent;
use whatschat_core::time::Timestamp;

/// Pinning what is pinned changes nothing.
pub(crate) async fn pin(app: &App, caller: Caller, id: MessageId) -> Result<Message, ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let mut message = to_pin(&mut tx, caller, id).await?;
    if message.deleted_at.is_some() {
        return Err(ErrorCode::MessageDeleted.into());
    }
    if message.pinned_at.is_some() {
        show(app, &mut tx, &mut message).await?;
        return Ok(store::as_seen(&mut tx, caller.user, message).await?);
    }
    if store::count_pins(&mut tx, message.chat_id).await? >= PINS_MAX as u64 {
        return Err(ErrorCode::TooManyPins.into());
    }
    finish(app, tx, caller, message, Some(app.clock.now())).await
}

/// Unpinning what is not pinned changes nothing.
pub(crate) async fn unpin(app: &App, caller: Caller, id: MessageId) -> Result<Message, ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let mut message = to_pin(&mut tx, caller, id).await?;
    if message.pinned_at.is_none() {
        show(app, &mut tx, &mut message).await?;
        return Ok(store::as_seen(&mut tx, caller.user, message).await?);
    }
    finish(app, tx, caller, message, None).await
}

pub(crate) async fn list_pins(
    app: &App,
    caller: Caller,
    chat: ChatId,
) -> Result<Vec<Message>, ApiError> {
    let mut conn = app.db.read().await?;
    membership(&mut conn, chat, caller.user).await?;
    let mut pins = store::pins(&mut conn, chat, caller.user).await?;
    files::show(&mut conn, &app.files.links, app.clock.now(), pins.iter_mut()).await?;
    Ok(pins)
}

/// A message that the caller may pin. The chat comes first, as it does when messages are sent:
/// two transactions that lock in different orders would wait for each other.
async fn to_pin(tx: &mut Tx, caller: Caller, id: MessageId) -> Result<Message, ApiError> {
    store::lock_chat_of(tx, id).await?;
    let seen = own_view(tx, caller, id).await?;
    if !seen.may_pin() || seen.message.system.is_some() {
        return Err(ErrorCode::Forbidden.into());
    }
    if seen.blocked {
        return Err(ErrorCode::Blocked.into());
    }
    Ok(seen.message)
}

async fn finish(
    app: &App,
    mut tx: Tx,
    caller: Caller,
    message: Message,
    pinned_at: Option<Timestamp>,
) -> Result<Message, ApiError> {
    let mut message = Message { pinned_at, ..message };
    store::set_pinned(&mut tx, message.id, pinned_at).await?;
    show(app, &mut tx, &mut message).await?;
    let pinned = |message| PinChanged { user_id: caller.user, message };
    let entry = Entry::message(&message, |message| ServerEvent::PinChanged(pinned(message)));
    let message = store::as_seen(&mut tx, caller.user, message).await?;
    sync::commit(app, tx, vec![entry]).await?;
    Ok(message)
}

async fn show(app: &App, tx: &mut Tx, message: &mut Message) -> sqlx::Result<()> {
    files::show(tx, &app.files.links, app.clock.now(), [message].into_iter()).await
}
