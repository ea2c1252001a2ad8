//! The sessions of one user: one for each device.

use super::{sessions, store};
use crate::app::App;
use crate::audit::{self, What};
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::Tx;
use crate::sync;
use whatschat_core::ErrorCode;
use whatschat_core::auth::Session;
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::limits::SESSIONS_MAX;

pub(crate) async fn list_sessions(app: &App, caller: Caller) -> Result<Vec<Session>, ApiError> {
    let oldest = app.clock.now().plus_ms(-app.auth.tokens.session_ttl_ms());
    let rows = store::sessions(&mut app.db.read().await?, caller.user, oldest).await?;
    let session = |row: store::SessionRow| Session {
        id: row.id,
        current: row.id == caller.session,
        user_agent: row.user_agent,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
    };
    Ok(rows.into_iter().map(session).collect())
}

pub(crate) async fn end_session(app: &App, caller: Caller, id: SessionId) -> Result<(), ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    if !store::end_own_session(&mut tx, id, caller.user, app.clock.now()).await? {
        return Err(ErrorCode::SessionNotFound.into());
    }
    audit::note(&mut tx, &app.clock, &What::SessionEnded.of(caller.user).from(caller.address))
        .await?;
    sync::commit(app, tx, sessions::ended(caller.user, &[id])).await?;
    sessions::forget(app, caller.user, id);
    Ok(())
}

pub(crate) async fn end_all_sessions(app: &App, caller: Caller) -> Result<(), ApiError> {
    let mut tx = app.db.write().await?;
    store::end_sessions(&mut tx, caller.user, None, app.clock.now()).await?;
    audit::note(&mut tx, &app.clock, &What::SessionsEnded.of(caller.user).from(caller.address))
        .await?;
    tx.commit().await?;
    sessions::forget_user(app, caller.user, None);
    Ok(())
}

/// Ends what is too much for one more session, the ones used longest ago. Gives them, to be
/// forgotten after the commit.
pub(super) async fn make_room(
    app: &App,
    tx: &mut Tx,
    user: UserId,
) -> Result<Vec<SessionId>, ApiError> {
    Ok(store::end_oldest_sessions(tx, user, SESSIONS_MAX - 1, app.clock.now()).await?)
}
