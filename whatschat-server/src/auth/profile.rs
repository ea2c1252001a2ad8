//! What one says of oneself.

use super::store::{self, UserRow};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::{Tx, taken};
use url::Url;
use whatschat_core::ErrorCode;
use whatschat_core::auth::{Account, UpdateProfile};
use whatschat_core::error::FieldCode;
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
    change_profile(app, &mut tx, caller.user, request).await?;
    tx.commit().await?;
    me(app, caller).await
}

/// What a user may change of themself, and an admin of anybody.
pub(crate) async fn change_profile(
    app: &App,
    tx: &mut Tx,
    user: UserId,
    change: UpdateProfile,
) -> Result<(), ApiError> {
    check_avatar(change.avatar.as_deref().unwrap_or_default())?;
    store::update_profile(tx, user, &change, app.clock.now()).await.map_err(refuse_taken)
}

/// A picture is elsewhere on the web. Anything else that an address can say (`javascript:`,
/// `data:`, `file:`) a client might run or open.
fn check_avatar(address: &str) -> Result<(), ApiError> {
    let on_the_web = |url: Url| matches!(url.scheme(), "http" | "https");
    if address.is_empty() || Url::parse(address).is_ok_and(on_the_web) {
        return Ok(());
    }
    Err(ApiError::bad_field("avatar", FieldCode::WrongFormat, "http(s)://…"))
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
