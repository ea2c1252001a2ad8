//! Other people: the rules.

pub(crate) mod api;
mod blocks;
mod changes;
mod erase;
mod forget;
pub(crate) mod store;
mod view;

pub(crate) use blocks::{block, list_blocked, require_together, some_blocked, unblock};
pub(crate) use changes::{as_changed, changed};
pub(crate) use erase::{delete, erase};
pub(crate) use forget::forget_the_gone;

use crate::admin::require_admin;
use crate::app::App;
use crate::audit::{self, What};
use crate::auth;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::{Conn, Tx};
use crate::sync;
use view::Viewer;
use whatschat_core::ErrorCode;
use whatschat_core::auth::UpdateProfile;
use whatschat_core::id::UserId;
use whatschat_core::page::Pagination;
use whatschat_core::users::{ListUsers, UpdateUser, User, UserPage};

pub(crate) async fn list(
    app: &App,
    caller: Caller,
    request: ListUsers,
) -> Result<UserPage, ApiError> {
    let mut conn = app.db.read().await?;
    let viewer = Viewer::of(app, &mut conn, caller.user).await?;
    let addresses = viewer.sees_addresses;
    let total = store::count(&mut conn, &request, addresses).await?;
    let users = store::page(&mut conn, caller.user, &request, addresses).await?;
    drop(conn);
    if viewer.is_admin {
        let read = What::DirectoryRead.of(None).by(caller.user).from(caller.address);
        audit::note_alone(app, read).await?;
    }
    let page = if request.after.is_some() { 1 } else { request.page };
    Ok(UserPage {
        users: users.into_iter().map(|user| viewer.summary(user)).collect(),
        pagination: Pagination::of(page, request.limit, total),
    })
}

pub(crate) async fn get(app: &App, caller: Caller, id: UserId) -> Result<User, ApiError> {
    let mut conn = app.db.read().await?;
    let user = show(app, &mut conn, caller, id).await?;
    let by_right = id != caller.user && Viewer::of(app, &mut conn, caller.user).await?.is_admin;
    drop(conn);
    if by_right {
        let read = What::ProfileRead.of(id).by(caller.user).from(caller.address);
        audit::note_alone(app, read).await?;
    }
    Ok(user)
}

async fn show(app: &App, conn: &mut Conn, caller: Caller, id: UserId) -> Result<User, ApiError> {
    let viewer = Viewer::of(app, conn, caller.user).await?;
    let user = store::seen(conn, caller.user, id).await?.ok_or(ErrorCode::UserNotFound)?;
    Ok(viewer.user(user))
}

/// Whoever is no admin is told so, whether or not there is such a user.
pub(crate) async fn update(
    app: &App,
    caller: Caller,
    request: UpdateUser,
) -> Result<User, ApiError> {
    let UpdateUser { id, username, status, avatar } = request;
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    require_admin(&mut tx, caller.user).await?;
    require_user(&mut tx, id).await?;
    let change = UpdateProfile { username, status, avatar };
    let told = auth::change_profile(app, &mut tx, caller, id, change).await?;
    let noted = What::ProfileChanged.of(id).by(caller.user).from(caller.address);
    audit::note(&mut tx, &app.clock, &noted).await?;
    let user = show(app, &mut tx, caller, id).await?;
    sync::commit(app, tx, told).await?;
    Ok(user)
}

/// There is such a user, who was not deleted, and nobody else changes them before the transaction
/// ends.
async fn require_user(tx: &mut Tx, id: UserId) -> Result<(), ApiError> {
    auth::store::lock_user(tx, id).await?;
    let user = auth::store::user_by_id(tx, id).await?;
    let there = user.is_some_and(|user| user.deleted_at.is_none());
    if there { Ok(()) } else { Err(ErrorCode::UserNotFound.into()) }
}
