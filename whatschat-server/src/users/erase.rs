//! The end of an account.

use super::forget::forget;
use super::{changed, require_user, store};
use crate::admin::require_admin;
use crate::app::App;
use crate::audit::{self, What};
use crate::auth;
use crate::calls;
use crate::error::ApiError;
use crate::groups;
use crate::http::Caller;
use crate::status;
use crate::store::Tx;
use crate::sync;
use whatschat_core::id::UserId;

/// For admins; whoever is none is told so, whether or not there is such a user.
pub(crate) async fn delete(app: &App, caller: Caller, id: UserId) -> Result<(), ApiError> {
    erase(app, caller, id, async |tx| {
        require_admin(tx, caller.user).await?;
        require_user(tx, id).await
    })
    .await
}

/// Ends a user's account, if `allow` lets the caller: what they wrote stays, under a tombstone.
pub(crate) async fn erase(
    app: &App,
    caller: Caller,
    user: UserId,
    allow: impl AsyncFnOnce(&mut Tx) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    bury(app, caller, user, allow).await?;
    // Nobody is kept waiting meanwhile, and the account is over already.
    forget(app, user).await;
    groups::leave_all(app, user).await;
    Ok(())
}

/// The user's row is changed last: on PostgreSQL a message of theirs that is being stored keeps
/// hold of it, while it may wait for a chat that is locked here.
async fn bury(
    app: &App,
    caller: Caller,
    user: UserId,
    allow: impl AsyncFnOnce(&mut Tx) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let _in_order = app.changes.begin().await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    allow(&mut tx).await?;
    let chosen = status::store::chosen(&mut tx, user).await?;
    let call = calls::leave(&mut tx, &app.clock, user).await?;
    auth::end_every_session(app, &mut tx, user).await?;
    store::forget_devices(&mut tx, user).await?;
    store::forget_groups(&mut tx, user).await?;
    store::delete_blocks(&mut tx, user).await?;
    store::close_private_chats(&mut tx, user).await?;
    store::bury(&mut tx, user, &tombstone(user), now).await?;
    let deleted = What::AccountDeleted.of(user).by(caller.user).from(caller.address);
    audit::note(&mut tx, &app.clock, &deleted).await?;
    let entries = call.iter().flat_map(calls::Change::entries);
    let entries = entries.chain([changed(app, &mut tx, user).await?]).collect();
    sync::commit_then(app, tx, entries, || {
        status::gone(app, user, chosen, now);
        call.iter().for_each(|call| call.take_effect(app));
    })
    .await?;
    auth::forget_user(app, user, None);
    Ok(())
}

/// The last digits of an id are random; the first are a time, which others share.
fn tombstone(user: UserId) -> String {
    let digits = user.0.simple().to_string();
    format!("deleted_{}", digits.chars().skip(20).collect::<String>())
}
