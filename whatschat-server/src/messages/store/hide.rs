//! Messages that someone has deleted for themself alone.

use crate::store::{Conn, Tx, on, run, signed, unsigned};
use sqlx::Result;
use uuid::Uuid;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::Message;

/// Whether it was to be seen until now.
pub(in crate::messages) async fn hide(
    tx: &mut Tx,
    user: UserId,
    message: &Message,
) -> Result<bool> {
    let rows = run!(
        tx,
        sqlx::query(
            "insert into hidden_messages (user_id, chat_id, seq) values ($1, $2, $3)
             on conflict do nothing"
        )
        .bind(user.0)
        .bind(message.chat_id.0)
        .bind(signed(message.seq))
    )?;
    Ok(rows > 0)
}

/// The places of a chat after `after` that a user has hidden, the last first.
pub(in crate::messages) async fn hidden(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
    after: u64,
) -> Result<Vec<u64>> {
    let places: Vec<i64> = on!(conn, c => sqlx::query_scalar(
        "select seq from hidden_messages where user_id = $1 and chat_id = $2 and seq > $3 order by seq desc")
        .bind(user.0).bind(chat.0).bind(signed(after)).fetch_all(c).await?);
    Ok(places.into_iter().map(unsigned).collect())
}

/// How many places of a chat after `after` a user has hidden.
pub(in crate::messages) async fn count_hidden(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
    after: u64,
) -> Result<u64> {
    let count: i64 = on!(conn, c => sqlx::query_scalar(
        "select count(*) from hidden_messages where user_id = $1 and chat_id = $2 and seq > $3")
        .bind(user.0).bind(chat.0).bind(signed(after)).fetch_one(c).await?);
    Ok(unsigned(count))
}

/// Who has hidden what stands at a place of a chat.
pub(crate) async fn hidden_from(conn: &mut Conn, chat: ChatId, seq: u64) -> Result<Vec<UserId>> {
    let users: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select user_id from hidden_messages where chat_id = $1 and seq = $2")
        .bind(chat.0).bind(signed(seq)).fetch_all(c).await?);
    Ok(users.into_iter().map(UserId).collect())
}
