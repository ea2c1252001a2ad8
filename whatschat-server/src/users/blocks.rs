//! Blocks. While one of two users has blocked the other, they are apart: neither can start a
//! private chat or a call with the other, nor write into their private chat, and each looks
//! offline to the other. It is the same for both: the blocked one cannot tell who blocked whom,
//! and the blocker takes the block back before they write again. Groups go on.

use super::view::Viewer;
use super::{require_user, store};
use crate::app::App;
use crate::calls;
use crate::error::ApiError;
use crate::http::Caller;
use crate::status::{self, store::chosen};
use crate::store::Tx;
use crate::sync::{self, Entry};
use whatschat_core::ErrorCode;
use whatschat_core::error::FieldCode;
use whatschat_core::id::UserId;
use whatschat_core::socket::ServerEvent;
use whatschat_core::users::{BlockChanged, UserSummary};

/// Blocking again changes nothing.
pub(crate) async fn block(app: &App, caller: Caller, blocked: UserId) -> Result<(), ApiError> {
    if blocked == caller.user {
        return Err(ApiError::bad_field("id", FieldCode::Yourself, ""));
    }
    change(app, caller.user, BlockChanged { user_id: blocked, blocked: true }).await
}

/// Nor does unblocking who is not blocked.
pub(crate) async fn unblock(app: &App, caller: Caller, blocked: UserId) -> Result<(), ApiError> {
    change(app, caller.user, BlockChanged { user_id: blocked, blocked: false }).await
}

/// What is sent between the two is before this or after it, and its event too.
async fn change(app: &App, blocker: UserId, wanted: BlockChanged) -> Result<(), ApiError> {
    let blocked = wanted.user_id;
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    store::lock_pair(&mut tx, blocker, blocked).await?;
    require_user(&mut tx, blocked).await?;
    let before = store::are_apart(&mut tx, blocker, blocked).await?;
    match wanted.blocked {
        true => store::insert_block(&mut tx, blocker, blocked, app.clock.now()).await?,
        false => store::delete_block(&mut tx, blocker, blocked).await?,
    }
    let apart = store::are_apart(&mut tx, blocker, blocked).await?;
    if apart != before {
        // Else the chat stays as it is: closed, where one of the two is gone.
        store::note_in_chat(&mut tx, blocker, blocked, apart).await?;
    }
    let one = (blocker, chosen(&mut tx, blocker).await?);
    let other = (blocked, chosen(&mut tx, blocked).await?);
    let call = match apart {
        true => calls::block(&mut tx, &app.clock, blocker, blocked).await?,
        false => None,
    };
    let own = Entry::user(blocker, ServerEvent::BlockChanged(wanted));
    let entries = call.iter().flat_map(calls::Change::entries).chain([own]).collect();
    let effect = || call.iter().for_each(|call| call.take_effect(app));
    sync::commit_then(app, tx, entries, effect).await?;
    if apart != before {
        status::show_apart(app, [one, other], apart);
    }
    Ok(())
}

pub(crate) async fn list_blocked(app: &App, caller: Caller) -> Result<Vec<UserSummary>, ApiError> {
    let mut conn = app.db.read().await?;
    let viewer = Viewer::of(app, &mut conn, caller.user).await?;
    let blocked = store::blocked_by(&mut conn, caller.user).await?;
    Ok(blocked.into_iter().map(|user| viewer.summary(user)).collect())
}

/// Some of those whom the caller has blocked, in the order of their ids: those after this one.
pub(crate) async fn some_blocked(
    app: &App,
    caller: Caller,
    after: Option<UserId>,
) -> Result<Vec<UserSummary>, ApiError> {
    let mut conn = app.db.read().await?;
    let viewer = Viewer::of(app, &mut conn, caller.user).await?;
    let blocked = store::some_blocked_by(&mut conn, caller.user, after).await?;
    Ok(blocked.into_iter().map(|user| viewer.summary(user)).collect())
}

/// Refuses to bring two users together while they are apart. They stay as they are until the
/// transaction ends.
pub(crate) async fn require_together(
    tx: &mut Tx,
    one: UserId,
    other: UserId,
) -> Result<(), ApiError> {
    store::lock_pair(tx, one, other).await?;
    let apart = store::are_apart(tx, one, other).await?;
    if apart { Err(ErrorCode::Blocked.into()) } else { Ok(()) }
}
