//! New passwords: chosen, or reset by mail.

use super::guard::Place;
use super::profile::user;
use super::store::Purpose;
use super::{common, mailed, sessions, store, tokens};
use crate::app::App;
use crate::audit::{self, What};
use crate::error::ApiError;
use crate::http::{Caller, Visitor};
use crate::mail::Letter;
use crate::store::Tx;
use crate::sync;
use whatschat_core::ErrorCode;
use whatschat_core::auth::{ChangePassword, ForgotPassword, ResetPassword};
use whatschat_core::id::{SessionId, UserId};

pub(crate) async fn change_password(
    app: &App,
    caller: Caller,
    request: ChangePassword,
) -> Result<(), ApiError> {
    let old = confirm(app, caller, request.current_password).await?;
    common::refuse(app.config.environment, "newPassword", &request.new_password)?;
    let hash = app.auth.passwords.hash(request.new_password).await?;
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    store::require_password(&mut tx, caller.user, &old).await?;
    let ended = set_password(app, &mut tx, caller.user, &hash, Some(caller.session)).await?;
    audit::note(&mut tx, &app.clock, &What::PasswordChanged.of(caller.user).from(caller.address))
        .await?;
    sync::commit(app, tx, sessions::ended(caller.user, &ended)).await?;
    sessions::forget_user(app, caller.user, Some(caller.session));
    Ok(())
}

/// The caller shows the password again, before something that cannot be undone; gives its hash,
/// for [`store::require_password`].
pub(super) async fn confirm(
    app: &App,
    caller: Caller,
    password: String,
) -> Result<String, ApiError> {
    let attempt = app.auth.guard.admit(Place::Session(caller.session)).await?;
    let hash = user(app, caller.user).await?.password_hash;
    if !app.auth.passwords.verify(password, Some(hash.clone())).await? {
        attempt.wrong();
        audit::note_alone(app, What::PasswordRefused.of(caller.user).from(caller.address)).await?;
        return Err(ErrorCode::WrongPassword.into());
    }
    attempt.right();
    Ok(hash)
}

/// A new password ends every session but `keep`, and voids every reset token. Gives those sessions.
async fn set_password(
    app: &App,
    tx: &mut Tx,
    user: UserId,
    hash: &str,
    keep: Option<SessionId>,
) -> Result<Vec<SessionId>, ApiError> {
    let now = app.clock.now();
    store::update_password(tx, user, hash, now).await?;
    let ended = store::end_sessions(tx, user, keep, now).await?;
    store::void_mailed(tx, Purpose::Reset, user, now).await?;
    Ok(ended)
}

/// Answers before it looks: neither the answer nor its time tells whether the address is known.
pub(crate) fn forgot_password(app: &App, visitor: Visitor, request: ForgotPassword) {
    let app = app.clone();
    app.tasks.clone().spawn(async move {
        if let Err(error) = send_reset(&app, &visitor, &request.email.to_lowercase()).await {
            tracing::warn!(code = error.code.as_str(), "a reset mail was not sent");
        }
    });
}

async fn send_reset(app: &App, visitor: &Visitor, email: &str) -> Result<(), ApiError> {
    let Some(user) = store::user_by_email(&mut app.db.read().await?, email).await? else {
        return Ok(());
    };
    let mut tx = app.db.write().await?;
    store::lock_user(&mut tx, user.id).await?;
    if mailed::wait_s(app, &mut tx, Purpose::Reset, user.id).await?.is_some() {
        return Ok(());
    }
    let token = mailed::make(app, &mut tx, Purpose::Reset, user.id).await?;
    audit::note(&mut tx, &app.clock, &What::ResetAsked.of(user.id).from(visitor.address)).await?;
    tx.commit().await?;
    app.mailer.send(&user.email, Letter::Reset, &token.text, visitor.locale);
    Ok(())
}

pub(crate) async fn reset_password(
    app: &App,
    visitor: &Visitor,
    request: ResetPassword,
) -> Result<(), ApiError> {
    let used = tokens::hash(&request.token);
    let now = app.clock.now();
    let known = store::open_mailed(&mut app.db.read().await?, Purpose::Reset, &used, now).await?;
    known.ok_or(ErrorCode::ResetTokenInvalid)?; // a guess is refused before it costs a hash
    common::refuse(app.config.environment, "newPassword", &request.new_password)?;
    let hash = app.auth.passwords.hash(request.new_password).await?;
    let mut tx = app.db.write().await?;
    let user = store::use_mailed(&mut tx, Purpose::Reset, &used, app.clock.now()).await?;
    let user = user.ok_or(ErrorCode::ResetTokenInvalid)?;
    set_password(app, &mut tx, user, &hash, None).await?;
    // Who has the token reads the mails to this address.
    store::verify_email(&mut tx, user, app.clock.now()).await?;
    audit::note(&mut tx, &app.clock, &What::PasswordReset.of(user).from(visitor.address)).await?;
    tx.commit().await?;
    sessions::forget_user(app, user, None);
    Ok(())
}
