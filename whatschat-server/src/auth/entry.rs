//! In and out: register, log in, log out.

use super::guard::Place;
use super::profile::refuse_taken;
use super::store::{self, NewUser, Purpose};
use super::{common, devices, mailed, sessions, verification};
use crate::app::App;
use crate::audit::{self, What};
use crate::error::ApiError;
use crate::files;
use crate::http::{Caller, Visitor, customer};
use crate::mail::Letter;
use crate::store::Tx;
use crate::sync;
use whatschat_core::ErrorCode;
use whatschat_core::auth::{Account, Login, OpenedSession, Register};
use whatschat_core::id::SessionId;

/// The status text of a new account.
const FIRST_STATUS: &str = "在线";

pub(crate) async fn register(
    app: &App,
    visitor: &Visitor,
    request: Register,
) -> Result<OpenedSession, ApiError> {
    common::refuse(app.config.environment, "password", &request.password)?;
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
    let user_id = user.id;
    let account = user.account();
    audit::note(&mut tx, &app.clock, &What::Registered.of(user_id).from(visitor.address)).await?;
    let proof = if verification::is_wanted(app) {
        Some(mailed::make(app, &mut tx, Purpose::Verification, account.id).await?)
    } else {
        None
    };
    let (opened, _) = open_session(app, &mut tx, account, visitor).await?;
    tx.commit().await?;
    if let Some(token) = proof {
        let email = &opened.user.email;
        app.mailer.send(email, Letter::Verification, &token.text, visitor.locale);
    }
    Ok(opened)
}

/// `+86 138 0013 8000` as `13800138000`.
fn bare_phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let country = digits.len().saturating_sub(11);
    digits.chars().skip(country).collect()
}

/// An unknown address takes as long as a wrong password, and gets the same answer.
pub(crate) async fn login(
    app: &App,
    visitor: &Visitor,
    request: Login,
) -> Result<OpenedSession, ApiError> {
    let email = request.email.to_lowercase();
    let attempt =
        app.auth.guard.admit(Place::Login(email.clone(), customer(visitor.address))).await?;
    let user = store::user_by_email(&mut app.db.read().await?, &email).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    if !app.auth.passwords.verify(request.password.clone(), hash).await? {
        attempt.wrong();
        let whose = user.map(|user| user.id);
        audit::note_alone(app, What::LoginFailed.of(whose).from(visitor.address)).await?;
        return Err(ErrorCode::WrongPassword.into());
    }
    attempt.right();
    let user = user.ok_or(ErrorCode::WrongPassword)?;
    let stronger = app.auth.passwords.renew(request.password, &user.password_hash).await?;
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    store::require_password(&mut tx, user.id, &user.password_hash).await?;
    if let Some(hash) = stronger {
        store::update_password(&mut tx, user.id, &hash, user.updated_at).await?;
    }
    audit::note(&mut tx, &app.clock, &What::LoggedIn.of(user.id).from(visitor.address)).await?;
    let crowded_out = devices::make_room(app, &mut tx, user.id).await?;
    let whose = user.id;
    let (opened, session) = open_session(app, &mut tx, user.account(), visitor).await?;
    let mut entries = sessions::ended(whose, &crowded_out);
    entries.push(sessions::begun(whose, session, visitor));
    sync::commit(app, tx, entries).await?;
    crowded_out.into_iter().for_each(|session| sessions::forget(app, whose, session));
    Ok(opened)
}

async fn open_session(
    app: &App,
    tx: &mut Tx,
    mut user: Account,
    visitor: &Visitor,
) -> Result<(OpenedSession, SessionId), ApiError> {
    let session = SessionId(app.clock.new_id());
    let refresh = app.auth.tokens.new_refresh_token();
    let now = app.clock.now();
    store::insert_session(tx, session, user.id, visitor.user_agent.as_deref(), now).await?;
    store::insert_refresh_token(tx, &refresh.hash, session, app.auth.tokens.refresh_expiry(now))
        .await?;
    let token = app.auth.tokens.access_token(&app.clock, user.id, session)?;
    user.avatar = files::show_avatar(app, user.avatar);
    Ok((OpenedSession { user, token, refresh_token: refresh.text }, session))
}

pub(crate) async fn logout(app: &App, caller: Caller) -> Result<(), ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    store::end_session(&mut tx, caller.session, app.clock.now()).await?;
    audit::note(&mut tx, &app.clock, &What::LoggedOut.of(caller.user).from(caller.address)).await?;
    sync::commit(app, tx, sessions::ended(caller.user, &[caller.session])).await?;
    sessions::forget(app, caller.user, caller.session);
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
