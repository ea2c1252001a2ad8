//! What has happened since, a page at a time.

use super::{replay, store};
use crate::app::App;
use crate::error::ApiError;
use crate::store::Conn;
use whatschat_core::id::UserId;
use whatschat_core::socket::ServerEvent;

/// How much of the log is looked through at first, and how that grows while little is found in it:
/// someone with much to read sorts little at a time, and someone with little is done soon.
const STRETCH: u64 = 1_024;
const GROWTH: u64 = 4;
/// How much of the log one page looks through at most, also where it finds nothing.
const LONGEST: u64 = 65_536;

/// What has happened to someone since.
pub(crate) struct Page {
    /// With their positions, the oldest first.
    pub(crate) events: Vec<(u64, ServerEvent)>,
    /// The position up to which they know everything with it.
    pub(crate) upto: u64,
    /// Whether there is more of the log.
    pub(crate) more: bool,
}

/// What has happened after a position, as a user sees it. `conn` is a snapshot.
pub(crate) async fn page(
    app: &App,
    conn: &mut Conn,
    user: UserId,
    since: u64,
    limit: u32,
) -> Result<Page, ApiError> {
    let head = store::head(conn).await?.pos;
    let end = head.min(since.saturating_add(LONGEST));
    let (mut upto, mut stretch, mut rows) = (since, STRETCH, vec![]);
    while rows.is_empty() && upto < end {
        let until = end.min(upto.saturating_add(stretch));
        rows = store::rows(conn, user, upto, until, limit).await?;
        let full = rows.len() >= limit as usize;
        upto = rows.last().filter(|_| full).map_or(until, |last| last.pos);
        stretch = stretch.saturating_mul(GROWTH);
    }
    let events = replay::events(app, conn, user, rows).await?;
    Ok(Page { events, upto, more: upto < head })
}
