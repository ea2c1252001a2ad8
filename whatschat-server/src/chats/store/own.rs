//! What a chat is to one of its members.

use crate::store::{Tx, on, run, signed};
use sqlx::Result;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::time::Timestamp;

/// Whether a member has deleted a chat, and it is not in their list.
pub(in crate::chats) async fn is_hidden(tx: &mut Tx, chat: ChatId, user: UserId) -> Result<bool> {
    let hidden: Option<i64> = on!(tx, conn => sqlx::query_scalar(
        "select m.hidden_seq from members m join chats c on c.id = m.chat_id
         where m.chat_id = $1 and m.user_id = $2 and m.hidden_seq >= c.last_seq")
        .bind(chat.0).bind(user.0).fetch_optional(conn).await?);
    Ok(hidden.is_some())
}

/// Puts a chat back into a member's list, perhaps with another name.
pub(in crate::chats) async fn unhide(
    tx: &mut Tx,
    chat: ChatId,
    user: UserId,
    name: Option<&str>,
) -> Result<()> {
    run!(tx, sqlx::query(
        "update members set hidden_seq = null, name = coalesce($3, name) where chat_id = $1 and user_id = $2")
        .bind(chat.0).bind(user.0).bind(name)).map(drop)
}

pub(in crate::chats) async fn set_own_name(
    tx: &mut Tx,
    chat: ChatId,
    user: UserId,
    name: &str,
) -> Result<()> {
    run!(
        tx,
        sqlx::query("update members set name = $3 where chat_id = $1 and user_id = $2")
            .bind(chat.0)
            .bind(user.0)
            .bind(name)
    )
    .map(drop)
}

pub(in crate::chats) async fn set_archived(
    tx: &mut Tx,
    chat: ChatId,
    user: UserId,
    archived: bool,
) -> Result<()> {
    run!(
        tx,
        sqlx::query("update members set archived = $3 where chat_id = $1 and user_id = $2")
            .bind(chat.0)
            .bind(user.0)
            .bind(archived)
    )
    .map(drop)
}

pub(in crate::chats) async fn set_muted(
    tx: &mut Tx,
    chat: ChatId,
    user: UserId,
    muted: bool,
    until: Option<Timestamp>,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update members set muted = $3, muted_until = $4 where chat_id = $1 and user_id = $2"
        )
        .bind(chat.0)
        .bind(user.0)
        .bind(muted)
        .bind(until.map(|until| until.0))
    )
    .map(drop)
}

/// Hides a chat and what is in it so far from one of its members, with the mark that they would
/// come back to it.
pub(in crate::chats) async fn clear(
    tx: &mut Tx,
    chat: ChatId,
    user: UserId,
    last_seq: u64,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update members set cleared_seq = $3, hidden_seq = $3, read_seq = $3, own_unread = 0,
                 marked_unread = $4
             where chat_id = $1 and user_id = $2"
        )
        .bind(chat.0)
        .bind(user.0)
        .bind(signed(last_seq))
        .bind(false)
    )
    .map(drop)
}
