//! Reactions and pins.

use super::row::list_json;
use super::{MessageRow, visible, with_quotes};
use crate::store::{Conn, Tx, on, run, unsigned};
use sqlx::Result;
use uuid::Uuid;
use whatschat_core::id::{ChatId, MessageId, UserId};
use whatschat_core::messages::{Message, Reaction};
use whatschat_core::time::Timestamp;

/// How many of those who chose a reaction are named.
const NAMED: i64 = 20;

/// Whether the user had not reacted like this before.
pub(in crate::messages) async fn react(
    tx: &mut Tx,
    id: MessageId,
    user: UserId,
    emoji: &str,
    now: Timestamp,
) -> Result<bool> {
    let rows = run!(
        tx,
        sqlx::query(
            "insert into reactions (message_id, emoji, user_id, created_at)
             values ($1, $2, $3, $4) on conflict do nothing"
        )
        .bind(id.0)
        .bind(emoji)
        .bind(user.0)
        .bind(now.0)
    )?;
    Ok(rows > 0)
}

/// Whether the user had reacted like this.
pub(in crate::messages) async fn unreact(
    tx: &mut Tx,
    id: MessageId,
    user: UserId,
    emoji: &str,
) -> Result<bool> {
    let rows = run!(
        tx,
        sqlx::query("delete from reactions where message_id = $1 and emoji = $2 and user_id = $3")
            .bind(id.0)
            .bind(emoji)
            .bind(user.0)
    )?;
    Ok(rows > 0)
}

/// Who has reacted to a message with this emoji, if anybody has.
pub(in crate::messages) async fn reaction(
    tx: &mut Tx,
    id: MessageId,
    emoji: &str,
) -> Result<Option<Reaction>> {
    let rows: Vec<(Uuid, i64)> = on!(tx, conn => sqlx::query_as(
        "select user_id, count(*) over () from reactions where message_id = $1 and emoji = $2
         order by created_at, user_id limit $3")
        .bind(id.0).bind(emoji).bind(NAMED).fetch_all(conn).await?);
    let count = rows.first().map_or(0, |(_, count)| u32::try_from(*count).unwrap_or(u32::MAX));
    let user_ids = rows.into_iter().map(|(user, _)| UserId(user)).collect();
    Ok((count > 0).then(|| Reaction { emoji: emoji.to_owned(), count, user_ids }))
}

/// Stores a message's reactions beside it, for its readers.
pub(in crate::messages) async fn set_reactions(
    tx: &mut Tx,
    id: MessageId,
    reactions: &[Reaction],
) -> Result<()> {
    run!(
        tx,
        sqlx::query("update messages set reactions = $2 where id = $1")
            .bind(id.0)
            .bind(list_json(reactions))
    )
    .map(drop)
}

pub(in crate::messages) async fn set_pinned(
    tx: &mut Tx,
    id: MessageId,
    at: Option<Timestamp>,
) -> Result<()> {
    run!(
        tx,
        sqlx::query("update messages set pinned_at = $2 where id = $1")
            .bind(id.0)
            .bind(at.map(|at| at.0))
    )
    .map(drop)
}

/// How many messages of a chat are pinned.
pub(in crate::messages) async fn count_pins(tx: &mut Tx, chat: ChatId) -> Result<u64> {
    let count: i64 = on!(tx, conn => sqlx::query_scalar(
        "select count(*) from messages where chat_id = $1 and pinned_at is not null")
        .bind(chat.0).fetch_one(conn).await?);
    Ok(unsigned(count))
}

/// A chat's pinned messages that one of its members sees, the one pinned last first. They are taken
/// first, by the index of pins (`> 0`, since SQLite would not take it for `is not null`).
pub(in crate::messages) async fn pins(
    conn: &mut Conn,
    chat: ChatId,
    viewer: UserId,
) -> Result<Vec<Message>> {
    let rows: Vec<MessageRow> = on!(conn, c => sqlx::query_as(concat!(
        "with x as materialized (select * from messages where chat_id = $1 and pinned_at > 0)
         select x.* from members m cross join x where m.chat_id = $1 and m.user_id = $2 and ", visible!(),
        " order by x.pinned_at desc, x.seq desc"))
        .bind(chat.0).bind(viewer.0).fetch_all(c).await?);
    with_quotes(conn, Some(viewer), rows).await
}
