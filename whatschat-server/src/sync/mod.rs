//! The log behind everything that clients must learn: the rules.
//!
//! A rule collects [`Entry`]s while it changes something, and [`commit`]s them with the change, which
//! also tells those who are connected. Who only [`write`]s them publishes them afterwards. Others read
//! the log.

mod anew;
pub(crate) mod api;
mod commit;
mod entry;
mod page;
mod prune;
mod replay;
mod store;
mod writer;

pub(crate) use anew::start_anew;
pub(crate) use commit::{commit, commit_then, write};
pub(crate) use entry::{Entry, Shown, To};
pub(crate) use page::{Most, page};
pub(crate) use prune::prune;
pub(crate) use store::begin_anew;
pub(crate) use writer::LogWriter;

use crate::app::App;
use crate::chats;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::Conn;
use whatschat_core::ErrorCode;
use whatschat_core::socket::{Positioned, ServerEvent};
use whatschat_core::sync::{Cursor, LoggedEvent, ResetReason, Snapshot, Sync, SyncPage};

/// After how much of it a page over REST ends.
const PAGE_BYTES: usize = 1 << 20;

/// Entries that are in the log, and that nobody was told of yet.
#[derive(Debug)]
#[must_use = "those who are connected are to be told, by `Hub::publish`"]
pub(crate) struct Logged {
    /// The position before the first.
    pub(crate) after: u64,
    pub(crate) entries: Vec<Entry>,
}

/// Where the log ends.
pub(crate) async fn head(conn: &mut Conn) -> sqlx::Result<Cursor> {
    store::head(conn).await
}

/// Why what has happened since a cursor cannot be told, if it cannot.
pub(crate) async fn gone(conn: &mut Conn, since: Cursor) -> sqlx::Result<Option<ResetReason>> {
    let head = store::head(conn).await?;
    if since.epoch != head.epoch || since.pos > head.pos {
        return Ok(Some(ResetReason::OtherLog));
    }
    let tail = store::tail(conn).await?.unwrap_or(head.pos);
    Ok((since.pos < tail).then_some(ResetReason::TooOld))
}

pub(crate) async fn since(app: &App, caller: Caller, request: Sync) -> Result<SyncPage, ApiError> {
    let mut conn = app.db.snapshot().await?;
    if let Some(reason) = gone(&mut conn, request.since).await? {
        return Err(ApiError::from(ErrorCode::CursorGone).details(reason.as_str()));
    }
    let Cursor { epoch, pos } = request.since;
    let most = Most { events: request.limit, bytes: PAGE_BYTES };
    let form = |pos, event: &_| logged_event(event, Cursor { epoch, pos });
    let page = page(app, &mut conn, caller.user, pos, most, form).await?;
    let cursor = Cursor { epoch, pos: page.upto };
    Ok(SyncPage { events: page.events, cursor, more: page.more })
}

/// An event as REST gives it, and its bytes, about.
fn logged_event(event: &ServerEvent, cursor: Cursor) -> Result<(LoggedEvent, usize), ApiError> {
    let json = serde_json::to_string(&Positioned { event, cursor }).map_err(ApiError::internal)?;
    let data = serde_json::from_str(&json).map_err(ApiError::internal)?;
    Ok((LoggedEvent { event: event.name().into(), data, cursor }, json.len()))
}

pub(crate) async fn snapshot(app: &App, caller: Caller) -> Result<Snapshot, ApiError> {
    let mut conn = app.db.snapshot().await?;
    let cursor = head(&mut conn).await?;
    Ok(Snapshot { cursor, chats: chats::list_in(app, &mut conn, caller.user).await? })
}
