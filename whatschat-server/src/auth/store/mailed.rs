//! Tokens that travel by mail.

use crate::store::{Conn, Tx, on, run};
use sqlx::Result;
use uuid::Uuid;
use whatschat_core::id::UserId;
use whatschat_core::time::Timestamp;

/// What a mailed token is for; one never does another's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::auth) enum Purpose {
    Reset,
    Verification,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Verification => "verification",
        }
    }
}

pub(in crate::auth) async fn insert_mailed(
    tx: &mut Tx,
    purpose: Purpose,
    hash: &[u8],
    user: UserId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "insert into mail_tokens (hash, purpose, user_id, created_at, expires_at)
             values ($1, $2, $3, $4, $5)"
        )
        .bind(hash)
        .bind(purpose.as_str())
        .bind(user.0)
        .bind(now.0)
        .bind(expires_at.0)
    )
    .map(drop)
}

/// When the tokens were mailed that a user has got since, the oldest first.
pub(in crate::auth) async fn mailed_since(
    tx: &mut Tx,
    purpose: Purpose,
    user: UserId,
    since: Timestamp,
) -> Result<Vec<Timestamp>> {
    let at: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "select created_at from mail_tokens where user_id = $1 and purpose = $2 and created_at > $3
         order by created_at")
        .bind(user.0).bind(purpose.as_str()).bind(since.0).fetch_all(conn).await?);
    Ok(at.into_iter().map(Timestamp).collect())
}

pub(in crate::auth) async fn void_mailed(
    tx: &mut Tx,
    purpose: Purpose,
    user: UserId,
    now: Timestamp,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update mail_tokens set used_at = $3
             where user_id = $1 and purpose = $2 and used_at is null"
        )
        .bind(user.0)
        .bind(purpose.as_str())
        .bind(now.0)
    )
    .map(drop)
}

/// Whose token it is, if it still holds.
pub(in crate::auth) async fn open_mailed(
    conn: &mut Conn,
    purpose: Purpose,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<UserId>> {
    let user: Option<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select user_id from mail_tokens
         where hash = $1 and purpose = $2 and used_at is null and expires_at > $3")
        .bind(hash).bind(purpose.as_str()).bind(now.0).fetch_optional(c).await?);
    Ok(user.map(UserId))
}

/// Uses a token up: of two that try at once, one gets the user.
pub(in crate::auth) async fn use_mailed(
    tx: &mut Tx,
    purpose: Purpose,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<UserId>> {
    let user: Option<Uuid> = on!(tx, conn => sqlx::query_scalar(
        "update mail_tokens set used_at = $3
         where hash = $1 and purpose = $2 and used_at is null and expires_at > $3
         returning user_id")
        .bind(hash).bind(purpose.as_str()).bind(now.0).fetch_optional(conn).await?);
    Ok(user.map(UserId))
}
