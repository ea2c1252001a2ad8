//! Reactions. Each change is counted under the message's lock, in its own transaction.

use super::own_view;
use super::store::{self, Seen};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::Tx;
use crate::sync::{self, Entry};
use whatschat_core::ErrorCode;
use whatschat_core::limits::REACTIONS_MAX;
use whatschat_core::messages::{AddReaction, Message, Reaction, ReactionsChanged, RemoveReaction};
use whatschat_core::socket::ServerEvent;

/// Reacting in the same way again changes nothing.
pub(crate) async fn react(
    app: &App,
    caller: Caller,
    request: AddReaction,
) -> Result<Vec<Reaction>, ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let seen = own_view(&mut tx, caller, request.message_id).await?;
    check(&seen, &request.emoji)?;
    let message = seen.message;
    let now = app.clock.now();
    if !store::react(&mut tx, message.id, caller.user, &request.emoji, now).await? {
        return Ok(message.reactions);
    }
    finish(app, tx, caller, message, &request.emoji).await
}

fn check(Seen { message, blocked, .. }: &Seen, emoji: &str) -> Result<(), ErrorCode> {
    if message.system.is_some() {
        return Err(ErrorCode::Forbidden);
    }
    if message.deleted_at.is_some() {
        return Err(ErrorCode::MessageDeleted);
    }
    if *blocked {
        return Err(ErrorCode::Blocked);
    }
    let is_new = message.reactions.iter().all(|known| known.emoji != emoji);
    if is_new && message.reactions.len() >= REACTIONS_MAX {
        return Err(ErrorCode::TooManyReactions);
    }
    Ok(())
}

/// Taking back what was never given changes nothing. Across a block it is allowed, as a deletion is:
/// it says nothing new, and what one has said stays one's own to take back.
pub(crate) async fn unreact(
    app: &App,
    caller: Caller,
    request: RemoveReaction,
) -> Result<Vec<Reaction>, ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let message = own_view(&mut tx, caller, request.message_id).await?.message;
    if !store::unreact(&mut tx, message.id, caller.user, &request.emoji).await? {
        return Ok(message.reactions);
    }
    finish(app, tx, caller, message, &request.emoji).await
}

/// Counts the reaction that has changed, and tells the chat.
async fn finish(
    app: &App,
    mut tx: Tx,
    caller: Caller,
    message: Message,
    emoji: &str,
) -> Result<Vec<Reaction>, ApiError> {
    let changed = store::reaction(&mut tx, message.id, emoji).await?;
    let reactions = replaced(message.reactions, emoji, changed);
    store::set_reactions(&mut tx, message.id, &reactions).await?;
    let event = ReactionsChanged {
        chat_id: message.chat_id,
        message_id: message.id,
        user_id: caller.user,
        reactions: reactions.clone(),
    };
    let event = ServerEvent::ReactionsChanged(event);
    let entry = Entry::about(message.chat_id, message.seq, event);
    sync::commit(app, tx, vec![entry]).await?;
    Ok(reactions)
}

/// The reactions with one of them changed in its place, new at the end, or gone.
fn replaced(mut all: Vec<Reaction>, emoji: &str, changed: Option<Reaction>) -> Vec<Reaction> {
    let place = all.iter().position(|known| known.emoji == emoji);
    match (place, changed) {
        (Some(place), Some(changed)) => all[place] = changed,
        (Some(place), None) => drop(all.remove(place)),
        (None, changed) => all.extend(changed),
    }
    all
}
