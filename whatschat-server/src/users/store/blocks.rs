//! Who has blocked whom. Two users are *apart* while one of them has blocked the other.

use crate::store::{Conn, Tx, on, run};
use sqlx::Result;
use std::collections::HashSet;
use uuid::Uuid;
use whatschat_core::id::UserId;
use whatschat_core::time::Timestamp;

/// Nobody else sets a block between the two, or makes their chat, before the transaction ends.
pub(crate) async fn lock_pair(tx: &mut Tx, one: UserId, other: UserId) -> Result<()> {
    if tx.locks_rows() {
        let lock = "select 1 from users where id in ($1, $2) order by id for no key update";
        run!(tx, sqlx::query(lock).bind(one.0).bind(other.0))?;
    }
    Ok(())
}

/// Whether one of the two has blocked the other.
pub(crate) async fn are_apart(conn: &mut Conn, one: UserId, other: UserId) -> Result<bool> {
    on!(conn, c => sqlx::query_scalar(
        "select exists (select 1 from blocks where blocker_id = $1 and blocked_id = $2)
             or exists (select 1 from blocks where blocker_id = $2 and blocked_id = $1)")
        .bind(one.0).bind(other.0).fetch_one(c).await)
}

/// Everyone from whom a user is apart.
pub(crate) async fn apart_from(conn: &mut Conn, user: UserId) -> Result<HashSet<UserId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select blocked_id from blocks where blocker_id = $1
         union select blocker_id from blocks where blocked_id = $1")
        .bind(user.0).fetch_all(c).await?);
    Ok(ids.into_iter().map(UserId).collect())
}

pub(in crate::users) async fn insert_block(
    tx: &mut Tx,
    blocker: UserId,
    blocked: UserId,
    now: Timestamp,
) -> Result<()> {
    run!(tx, sqlx::query(
        "insert into blocks (blocker_id, blocked_id, created_at) values ($1, $2, $3) on conflict do nothing")
        .bind(blocker.0).bind(blocked.0).bind(now.0)).map(drop)
}

pub(in crate::users) async fn delete_block(
    tx: &mut Tx,
    blocker: UserId,
    blocked: UserId,
) -> Result<()> {
    run!(
        tx,
        sqlx::query("delete from blocks where blocker_id = $1 and blocked_id = $2")
            .bind(blocker.0)
            .bind(blocked.0)
    )
    .map(drop)
}

/// Notes in the private chat of two users, if there is one, whether they are apart. This waits
/// for a send that runs; one that comes later sees the note.
pub(in crate::users) async fn note_in_chat(
    tx: &mut Tx,
    one: UserId,
    other: UserId,
    apart: bool,
) -> Result<()> {
    let pair_key = crate::chats::store::pair_key(one, other);
    run!(
        tx,
        sqlx::query("update chats set blocked = $2 where pair_key = $1").bind(pair_key).bind(apart)
    )
    .map(drop)
}
