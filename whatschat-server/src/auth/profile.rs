//! What one says of oneself.

use super::store::{self, UserRow};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::taken;
use whatschat_core::ErrorCode;
use whatschat_core::auth::{Account, UpdateProfile};
use whatschat_core::id::UserId;

pub(crate) async fn me(app: &App, caller: Caller) -> Result<Account, ApiError> {
    Ok(user(app, caller.user).await?.account())
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
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    store::update_profile(&mut tx, caller.user, &request, now).await.map_err(refuse_taken)?;
    tx.commit().await?;
    me(app, caller).await
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
