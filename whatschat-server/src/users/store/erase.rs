//! What is left of a user who was deleted.

use crate::store::{Conn, Tx, on, run};
use sqlx::Result;
use uuid::Uuid;
use whatschat_core::id::UserId;
use whatschat_core::time::Timestamp;

/// Turns a user into a tombstone. What must be unique of it is nothing that anybody can register:
/// it takes no name from anyone, and nobody can take it first. Sockets that are closing say
/// nothing: it is invisible.
pub(in crate::users) async fn bury(
    tx: &mut Tx,
    user: UserId,
    username: &str,
    now: Timestamp,
) -> Result<()> {
    run!(tx, sqlx::query(
        "update users set username = $2, username_key = $3, email = $3, email_verified_at = null,
         phone = null, avatar = null, status = '', presence = 'invisible', password_hash = '', is_admin = $5,
         last_seen_at = null, updated_at = $4, deleted_at = $4 where id = $1")
        .bind(user.0).bind(username).bind(format!("deleted:{user}")).bind(now.0).bind(false))
    .map(drop)
}

/// Takes away a user's tokens, those of mails too, and what their devices are called.
pub(in crate::users) async fn forget_devices(tx: &mut Tx, user: UserId) -> Result<()> {
    let tokens = "delete from refresh_tokens where session_id in (select id from sessions where user_id = $1)";
    run!(tx, sqlx::query(tokens).bind(user.0))?;
    run!(tx, sqlx::query("update sessions set user_agent = null where user_id = $1").bind(user.0))?;
    run!(tx, sqlx::query("delete from mail_tokens where user_id = $1").bind(user.0)).map(drop)
}

/// Takes away which groups a user has left.
pub(in crate::users) async fn forget_groups(tx: &mut Tx, user: UserId) -> Result<()> {
    run!(tx, sqlx::query("delete from former_members where user_id = $1").bind(user.0)).map(drop)
}

/// How many entries of the log are forgotten at once.
const SOME: i64 = 1_000;

/// The positions of the next entries of a user's own that tell something.
pub(in crate::users) async fn told(conn: &mut Conn, user: UserId, after: i64) -> Result<Vec<i64>> {
    on!(conn, c => sqlx::query_scalar(
        "select pos from log where stream = $1 and pos > $2 and detail is not null
         order by pos limit $3")
        .bind(user.0).bind(after).bind(SOME).fetch_all(c).await)
}

/// Forgets what such entries tell. Their positions stay: the log has no gap.
pub(in crate::users) async fn forget_told(
    tx: &mut Tx,
    user: UserId,
    first: i64,
    last: i64,
) -> Result<()> {
    let forget = "update log set detail = null where stream = $1 and pos >= $2 and pos <= $3";
    run!(tx, sqlx::query(forget).bind(user.0).bind(first).bind(last)).map(drop)
}

/// Whose account has ended, and of whom the log tells still.
pub(in crate::users) async fn told_of(conn: &mut Conn) -> Result<Vec<UserId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select u.id from users u where u.deleted_at is not null
           and (select 1 from log l where l.stream = u.id and l.detail is not null limit 1) is not null")
        .fetch_all(c).await?);
    Ok(ids.into_iter().map(UserId).collect())
}

/// Takes back the blocks that a user has set, and those that others have set against them.
pub(in crate::users) async fn delete_blocks(tx: &mut Tx, user: UserId) -> Result<()> {
    let blocks = "delete from blocks where blocker_id = $1 or blocked_id = $1";
    run!(tx, sqlx::query(blocks).bind(user.0)).map(drop)
}

/// Has nobody write into a user's private chats any more: there is nobody to read it.
pub(in crate::users) async fn close_private_chats(tx: &mut Tx, user: UserId) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update chats set blocked = $2 where pair_key is not null
         and id in (select chat_id from members where user_id = $1)"
        )
        .bind(user.0)
        .bind(true)
    )
    .map(drop)
}
