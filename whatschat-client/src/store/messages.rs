//! The messages.

use super::ranges::{self, Range};
use super::{from_json, outbox, signed, to_json, unsigned};
use crate::store::Result;
use sqlx::SqliteConnection;
use whatschat_core::id::{ChatId, MessageId, UserId};
use whatschat_core::messages::Message;

/// A page of a chat's history: all messages that the user sees at some places.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) chat: ChatId,
    pub(crate) messages: Vec<Message>,
    /// Which places; `None` where the chat has no message at all.
    pub(crate) range: Option<Range>,
}

/// The last `count` before a place, or the newest; the oldest of them first.
pub(super) async fn before(
    conn: &mut SqliteConnection,
    chat: ChatId,
    before: Option<u64>,
    count: u32,
) -> Result<Vec<Message>> {
    let rows: Vec<String> = sqlx::query_scalar(
        "select message from messages where chat_id = $1 and seq < $2 order by seq desc limit $3",
    )
    .bind(chat.0)
    .bind(before.map_or(i64::MAX, signed))
    .bind(count)
    .fetch_all(conn)
    .await?;
    rows.iter().rev().map(|row| from_json(row)).collect()
}

/// Those from a place on, the oldest first.
pub(super) async fn from(
    conn: &mut SqliteConnection,
    chat: ChatId,
    first: u64,
) -> Result<Vec<Message>> {
    let rows: Vec<String> = sqlx::query_scalar(
        "select message from messages where chat_id = $1 and seq >= $2 order by seq",
    )
    .bind(chat.0)
    .bind(signed(first))
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| from_json(row)).collect()
}

/// The place of the `count`th message before a place; of the first one where there are fewer.
pub(super) async fn place_before(
    conn: &mut SqliteConnection,
    chat: ChatId,
    before: u64,
    count: u32,
) -> Result<Option<u64>> {
    let seq: Option<i64> = sqlx::query_scalar(
        "select min(seq) from (select seq from messages where chat_id = $1 and seq < $2
                               order by seq desc limit $3)",
    )
    .bind(chat.0)
    .bind(signed(before))
    .bind(count)
    .fetch_one(conn)
    .await?;
    Ok(seq.map(unsigned))
}

/// How many there are from `first` to before `end`.
pub(super) async fn count(
    conn: &mut SqliteConnection,
    chat: ChatId,
    first: u64,
    end: u64,
) -> Result<u64> {
    let count: i64 = sqlx::query_scalar(
        "select count(*) from messages where chat_id = $1 and seq >= $2 and seq < $3",
    )
    .bind(chat.0)
    .bind(signed(first))
    .bind(signed(end))
    .fetch_one(conn)
    .await?;
    Ok(unsigned(count))
}

/// How many of a user's own there are after a place.
pub(super) async fn own_after(
    conn: &mut SqliteConnection,
    chat: ChatId,
    user: UserId,
    seq: u64,
) -> Result<u64> {
    let messages = from(conn, chat, seq.saturating_add(1)).await?;
    Ok(messages.iter().filter(|message| message.sender_id == user).count() as u64)
}

/// Stores a message. One of the owner's that is there is not to be sent any more.
pub(super) async fn put(conn: &mut SqliteConnection, message: &Message) -> Result<()> {
    if let Some(id) = message.client_message_id {
        outbox::remove_sent(conn, message.sender_id, id).await?;
    }
    sqlx::query(
        "insert into messages (chat_id, seq, id, reply_to, message) values ($1, $2, $3, $4, $5)
         on conflict (chat_id, seq) do update set
             id = excluded.id, reply_to = excluded.reply_to, message = excluded.message",
    )
    .bind(message.chat_id.0)
    .bind(signed(message.seq))
    .bind(message.id.0)
    .bind(message.reply_to.as_ref().map(|quote| quote.id.0))
    .bind(to_json(message)?)
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn get(conn: &mut SqliteConnection, id: MessageId) -> Result<Option<Message>> {
    let row: Option<String> = sqlx::query_scalar("select message from messages where id = $1")
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    row.map(|row| from_json(&row)).transpose()
}

pub(super) async fn at(
    conn: &mut SqliteConnection,
    chat: ChatId,
    seq: u64,
) -> Result<Option<Message>> {
    let row: Option<String> =
        sqlx::query_scalar("select message from messages where chat_id = $1 and seq = $2")
            .bind(chat.0)
            .bind(signed(seq))
            .fetch_optional(conn)
            .await?;
    row.map(|row| from_json(&row)).transpose()
}

/// Those that answer a message.
pub(super) async fn answers_to(conn: &mut SqliteConnection, id: MessageId) -> Result<Vec<Message>> {
    let rows: Vec<String> = sqlx::query_scalar("select message from messages where reply_to = $1")
        .bind(id.0)
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| from_json(row)).collect()
}

pub(super) async fn remove(conn: &mut SqliteConnection, id: MessageId) -> Result<()> {
    sqlx::query("delete from messages where id = $1").bind(id.0).execute(conn).await?;
    Ok(())
}

/// Forgets those after a place.
pub(super) async fn remove_after(
    conn: &mut SqliteConnection,
    chat: ChatId,
    seq: u64,
) -> Result<()> {
    sqlx::query("delete from messages where chat_id = $1 and seq > $2")
        .bind(chat.0)
        .bind(signed(seq))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that a user has deleted a message for themself.
pub(super) async fn hide(conn: &mut SqliteConnection, id: MessageId) -> Result<()> {
    sqlx::query("insert into hidden (id) values ($1) on conflict do nothing")
        .bind(id.0)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn is_hidden(conn: &mut SqliteConnection, id: MessageId) -> Result<bool> {
    let found = sqlx::query("select 1 from hidden where id = $1").bind(id.0);
    Ok(found.fetch_optional(conn).await?.is_some())
}

/// Stores a page. What is at its places and not in it is gone.
pub(super) async fn put_page(conn: &mut SqliteConnection, page: &Page) -> Result<()> {
    let Some(range) = page.range else { return Ok(()) };
    sqlx::query("delete from messages where chat_id = $1 and seq >= $2 and seq <= $3")
        .bind(page.chat.0)
        .bind(signed(range.first))
        .bind(signed(range.last))
        .execute(&mut *conn)
        .await?;
    for message in &page.messages {
        put(conn, message).await?;
    }
    ranges::add(conn, page.chat, range).await
}
