//! The chats, as a list shows them.

use super::{from_json, to_json};
use crate::store::Result;
use sqlx::SqliteConnection;
use std::cmp::Reverse;
use whatschat_core::chats::ChatSummary;
use whatschat_core::id::ChatId;

/// All of them, the one with the newest message first.
pub(super) async fn all(conn: &mut SqliteConnection) -> Result<Vec<ChatSummary>> {
    let rows: Vec<String> =
        sqlx::query_scalar("select summary from chats order by rowid").fetch_all(conn).await?;
    let mut chats = rows.iter().map(|row| from_json(row)).collect::<Result<Vec<_>, _>>()?;
    chats.sort_by_key(|chat: &ChatSummary| {
        Reverse(chat.last_message.as_ref().map_or(chat.created_at, |message| message.created_at))
    });
    Ok(chats)
}

pub(super) async fn get(conn: &mut SqliteConnection, id: ChatId) -> Result<Option<ChatSummary>> {
    let row: Option<String> = sqlx::query_scalar("select summary from chats where id = $1")
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    row.map(|row| from_json(&row)).transpose()
}

pub(super) async fn put(conn: &mut SqliteConnection, chat: &ChatSummary) -> Result<()> {
    sqlx::query(
        "insert into chats (id, summary) values ($1, $2)
         on conflict (id) do update set summary = excluded.summary",
    )
    .bind(chat.id.0)
    .bind(to_json(chat)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts these in the place of all. What is in none of them any more is forgotten with its chat.
pub(super) async fn replace(conn: &mut SqliteConnection, chats: &[ChatSummary]) -> Result<()> {
    sqlx::query("delete from chats").execute(&mut *conn).await?;
    for chat in chats {
        put(conn, chat).await?;
    }
    for orphans in [
        "delete from messages where chat_id not in (select id from chats)",
        "delete from ranges where chat_id not in (select id from chats)",
        "delete from marks where chat_id not in (select id from chats)",
    ] {
        sqlx::query(orphans).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Forgets a chat that the user is not in any more, and all that is in it.
pub(super) async fn forget(conn: &mut SqliteConnection, id: ChatId) -> Result<()> {
    for gone in ["delete from chats where id = $1", "delete from marks where chat_id = $1"] {
        sqlx::query(gone).bind(id.0).execute(&mut *conn).await?;
    }
    clear(conn, id).await
}

/// Forgets a chat's messages, which the user sees no more, not even quoted.
pub(super) async fn clear(conn: &mut SqliteConnection, id: ChatId) -> Result<()> {
    for gone in [
        "insert into hidden (id) select id from messages where chat_id = $1 on conflict do nothing",
        "delete from messages where chat_id = $1",
        "delete from ranges where chat_id = $1",
    ] {
        sqlx::query(gone).bind(id.0).execute(&mut *conn).await?;
    }
    Ok(())
}
