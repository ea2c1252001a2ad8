//! What has happened since, a page at a time.

use super::store::LogRow;
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
/// How many events are read first: they tell how large the others may be.
const FIRST: usize = 16;
/// How many times as many at most are read after these: those may be larger.
const BOLD: usize = 3;

/// How much one page holds; but one event, however large.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Most {
    pub(crate) events: u32,
    pub(crate) bytes: usize,
}

/// What has happened to someone since.
pub(crate) struct Page<T> {
    /// The oldest first, in the form in which they leave the server.
    pub(crate) events: Vec<T>,
    bytes: usize,
    /// The position up to which they know everything with it.
    pub(crate) upto: u64,
    /// Whether there is more of the log.
    pub(crate) more: bool,
}

/// What has happened after a position, as a user sees it. `conn` is a snapshot; `form` gives an
/// event's form, and how many bytes that has.
pub(crate) async fn page<T>(
    app: &App,
    conn: &mut Conn,
    user: UserId,
    since: u64,
    most: Most,
    form: impl Fn(u64, &ServerEvent) -> Result<(T, usize), ApiError>,
) -> Result<Page<T>, ApiError> {
    let head = store::head(conn).await?.pos;
    let (mut rows, end) = rows(conn, user, since, head, most.events).await?;
    let mut page = Page { events: vec![], bytes: 0, upto: since, more: true };
    let mut read = 0;
    while !rows.is_empty() {
        let some: Vec<_> = rows.drain(..page.next(read, rows.len(), most)).collect();
        read += some.len();
        for (pos, event) in replay::events(app, conn, user, some).await? {
            let (event, bytes) = form(pos, &event)?;
            if page.is_full(bytes, most) {
                return Ok(page);
            }
            page.add(pos, event, bytes);
        }
    }
    Ok(Page { upto: end, more: end < head, ..page })
}

/// Rows for a user, and up to where there are no others.
async fn rows(
    conn: &mut Conn,
    user: UserId,
    since: u64,
    head: u64,
    limit: u32,
) -> Result<(Vec<LogRow>, u64), ApiError> {
    let end = head.min(since.saturating_add(LONGEST));
    let (mut upto, mut stretch, mut rows) = (since, STRETCH, vec![]);
    while rows.is_empty() && upto < end {
        let until = end.min(upto.saturating_add(stretch));
        rows = store::rows(conn, user, upto, until, limit).await?;
        let full = rows.len() >= limit as usize;
        upto = rows.last().filter(|_| full).map_or(until, |last| last.pos);
        stretch = stretch.saturating_mul(GROWTH);
    }
    Ok((rows, upto))
}

impl<T> Page<T> {
    /// How many of the rows that are left to read, after so many: not many more than there is room
    /// for, as far as those tell.
    fn next(&self, read: usize, left: usize, most: Most) -> usize {
        let room = most.bytes.saturating_sub(self.bytes);
        let fit = room.saturating_mul(self.events.len()).checked_div(self.bytes);
        let bold = read.saturating_mul(BOLD).max(FIRST);
        fit.unwrap_or(bold).min(bold).clamp(1, left)
    }

    fn is_full(&self, bytes: usize, most: Most) -> bool {
        !self.events.is_empty() && self.bytes.saturating_add(bytes) > most.bytes
    }

    fn add(&mut self, pos: u64, event: T, bytes: usize) {
        self.events.push(event);
        self.bytes += bytes;
        self.upto = pos;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_are_read_as_there_is_room_for() {
        let most = Most { events: 256, bytes: 1_000 };
        let mut page = Page { events: vec![], bytes: 0, upto: 0, more: true };
        assert_eq!(page.next(0, 256, most), FIRST);
        assert_eq!(page.next(0, 3, most), 3);
        assert_eq!(page.next(16, 240, most), 48, "of the first there was nothing to be seen");
        assert!(!page.is_full(5_000, most), "one there is, however large");
        page.add(7, (), 100);
        assert_eq!((page.next(16, 240, most), page.upto), (9, 7));
        let small = Page { events: vec![(); 16], bytes: 16, upto: 7, more: true };
        assert_eq!(small.next(16, 240, most), 48);
        assert!(page.is_full(901, most) && !page.is_full(900, most));
        page.add(8, (), 900);
        assert_eq!(page.next(16, 240, most), 1);
    }
}
