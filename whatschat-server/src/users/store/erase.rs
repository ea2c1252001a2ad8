//! What is left of a user who was deleted.

use crate::store::{Tx, run};
use sqlx::Result;
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

/// Takes away a user's tokens, and what is known of their devices.
pub(in crate::users) async fn delete_tokens(tx: &mut Tx, user: UserId) -> Result<()> {
    let tokens = "delete from refresh_tokens where session_id in (select id from sessions where user_id = $1)";
    run!(tx, sqlx::query(tokens).bind(user.0))?;
    run!(tx, sqlx::query("update sessions set user_agent = null where user_id = $1").bind(user.0))?;
    run!(tx, sqlx::query("update log set detail = null where stream = $1").bind(user.0))?;
    run!(tx, sqlx::query("delete from mail_tokens where user_id = $1").bind(user.0)).map(drop)
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
