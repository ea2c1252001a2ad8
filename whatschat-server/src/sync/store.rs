//! The log: the SQL.

use super::entry::{COMPANIONS, Row};
use crate::store::{Conn, Tx, on, run, signed, unsigned};
use sqlx::{FromRow, QueryBuilder, Result};
use uuid::Uuid;
use whatschat_core::id::UserId;
use whatschat_core::sync::Cursor;
use whatschat_core::time::Timestamp;

/// How many rows one statement adds: SQLite takes 32,766 values.
const ROWS: usize = 4_000;

/// Appends rows, and gives the position before the first. Whoever else wants to append waits until
/// the transaction ends: so the order of positions is that of the commits, and has no gap.
pub(super) async fn append(tx: &mut Tx, rows: Vec<Row>, now: Timestamp) -> Result<u64> {
    let count = signed(rows.len() as u64);
    let head: i64 = on!(tx, c => sqlx::query_scalar("update log_head set pos = pos + $1 returning pos")
        .bind(count).fetch_one(c).await?);
    let mut rows = (head - count + 1..).zip(rows).peekable();
    while rows.peek().is_some() {
        let some: Vec<_> = rows.by_ref().take(ROWS).collect();
        on!(tx, c => {
            let mut query =
                QueryBuilder::new("insert into log (pos, stream, event, seq, about, detail, at) ");
            query.push_values(some, |mut values, (pos, row)| {
                values.push_bind(pos).push_bind(row.stream).push_bind(row.event);
                values.push_bind(row.seq.map(signed)).push_bind(row.about);
                values.push_bind(row.detail).push_bind(now.0);
            });
            query.build().execute(c).await?.rows_affected()
        });
    }
    Ok(unsigned(head - count))
}

/// Whether a row stands at a position. Whoever may still be about to append has been waited for.
pub(super) async fn is_there(tx: &mut Tx, pos: u64, row: &Row, now: Timestamp) -> Result<bool> {
    run!(tx, sqlx::query("update log_head set pos = pos"))?;
    let found: Option<i64> = on!(tx, c => sqlx::query_scalar(
        "select pos from log where pos = $1 and stream = $2 and event = $3 and at = $4")
        .bind(signed(pos)).bind(row.stream).bind(row.event).bind(now.0).fetch_optional(c).await?);
    Ok(found.is_some())
}

/// Where the log ends.
pub(super) async fn head(conn: &mut Conn) -> Result<Cursor> {
    let (epoch, pos): (i64, i64) = on!(conn, c => sqlx::query_as("select epoch, pos from log_head")
        .fetch_one(c).await?);
    Ok(Cursor { epoch: u32::try_from(epoch).unwrap_or_default(), pos: unsigned(pos) })
}

/// Names the log anew: no position that a client has means anything any more. A number by lot, for
/// one that counts comes again where the same backup is restored a second time.
pub(crate) async fn begin_anew(tx: &mut Tx) -> Result<()> {
    run!(tx, sqlx::query("update log_head set epoch = $1").bind(i64::from(rand::random::<u32>())))
        .map(drop)
}

/// The position before the oldest row, if there is one.
pub(super) async fn tail(conn: &mut Conn) -> Result<Option<u64>> {
    let first: Option<i64> = on!(conn, c => sqlx::query_scalar("select min(pos) from log")
        .fetch_one(c).await?);
    Ok(first.map(|pos| unsigned(pos - 1)))
}

/// A row as someone reads it.
#[derive(Debug, FromRow)]
pub(super) struct LogRow {
    #[sqlx(try_from = "i64")]
    pub(super) pos: u64,
    pub(super) stream: Uuid,
    pub(super) event: String,
    pub(super) seq: Option<i64>,
    pub(super) about: Option<Uuid>,
    pub(super) detail: Option<String>,
}

/// The rows after `since` and up to `until` that are for a user, the oldest first: of the chats
/// that they are in, since they joined and of messages that they see; their own; and of whose
/// chats they share, which is found out once for each of those.
pub(super) async fn rows(
    conn: &mut Conn,
    user: UserId,
    since: u64,
    until: u64,
    limit: u32,
) -> Result<Vec<LogRow>> {
    on!(conn, c => sqlx::query_as(
        "with told as materialized (
             select distinct about from log where stream = $4 and pos > $2 and pos <= $3),
         shared as materialized (
             select about from told where about = $1 or exists (
                 select 1 from members theirs where theirs.user_id = told.about
                   and (select 1 from members mine
                        where mine.chat_id = theirs.chat_id and mine.user_id = $1) is not null))
         select l.pos, l.stream, l.event, l.seq, l.about, l.detail
         from members m join log l on l.stream = m.chat_id
         where m.user_id = $1 and l.pos > $2 and l.pos <= $3 and l.pos > m.from_pos
           and (l.seq is null or l.seq > m.cleared_seq)
         union all
         select l.pos, l.stream, l.event, l.seq, l.about, l.detail
         from log l where l.stream = $1 and l.pos > $2 and l.pos <= $3
         union all
         select l.pos, l.stream, l.event, l.seq, l.about, l.detail
         from log l where l.stream = $4 and l.pos > $2 and l.pos <= $3
           and l.about in (select about from shared)
         order by 1 limit $5")
        .bind(user.0).bind(signed(since)).bind(signed(until)).bind(COMPANIONS).bind(i64::from(limit))
        .fetch_all(c).await)
}

/// Deletes some of the oldest rows that are older than this; how many. Whatever the clock did, no
/// row goes before one that stays.
pub(super) async fn prune(tx: &mut Tx, before: Timestamp, most: u32) -> Result<u64> {
    let oldest: Vec<(i64, i64)> = on!(tx, c => sqlx::query_as("select pos, at from log order by pos limit $1")
        .bind(i64::from(most)).fetch_all(c).await?);
    let Some((first, _)) = oldest.first().copied() else { return Ok(0) };
    let over = oldest.into_iter().take_while(|(_, at)| *at < before.0);
    let Some((last, _)) = over.last() else { return Ok(0) };
    let delete = "delete from log where pos >= $1 and pos <= $2";
    run!(tx, sqlx::query(delete).bind(first).bind(last))
}
