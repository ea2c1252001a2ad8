//! What goes into the index of the messages' words: FTS5 in SQLite, a `tsvector` in PostgreSQL.

use crate::store::{Conn, Tx, on, run, signed, unsigned};
use sqlx::{QueryBuilder, Result};
use uuid::Uuid;
use whatschat_core::id::{ChatId, MessageId};

/// A message to be found, and its tokens.
pub(in crate::messages) type Indexed = (MessageId, String);

/// Makes messages that are stored already to be found.
pub(in crate::messages) async fn index(tx: &mut Tx, messages: &[Indexed]) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    let cast = if tx.is_postgres() { "::tsvector" } else { "" };
    on!(tx, conn => {
        let mut query = QueryBuilder::new("with news (id, words) as (");
        query.push_values(messages, |mut row, (id, words)| {
            row.push_bind(id.0).push_bind(words);
        });
        query.push(") insert into search (rowid, words) select x.row_id, news.words").push(cast);
        // In order: FTS5 collects such rows, and writes them together.
        query.push(" from news cross join messages x where x.id = news.id order by x.row_id");
        query.build().execute(conn).await?.rows_affected()
    });
    Ok(())
}

/// Makes a message not to be found any more.
pub(in crate::messages) async fn unindex(tx: &mut Tx, id: MessageId) -> Result<()> {
    run!(
        tx,
        sqlx::query("delete from search where rowid = (select row_id from messages where id = $1)")
            .bind(id.0)
    )
    .map(drop)
}

/// A chat that has messages up to a place that are not indexed yet; nobody else indexes them
/// before the transaction ends.
pub(in crate::messages) async fn lock_unindexed(tx: &mut Tx) -> Result<Option<(ChatId, u64)>> {
    let lock = if tx.locks_rows() { " for update" } else { "" };
    let row: Option<(Uuid, i64)> = on!(tx, conn => {
        let mut query = QueryBuilder::new("select chat_id, seq from unindexed limit 1");
        query.push(lock).build_query_as().fetch_optional(conn).await?
    });
    Ok(row.map(|(chat, seq)| (ChatId(chat), unsigned(seq))))
}

/// The ids, places and texts of the messages of a chat from one place to another.
pub(in crate::messages) async fn texts(
    tx: &mut Tx,
    chat: ChatId,
    after: u64,
    last: u64,
) -> Result<Vec<(MessageId, u64, String)>> {
    let rows: Vec<(Uuid, i64, String)> = on!(tx, conn => sqlx::query_as(
        "select id, seq, content from messages where chat_id = $1 and seq > $2 and seq <= $3")
        .bind(chat.0).bind(signed(after)).bind(signed(last)).fetch_all(conn).await?);
    Ok(rows.into_iter().map(|(id, seq, content)| (MessageId(id), unsigned(seq), content)).collect())
}

/// Remembers how far a chat's messages are still not indexed.
pub(in crate::messages) async fn set_unindexed(tx: &mut Tx, chat: ChatId, seq: u64) -> Result<()> {
    if seq == 0 {
        return run!(tx, sqlx::query("delete from unindexed where chat_id = $1").bind(chat.0))
            .map(drop);
    }
    run!(
        tx,
        sqlx::query("update unindexed set seq = $2 where chat_id = $1")
            .bind(chat.0)
            .bind(signed(seq))
    )
    .map(drop)
}

/// How large each piece of SQLite's index is, in pages. PostgreSQL's has none.
pub(in crate::messages) async fn pieces(conn: &mut Conn) -> Result<Vec<u64>> {
    if conn.is_postgres() {
        return Ok(vec![]);
    }
    let sizes: Vec<i64> = on!(conn, c => sqlx::query_scalar(
        "select count(*) from search_idx group by segid").fetch_all(c).await?);
    Ok(sizes.into_iter().map(unsigned).collect())
}

/// Joins pieces of SQLite's index until so many pages are written: all pieces, where the number is
/// negative; else what was begun before. Says whether there was something to do.
pub(in crate::messages) async fn merge(tx: &mut Tx, pages: i64) -> Result<bool> {
    let before = changes(tx).await?;
    run!(tx, sqlx::query("insert into search (search, rank) values ('merge', $1)").bind(pages))?;
    Ok(changes(tx).await? - before > 1) // the command itself counts as one
}

async fn changes(tx: &mut Tx) -> Result<i64> {
    on!(tx, c => sqlx::query_scalar("select total_changes()").fetch_one(c).await)
}
