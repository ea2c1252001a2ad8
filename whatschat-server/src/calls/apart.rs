//! Who may not be in a call any more. Each of these runs in the transaction of what it follows
//! from, whose caller commits the changes' entries with it, and holds
//! [`changes`](crate::app::Parts::changes) all the while.

use super::change::{Change, make};
use super::state::Event;
use super::store;
use crate::clock::Clock;
use crate::error::ApiError;
use crate::store::Tx;
use whatschat_core::id::{CallId, ChatId, UserId};

/// Somebody is in a chat no longer: they leave its call, and learn nothing more of it, also if they
/// have declined it or hung up before.
pub(crate) async fn leave_chat(
    tx: &mut Tx,
    clock: &Clock,
    chat: ChatId,
    user: UserId,
) -> Result<Vec<Change>, ApiError> {
    remove_in_chat(tx, clock, chat, |one| one == user).await
}

/// A chat is no more: its calls end.
pub(crate) async fn end_in_chat(
    tx: &mut Tx,
    clock: &Clock,
    chat: ChatId,
) -> Result<Vec<Change>, ApiError> {
    remove_in_chat(tx, clock, chat, |_| true).await
}

/// Somebody was blocked: a call of the two alone ends. Calls of more go on, as groups do.
pub(crate) async fn block(
    tx: &mut Tx,
    clock: &Clock,
    blocker: UserId,
    blocked: UserId,
) -> Result<Option<Change>, ApiError> {
    match store::live_of_pair(tx, blocker, blocked).await? {
        Some(id) => remove(tx, clock, id, |one| one == blocked).await,
        None => Ok(None),
    }
}

/// Somebody's account ends: they leave whatever call they are in, or are called to.
pub(crate) async fn leave(
    tx: &mut Tx,
    clock: &Clock,
    user: UserId,
) -> Result<Option<Change>, ApiError> {
    match store::live_of(tx, user).await? {
        Some(id) => remove(tx, clock, id, |one| one == user).await,
        None => Ok(None),
    }
}

/// Those of a chat's calls whom `which` picks leave them.
async fn remove_in_chat(
    tx: &mut Tx,
    clock: &Clock,
    chat: ChatId,
    which: impl Fn(UserId) -> bool,
) -> Result<Vec<Change>, ApiError> {
    let mut changes = vec![];
    for id in store::live_of_chat(tx, chat).await? {
        changes.extend(remove(tx, clock, id, &which).await?);
    }
    Ok(changes)
}

/// Those of a call whom `which` picks leave it; `None` where it has ended meanwhile.
async fn remove(
    tx: &mut Tx,
    clock: &Clock,
    id: CallId,
    which: impl Fn(UserId) -> bool,
) -> Result<Option<Change>, ApiError> {
    let call = store::lock(tx, id).await?.filter(|call| call.state.ended_at.is_none());
    let Some(call) = call else { return Ok(None) };
    let users = call.state.told().map(|member| member.user);
    let events: Vec<_> = users.filter(|user| which(*user)).map(Event::Removed).collect();
    make(tx, clock, call, None, &events).await.map(Some)
}
