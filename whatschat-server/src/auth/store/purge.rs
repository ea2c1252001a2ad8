//! What is over, and cleared away.

use crate::store::{Tx, run};
use sqlx::Result;
use whatschat_core::time::Timestamp;

/// Ends the sessions that nobody has used since.
pub(in crate::auth) async fn end_unused(
    tx: &mut Tx,
    since: Timestamp,
    now: Timestamp,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update sessions set ended_at = $2 where ended_at is null and last_used_at <= $1"
        )
        .bind(since.0)
        .bind(now.0)
    )
    .map(drop)
}

/// Deletes the sessions that ended before, with their refresh tokens.
pub(in crate::auth) async fn delete_ended(tx: &mut Tx, before: Timestamp) -> Result<()> {
    run!(tx, sqlx::query("delete from sessions where ended_at < $1").bind(before.0)).map(drop)
}

/// Deletes the tokens whose time is over. Until then a spent refresh token that comes back tells
/// of a theft.
pub(in crate::auth) async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<()> {
    run!(tx, sqlx::query("delete from refresh_tokens where expires_at <= $1").bind(now.0))?;
    run!(tx, sqlx::query("delete from mail_tokens where expires_at <= $1").bind(now.0)).map(drop)
}
