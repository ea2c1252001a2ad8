//! The log behind everything that clients must learn: the rules.
//!
//! A rule collects [`Entry`]s while it changes something, and [`commit`]s them with the change. Once
//! that has returned they are to be published to those who are connected. Others read the log.

pub(crate) mod api;
mod commit;
mod entry;
mod page;
mod prune;
mod replay;
mod store;
mod writer;

pub(crate) use commit::{commit, commit_then, start_anew, write};
pub(crate) use entry::{Entry, To};
pub(crate) use page::page;
pub(crate) use prune::prune;
pub(crate) use store::begin_anew;
pub(crate) use writer::LogWriter;

use crate::app::App;
use crate::chats;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::Conn;
use serde_json::Value;
use whatschat_core::ErrorCode;
use whatschat_core::socket::{Positioned, ServerEvent};
use whatschat_core::sync::{Cursor, LoggedEvent, ResetReason, Snapshot, Sync, SyncPage};

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
    let epoch = request.since.epoch;
    let page = page(app, &mut conn, caller.user, request.since.pos, request.limit).await?;
    let event = |(pos, event)| logged_event(&event, Cursor { epoch, pos });
    Ok(SyncPage {
        events: page.events.into_iter().map(event).collect::<Result<_, _>>()?,
        cursor: Cursor { epoch, pos: page.upto },
        more: page.more,
    })
}

fn logged_event(event: &ServerEvent, cursor: Cursor) -> Result<LoggedEvent, ApiError> {
    match serde_json::to_value(Positioned { event, cursor }) {
        Ok(Value::Object(data)) => Ok(LoggedEvent { event: event.name().into(), data, cursor }),
        _ => Err(ErrorCode::Internal.into()),
    }
}

pub(crate) async fn snapshot(app: &App, caller: Caller) -> Result<Snapshot, ApiError> {
    let mut conn = app.db.snapshot().await?;
    let cursor = head(&mut conn).await?;
    Ok(Snapshot { cursor, chats: chats::list_in(app, &mut conn, caller.user).await? })
}
