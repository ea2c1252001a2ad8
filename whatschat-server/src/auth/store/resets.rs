//! Tokens that reset a password.

use crate::store::{Conn, Tx, on, run};
use sqlx::Result;
use uuid::Uuid;
use whatschat_core::id::UserId;
use whatschat_core::time::Timestamp;

pub(in crate::auth) async fn insert_reset(
    tx: &mut Tx,
    hash: &[u8],
    user: UserId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    run!(tx, sqlx::query(
        "insert into password_resets (hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)")
        .bind(hash).bind(user.0).bind(now.0).bind(expires_at.0)).map(drop)
}

pub(in crate::auth) async fn resets_since(
    tx: &mut Tx,
    user: UserId,
    since: Timestamp,
) -> Result<i64> {
    on!(tx, conn => sqlx::query_scalar("select count(*) from password_resets where user_id = $1 and created_at > $2")
        .bind(user.0).bind(since.0).fetch_one(conn).await)
}

pub(in crate::auth) async fn void_resets(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update password_resets set used_at = $2 where user_id = $1 and used_at is null"
        )
        .bind(user.0)
        .bind(now.0)
    )
    .map(drop)
}

/// Whose reset token it is, if it still holds.
pub(in crate::auth) async fn open_reset(
    conn: &mut Conn,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<UserId>> {
    let user: Option<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select user_id from password_resets where hash = $1 and used_at is null and expires_at > $2")
        .bind(hash).bind(now.0).fetch_optional(c).await?);
    Ok(user.map(UserId))
}

/// Uses a reset token up: of two that try at once, one gets the user.
pub(in crate::auth) async fn use_reset(
    tx: &mut Tx,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<UserId>> {
    let user: Option<Uuid> = on!(tx, conn => sqlx::query_scalar(
        "update password_resets set used_at = $2 where hash = $1 and used_at is null and expires_at > $2 returning user_id")
        .bind(hash).bind(now.0).fetch_optional(conn).await?);
    Ok(user.map(UserId))
}
