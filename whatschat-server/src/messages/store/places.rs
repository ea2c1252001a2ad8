//! Where messages stand in the table, and where chats end in it.

use crate::store::{Conn, on, signed, unsigned};
use sqlx::{FromRow, QueryBuilder, Result};
use std::collections::HashMap;
use uuid::Uuid;
use whatschat_core::id::{ChatId, MessageId, UserId};
use whatschat_core::limits::CHATS_MAX;

/// The row at a place of a chat.
pub(in crate::messages) async fn row_at(
    conn: &mut Conn,
    chat: ChatId,
    seq: u64,
) -> Result<Option<i64>> {
    on!(conn, c => sqlx::query_scalar("select row_id from messages where chat_id = $1 and seq = $2")
        .bind(chat.0).bind(signed(seq)).fetch_optional(c).await)
}

/// The rows at places of chats.
pub(in crate::messages) async fn rows_at(
    conn: &mut Conn,
    places: &[(ChatId, u64)],
) -> Result<HashMap<(ChatId, u64), i64>> {
    if places.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, i64, i64)> = on!(conn, c => {
        let mut query = QueryBuilder::new("with places (chat_id, seq) as (");
        query.push_values(places, |mut row, (chat, seq)| {
            row.push_bind(chat.0).push_bind(signed(*seq));
        });
        query.push(
            ") select x.chat_id, x.seq, x.row_id from places p
             cross join messages x where x.chat_id = p.chat_id and x.seq = p.seq");
        query.build_query_as().fetch_all(c).await?
    });
    Ok(rows.into_iter().map(|(chat, seq, row)| ((ChatId(chat), unsigned(seq)), row)).collect())
}

/// The row of the first message whose id is not smaller: ids are in the order of time, so it stands
/// about where one with this id did, or would.
pub(in crate::messages) async fn row_near(conn: &mut Conn, id: MessageId) -> Result<Option<i64>> {
    on!(conn, c => sqlx::query_scalar(
        "select row_id from messages where id >= $1 order by id limit 1")
        .bind(id.0).fetch_optional(c).await)
}

/// The row of a message in one of the user's chats.
pub(in crate::messages) async fn row_of(
    conn: &mut Conn,
    id: MessageId,
    user: UserId,
) -> Result<Option<i64>> {
    on!(conn, c => sqlx::query_scalar(
        "select x.row_id from messages x join members m on m.chat_id = x.chat_id
         where x.id = $1 and m.user_id = $2")
        .bind(id.0).bind(user.0).fetch_optional(c).await)
}

/// A chat to search.
#[derive(Debug, FromRow)]
pub(in crate::messages) struct Extent {
    #[sqlx(try_from = "Uuid")]
    pub(in crate::messages) chat_id: ChatId,
    #[sqlx(try_from = "i64")]
    pub(in crate::messages) cleared_seq: u64,
    #[sqlx(try_from = "i64")]
    pub(in crate::messages) last_seq: u64,
    pub(in crate::messages) last_row: i64,
}

/// The user's chats that have messages to see, the one with the newest first: as many as one may
/// be in. Chats that were deleted, and come back with a message, may be more.
pub(in crate::messages) async fn extents(conn: &mut Conn, user: UserId) -> Result<Vec<Extent>> {
    on!(conn, c => sqlx::query_as(
        "select m.chat_id, m.cleared_seq, c.last_seq, x.row_id as last_row
         from members m join chats c on c.id = m.chat_id
         join messages x on x.chat_id = c.id and x.seq = c.last_seq
         where m.user_id = $1 and c.last_seq > m.cleared_seq order by x.row_id desc limit $2")
        .bind(user.0).bind(CHATS_MAX as i64).fetch_all(c).await)
}
