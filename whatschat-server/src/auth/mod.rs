//! Accounts and sessions: the rules.

pub(crate) mod api;
mod mail;
mod passwords;
mod secret;
mod sessions;
pub(crate) mod store;
mod tokens;

pub(crate) use secret::Secret;
pub(crate) use sessions::{check_token, is_live, refresh};

use crate::app::App;
use crate::config::Config;
use crate::error::ApiError;
use crate::http::{Caller, Visitor};
use crate::store::{Tx, taken};
use mail::Mailer;
use passwords::Passwords;
use sessions::LiveSessions;
use store::{NewUser, UserRow};
use tokens::Tokens;
use whatschat_core::ErrorCode;
use whatschat_core::auth::{
    Account, ChangePassword, ForgotPassword, Login, OpenedSession, Register, ResetPassword,
    UpdateProfile,
};
use whatschat_core::id::{SessionId, UserId};

/// How long a reset token holds.
const RESET_TTL_MS: i64 = 3600 * 1000;
/// How many reset mails one account gets in an hour.
const RESETS_AN_HOUR: i64 = 3;
/// The status text of a new account.
const FIRST_STATUS: &str = "在线";

/// What the rules of this room work with.
pub(crate) struct Auth {
    passwords: Passwords,
    tokens: Tokens,
    live: LiveSessions,
    mailer: Mailer,
}

impl Auth {
    pub(crate) fn new(config: &Config, secret: &Secret) -> Self {
        Self {
            passwords: Passwords::default(),
            tokens: Tokens::new(config, secret),
            live: LiveSessions::default(),
            mailer: Mailer::new(config),
        }
    }
}

pub(crate) async fn register(
    app: &App,
    visitor: &Visitor,
    request: Register,
) -> Result<OpenedSession, ApiError> {
    let password_hash = app.auth.passwords.hash(request.password).await?;
    let user = NewUser {
        id: app.clock.new_id().into(),
        username: request.username,
        email: request.email.to_lowercase(),
        phone: request.phone.as_deref().map(bare_phone),
        password_hash,
        status: FIRST_STATUS.into(),
        created_at: app.clock.now(),
    };
    let mut tx = app.db.write().await?;
    store::insert_user(&mut tx, &user).await.map_err(refuse_taken)?;
    let account = user.account();
    let opened = open_session(app, &mut tx, account, visitor).await?;
    tx.commit().await?;
    Ok(opened)
}

/// `+86 138 0013 8000` as `13800138000`.
fn bare_phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let country = digits.len().saturating_sub(11);
    digits.chars().skip(country).collect()
}

pub(crate) fn refuse_taken(error: sqlx::Error) -> ApiError {
    match taken(&error, &["username_key", "email", "phone"]) {
        Some("username_key") => ErrorCode::UsernameTaken.into(),
        Some("email") => ErrorCode::EmailTaken.into(),
        Some(_) => ErrorCode::PhoneTaken.into(),
        None => error.into(),
    }
}

/// An unknown address takes as long as a wrong password, and gets the same answer.
pub(crate) async fn login(
    app: &App,
    visitor: &Visitor,
    request: Login,
) -> Result<OpenedSession, ApiError> {
    let user =
        store::user_by_email(&mut app.db.read().await?, &request.email.to_lowercase()).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let right = app.auth.passwords.verify(request.password, hash).await?;
    let user = user.filter(|_| right).ok_or(ErrorCode::WrongPassword)?;
    let mut tx = app.db.write().await?;
    let opened = open_session(app, &mut tx, user.account(), visitor).await?;
    tx.commit().await?;
    Ok(opened)
}

async fn open_session(
    app: &App,
    tx: &mut Tx,
    user: Account,
    visitor: &Visitor,
) -> Result<OpenedSession, ApiError> {
    let session = SessionId(app.clock.new_id());
    let refresh = app.auth.tokens.new_refresh_token();
    let now = app.clock.now();
    store::insert_session(tx, session, user.id, visitor.user_agent.as_deref(), now).await?;
    store::insert_refresh_token(tx, &refresh.hash, session, app.auth.tokens.refresh_expiry(now))
        .await?;
    let token = app.auth.tokens.access_token(&app.clock, user.id, session)?;
    Ok(OpenedSession { user, token, refresh_token: refresh.text })
}

pub(crate) async fn logout(app: &App, caller: Caller) -> Result<(), ApiError> {
    let mut tx = app.db.write().await?;
    store::end_session(&mut tx, caller.session, app.clock.now()).await?;
    tx.commit().await?;
    sessions::forget(app, caller.session);
    Ok(())
}

pub(crate) async fn me(app: &App, caller: Caller) -> Result<Account, ApiError> {
    Ok(user(app, caller.user).await?.account())
}

async fn user(app: &App, id: UserId) -> Result<UserRow, ApiError> {
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

pub(crate) async fn change_password(
    app: &App,
    caller: Caller,
    request: ChangePassword,
) -> Result<(), ApiError> {
    let old = user(app, caller.user).await?.password_hash;
    if !app.auth.passwords.verify(request.current_password, Some(old)).await? {
        return Err(ErrorCode::WrongPassword.into());
    }
    let hash = app.auth.passwords.hash(request.new_password).await?;
    let mut tx = app.db.write().await?;
    set_password(app, &mut tx, caller.user, &hash, Some(caller.session)).await?;
    tx.commit().await?;
    sessions::forget_user(app, caller.user, Some(caller.session));
    Ok(())
}

/// A new password ends every session but `keep`, and voids every reset token.
async fn set_password(
    app: &App,
    tx: &mut Tx,
    user: UserId,
    hash: &str,
    keep: Option<SessionId>,
) -> Result<(), ApiError> {
    let now = app.clock.now();
    store::update_password(tx, user, hash, now).await?;
    store::end_sessions(tx, user, keep, now).await?;
    store::void_resets(tx, user, now).await?;
    Ok(())
}

/// Answers before it looks: neither the answer nor its time tells whether the address is known.
pub(crate) fn forgot_password(app: &App, visitor: Visitor, request: ForgotPassword) {
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = send_reset(&app, &visitor, &request.email.to_lowercase()).await {
            tracing::warn!(code = error.code.as_str(), "a reset mail was not sent");
        }
    });
}

async fn send_reset(app: &App, visitor: &Visitor, email: &str) -> Result<(), ApiError> {
    let Some(user) = store::user_by_email(&mut app.db.read().await?, email).await? else {
        return Ok(());
    };
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if store::resets_since(&mut tx, user.id, now.plus_ms(-RESET_TTL_MS)).await? >= RESETS_AN_HOUR {
        return Ok(());
    }
    let token = app.auth.tokens.new_reset_token();
    store::void_resets(&mut tx, user.id, now).await?;
    store::insert_reset(&mut tx, &token.hash, user.id, now, now.plus_ms(RESET_TTL_MS)).await?;
    tx.commit().await?;
    app.auth.mailer.send_reset(&user.email, &token.text, visitor.locale).await
}

pub(crate) async fn reset_password(app: &App, request: ResetPassword) -> Result<(), ApiError> {
    let used = tokens::hash(&request.token);
    let known = store::open_reset(&mut app.db.read().await?, &used, app.clock.now()).await?;
    known.ok_or(ErrorCode::ResetTokenInvalid)?; // a guess is refused before it costs a hash
    let hash = app.auth.passwords.hash(request.new_password).await?;
    let mut tx = app.db.write().await?;
    let user = store::use_reset(&mut tx, &used, app.clock.now()).await?;
    let user = user.ok_or(ErrorCode::ResetTokenInvalid)?;
    set_password(app, &mut tx, user, &hash, None).await?;
    tx.commit().await?;
    sessions::forget_user(app, user, None);
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_phone_number_is_kept_bare() {
        for written in ["13800138000", "+86 138 0013 8000", "86-13800138000"] {
            assert_eq!(super::bare_phone(written), "13800138000");
        }
    }
}
