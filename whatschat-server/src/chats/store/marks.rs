//! How far a chat's messages have reached its members.

use super::membership::Membership;
use crate::store::{Conn, Tx, on, run, signed, unsigned};
use sqlx::{FromRow, Result};
use std::collections::HashSet;
use uuid::Uuid;
use whatschat_core::id::{ChatId, UserId};

/// How far a chat's messages have reached one of its members, as it is kept.
#[derive(Debug, Clone, Copy, FromRow)]
pub(in crate::chats) struct MarkRow {
    #[sqlx(try_from = "Uuid")]
    pub(in crate::chats) user_id: UserId,
    #[sqlx(try_from = "i64")]
    pub(in crate::chats) delivered_seq: u64,
    #[sqlx(try_from = "i64")]
    pub(in crate::chats) read_seq: u64,
}

pub(in crate::chats) async fn marks(conn: &mut Conn, chat: ChatId) -> Result<Vec<MarkRow>> {
    on!(conn, c => sqlx::query_as(
        "select user_id, delivered_seq, read_seq from members where chat_id = $1
         order by joined_at, user_id")
        .bind(chat.0).fetch_all(c).await)
}

/// Those besides its sender whom a message at this place has reached; not who has joined since.
pub(in crate::chats) async fn reached(
    conn: &mut Conn,
    chat: ChatId,
    seq: u64,
    sender: UserId,
) -> Result<Vec<MarkRow>> {
    on!(conn, c => sqlx::query_as(
        "select user_id, delivered_seq, read_seq from members
         where chat_id = $1 and user_id <> $2 and from_seq < $3
             and (delivered_seq >= $3 or read_seq >= $3)
         order by joined_at, user_id")
        .bind(chat.0).bind(sender.0).bind(signed(seq)).fetch_all(c).await)
}

/// How many of the messages from one place to another are the member's own.
pub(in crate::chats) async fn count_own(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
    after: u64,
    last: u64,
) -> Result<u64> {
    if after >= last {
        return Ok(0);
    }
    let count: i64 = on!(conn, c => sqlx::query_scalar(
        "select count(*) from messages
         where chat_id = $1 and seq > $2 and seq <= $3 and sender_id = $4")
        .bind(chat.0).bind(signed(after)).bind(signed(last)).bind(user.0).fetch_one(c).await?);
    Ok(unsigned(count))
}

/// The first place after another where somebody else has said something.
pub(in crate::chats) async fn first_of_others(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
    after: u64,
) -> Result<Option<u64>> {
    let seq: Option<i64> = on!(conn, c => sqlx::query_scalar(
        "select seq from messages where chat_id = $1 and seq > $2 and sender_id <> $3
         order by seq limit 1")
        .bind(chat.0).bind(signed(after)).bind(user.0).fetch_optional(c).await?);
    Ok(seq.map(unsigned))
}

/// Stores the marks of someone's place in a chat. In one statement: where a transaction changes
/// a row twice, PostgreSQL locks the chat too, and a writer who waits for the row may hold it.
pub(in crate::chats) async fn set_marks(
    tx: &mut Tx,
    user: UserId,
    after: &Membership,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update members set read_seq = $3, own_unread = $4, delivered_seq = $5, marked_unread = $6,
                 own_seq = $7
             where chat_id = $1 and user_id = $2"
        )
        .bind(after.chat_id.0)
        .bind(user.0)
        .bind(signed(after.read_seq))
        .bind(signed(after.own_unread))
        .bind(signed(after.delivered_seq))
        .bind(after.marked_unread)
        .bind(signed(after.own_seq))
    )
    .map(drop)
}

/// Who in a private chat has blocked somebody else in it.
pub(in crate::chats) async fn blockers(conn: &mut Conn, chat: ChatId) -> Result<HashSet<UserId>> {
    let rows: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select m.user_id from members m cross join members n
         where m.chat_id = $1 and n.chat_id = m.chat_id
           and (select 1 from blocks b
                where b.blocker_id = m.user_id and b.blocked_id = n.user_id) is not null")
        .bind(chat.0).fetch_all(c).await?);
    Ok(rows.into_iter().map(UserId).collect())
}

/// Whether more than so many are in a chat.
pub(in crate::chats) async fn has_more_members(
    conn: &mut Conn,
    chat: ChatId,
    most: usize,
) -> Result<bool> {
    let one_more: Option<i32> = on!(conn, c => sqlx::query_scalar(
        "select 1 from members where chat_id = $1 order by user_id limit 1 offset $2")
        .bind(chat.0).bind(signed(most as u64)).fetch_optional(c).await?);
    Ok(one_more.is_some())
}
