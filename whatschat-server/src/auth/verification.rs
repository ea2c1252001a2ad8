//! Proving that an e-mail address is the user's: the token that was mailed to it comes back.

use super::store::{self, Purpose};
use super::{mailed, sessions, tokens};
use crate::app::App;
use crate::audit::{self, What};
use crate::config::EmailVerification;
use crate::error::ApiError;
use crate::http::{Caller, Visitor};
use crate::mail::Letter;
use whatschat_core::auth::VerifyEmail;
use whatschat_core::{ErrorCode, Locale};

/// Whether an account without a proved address may do anything beyond its own affairs.
pub(super) fn is_required(app: &App) -> bool {
    app.config.email_verification == EmailVerification::Required
}

/// Whether accounts are asked to prove their address at all.
pub(super) fn is_wanted(app: &App) -> bool {
    app.config.email_verification != EmailVerification::Off
}

pub(crate) async fn send_verification(
    app: &App,
    caller: Caller,
    locale: Locale,
) -> Result<(), ApiError> {
    if !is_wanted(app) {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    store::lock_user(&mut tx, caller.user).await?;
    let user = store::user_by_id(&mut tx, caller.user).await?.ok_or(ErrorCode::TokenInvalid)?;
    if user.email_verified_at.is_some() {
        return Ok(());
    }
    if let Some(wait_s) = mailed::wait_s(app, &mut tx, Purpose::Verification, user.id).await? {
        return Err(ApiError { retry_after_s: Some(wait_s), ..ErrorCode::TooManyRequests.into() });
    }
    let token = mailed::make(app, &mut tx, Purpose::Verification, user.id).await?;
    tx.commit().await?;
    app.mailer.send(&user.email, Letter::Verification, &token.text, locale);
    Ok(())
}

/// What is forbidden until then is allowed at once, to every session of the user.
pub(crate) async fn verify_email(
    app: &App,
    visitor: &Visitor,
    request: VerifyEmail,
) -> Result<(), ApiError> {
    let purpose = Purpose::Verification;
    let (hash, now) = (tokens::hash(&request.token), app.clock.now());
    let known = store::open_mailed(&mut app.db.read().await?, purpose, &hash, now).await?;
    known.ok_or(ErrorCode::VerificationInvalid)?; // a guess takes no lock
    let mut tx = app.db.write().await?;
    let user = store::use_mailed(&mut tx, purpose, &hash, now).await?;
    let user = user.ok_or(ErrorCode::VerificationInvalid)?;
    store::verify_email(&mut tx, user, now).await?;
    audit::note(&mut tx, &app.clock, &What::EmailVerified.of(user).from(visitor.address)).await?;
    tx.commit().await?;
    sessions::look_again(app, user);
    Ok(())
}
