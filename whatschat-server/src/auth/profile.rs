//! What one says of oneself.

use super::store::{self, UserRow};
use crate::app::App;
use crate::error::ApiError;
use crate::files;
use crate::http::Caller;
use crate::store::{Tx, taken};
use crate::sync::{self, Entry};
use crate::users;
use whatschat_core::ErrorCode;
use whatschat_core::auth::{Account, UpdateProfile};
use whatschat_core::id::UserId;

pub(crate) async fn me(app: &App, caller: Caller) -> Result<Account, ApiError> {
    let mut account = user(app, caller.user).await?.account();
    account.avatar = files::show_avatar(app, account.avatar);
    Ok(account)
}

pub(super) async fn user(app: &App, id: UserId) -> Result<UserRow, ApiError> {
    let user = store::user_by_id(&mut app.db.read().await?, id).await?;
    Ok(user.ok_or(ErrorCode::TokenInvalid)?)
}

pub(crate) async fn update_profile(
    app: &App,
    caller: Caller,
    request: UpdateProfile,
) -> Result<Account, ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let told = change_profile(app, &mut tx, caller, caller.user, request).await?;
    sync::commit(app, tx, told).await?;
    me(app, caller).await
}

/// What a user may change of themself, and an admin of anybody. Nobody is told where that changes
/// nothing: what is told costs all who read it.
pub(crate) async fn change_profile(
    app: &App,
    tx: &mut Tx,
    caller: Caller,
    user: UserId,
    mut change: UpdateProfile,
) -> Result<Vec<Entry>, ApiError> {
    change.avatar = files::keep_avatar(tx, caller, change.avatar).await?;
    let updated = store::update_profile(tx, user, &change, app.clock.now()).await;
    if updated.map_err(refuse_taken)? {
        Ok(vec![users::changed(app, tx, user).await?])
    } else {
        Ok(vec![])
    }
}

/// Which of the things that are unique is somebody else's.
pub(super) fn refuse_taken(error: sqlx::Error) -> ApiError {
    match taken(&error, &["username_key", "email", "phone"]) {
        Some("username_key") => ErrorCode::UsernameTaken.into(),
        Some("email") => ErrorCode::EmailTaken.into(),
        Some(_) => ErrorCode::PhoneTaken.into(),
        None => error.into(),
    }
}
