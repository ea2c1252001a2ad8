//! Sessions: whether a token's is live, and how one is prolonged or ended.

use super::live::Live;
use super::store::{self, RefreshRow};
use super::{tokens, verification};
use crate::app::App;
use crate::audit::{self, What};
use crate::calls;
use crate::error::ApiError;
use crate::http::{Caller, Visitor};
use crate::store::Tx;
use crate::sync::{self, Entry};
use whatschat_core::ErrorCode;
use whatschat_core::auth::{SessionChanged, Tokens};
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::socket::ServerEvent;
use whatschat_core::time::Timestamp;

/// How long a spent refresh token gives the same successor again: its answer may have been lost.
const GRACE_MS: i64 = 30_000;

/// A live session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session {
    pub(crate) caller: Caller,
    /// When the token ends.
    pub(crate) expires_at: Timestamp,
    is_verified: bool,
}

impl Session {
    /// Refuses who must prove the e-mail address first, and has not.
    pub(crate) fn verified(self) -> Result<Self, ApiError> {
        if self.is_verified { Ok(self) } else { Err(ErrorCode::EmailNotVerified.into()) }
    }
}

/// Whose token it is, if it holds and its session is live.
pub(crate) async fn check_token(app: &App, token: &str) -> Result<Session, ApiError> {
    let claims = app.auth.tokens.read(token, app.clock.now())?;
    let caller = Caller { user: UserId(claims.sub), session: SessionId(claims.sid), address: None };
    let over = || ApiError::from(ErrorCode::TokenInvalid).details("The session has ended.");
    let live = live(app, caller).await?.ok_or_else(over)?;
    let expires_at = Timestamp(claims.exp * 1000);
    Ok(Session { caller, expires_at, is_verified: live.is_verified })
}

/// Whether the caller's session goes on.
pub(crate) async fn is_live(app: &App, caller: Caller) -> Result<bool, ApiError> {
    Ok(live(app, caller).await?.is_some())
}

async fn live(app: &App, caller: Caller) -> Result<Option<Live>, ApiError> {
    let known = &app.auth.live;
    if let Some(live) = known.get(caller.session).filter(|live| live.user == caller.user) {
        return Ok(Some(live));
    }
    let forgotten = known.forgotten();
    let row = store::live_session(&mut app.db.read().await?, caller.session).await?;
    let Some(row) = row.filter(|row| row.user_id == caller.user) else { return Ok(None) };
    let is_verified = row.email_verified_at.is_some() || !verification::is_required(app);
    let live = Live { user: row.user_id, is_verified };
    known.remember(caller.session, live, forgotten);
    Ok(Some(live))
}

/// After something about a user has changed that sessions go by.
pub(super) fn look_again(app: &App, user: UserId) {
    app.auth.live.forget_those(|_, of| of == user);
}

/// Tells a user's devices of a new session.
pub(super) fn begun(user: UserId, session_id: SessionId, visitor: &Visitor) -> Entry {
    let user_agent = visitor.user_agent.clone();
    let begun = SessionChanged { session_id, ended: false, user_agent };
    Entry::user(user, ServerEvent::SessionChanged(begun))
}

/// Tells the devices that are left to a user of sessions that end.
pub(super) fn ended(user: UserId, sessions: &[SessionId]) -> Vec<Entry> {
    let ended = |session_id: &SessionId| {
        let ended = SessionChanged { session_id: *session_id, ended: true, user_agent: None };
        Entry::user(user, ServerEvent::SessionChanged(ended))
    };
    sessions.iter().map(ended).collect()
}

/// After a session of a user has ended in the database: its tokens and sockets end too, and its
/// place in a call.
pub(super) fn forget(app: &App, user: UserId, session: SessionId) {
    app.auth.live.forget(session);
    app.hub.close_sessions(|login| login.session == session);
    calls::give_up_later(app, user);
}

/// Closes the sockets of the sessions that have ended since.
pub(crate) async fn close_ended(app: &App, since: Timestamp) -> Result<(), ApiError> {
    let ended = store::ended_since(&mut app.db.read().await?, since).await?;
    app.hub.close_sessions(|login| ended.contains(&login.session));
    Ok(())
}

/// Ends all of a user's sessions in the database; after the commit, [`forget_user`] does the rest.
pub(crate) async fn end_every_session(app: &App, tx: &mut Tx, user: UserId) -> sqlx::Result<()> {
    store::end_sessions(tx, user, None, app.clock.now()).await.map(drop)
}

/// The same for all of a user's sessions but `keep`.
pub(crate) fn forget_user(app: &App, user: UserId, keep: Option<SessionId>) {
    let ends = move |session: SessionId| Some(session) != keep;
    app.auth.live.forget_those(|session, of| of == user && ends(session));
    app.hub.close_sessions(|login| login.user == user && ends(login.session));
    calls::give_up_later(app, user);
}

/// New tokens for a refresh token, which works once.
pub(crate) async fn refresh(
    app: &App,
    visitor: &Visitor,
    refresh_token: &str,
) -> Result<Tokens, ApiError> {
    let now = app.clock.now();
    let hash = tokens::hash(refresh_token);
    // A guess takes no lock.
    if !store::knows_refresh_token(&mut app.db.read().await?, &hash).await? {
        return Err(ErrorCode::RefreshTokenInvalid.into());
    }
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let spent = store::refresh_token(&mut tx, &hash).await?;
    let spent = spent.filter(|row| row.expires_at > now).ok_or(ErrorCode::RefreshTokenInvalid)?;
    let next = app.auth.tokens.successor(refresh_token);
    match spent.used_at {
        None => {
            store::use_refresh_token(&mut tx, &hash, now).await?;
            store::touch_session(&mut tx, spent.session_id, now).await?;
            let expiry = app.auth.tokens.refresh_expiry(now);
            store::insert_refresh_token(&mut tx, &next.hash, spent.session_id, expiry).await?;
        }
        Some(used_at_ms) if lost_answer(&mut tx, used_at_ms, now, &next.hash).await? => {}
        Some(_) => {
            end_reused(app, tx, &spent, visitor).await?;
            return Err(ErrorCode::RefreshTokenInvalid.into());
        }
    }
    tx.commit().await?;
    let token = app.auth.tokens.access_token(&app.clock, spent.user_id, spent.session_id)?;
    Ok(Tokens { token, refresh_token: next.text })
}

/// Whether the client seems to ask again because it never saw the answer.
async fn lost_answer(
    tx: &mut Tx,
    used_at_ms: i64,
    now: Timestamp,
    next: &[u8],
) -> Result<bool, ApiError> {
    let successor = store::refresh_token(tx, next).await?;
    let unused = successor.is_some_and(|row| row.used_at.is_none());
    Ok(unused && now.0 - used_at_ms <= GRACE_MS)
}

/// A spent token came back: whoever holds it, or its successor, is not the owner.
async fn end_reused(
    app: &App,
    mut tx: Tx,
    spent: &RefreshRow,
    visitor: &Visitor,
) -> Result<(), ApiError> {
    tracing::warn!(session = %spent.session_id, "a spent refresh token came back; its session ends");
    store::end_session(&mut tx, spent.session_id, app.clock.now()).await?;
    let reused = What::TokenReused.of(spent.user_id).from(visitor.address);
    audit::note(&mut tx, &app.clock, &reused).await?;
    sync::commit(app, tx, ended(spent.user_id, &[spent.session_id])).await?;
    forget(app, spent.user_id, spent.session_id);
    Ok(())
}
