//! The tokens that prolong sessions.

use crate::store::{Conn, Tx, on, run};
use sqlx::{FromRow, Result};
use uuid::Uuid;
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::time::Timestamp;

/// A refresh token of a live session.
#[derive(Debug, FromRow)]
pub(in crate::auth) struct RefreshRow {
    #[sqlx(try_from = "Uuid")]
    pub(in crate::auth) session_id: SessionId,
    #[sqlx(try_from = "Uuid")]
    pub(in crate::auth) user_id: UserId,
    #[sqlx(try_from = "i64")]
    pub(in crate::auth) expires_at: Timestamp,
    /// Milliseconds since 1970.
    pub(in crate::auth) used_at: Option<i64>,
}

/// Whether there is such a token, spent or not.
pub(in crate::auth) async fn knows_refresh_token(conn: &mut Conn, hash: &[u8]) -> Result<bool> {
    on!(conn, c => sqlx::query_scalar(
        "select exists (select 1 from refresh_tokens where hash = $1)").bind(hash).fetch_one(c).await)
}

pub(in crate::auth) async fn refresh_token(tx: &mut Tx, hash: &[u8]) -> Result<Option<RefreshRow>> {
    // PostgreSQL: of two that refresh at once, one waits here and sees the other's work.
    let lock = if tx.locks_rows() { " for update of t" } else { "" };
    on!(tx, conn => {
        let mut query = sqlx::QueryBuilder::new(
            "select t.session_id, s.user_id, t.expires_at, t.used_at
             from refresh_tokens t join sessions s on s.id = t.session_id
             where s.ended_at is null and t.hash = ");
        query.push_bind(hash).push(lock).build_query_as().fetch_optional(conn).await
    })
}

pub(in crate::auth) async fn insert_refresh_token(
    tx: &mut Tx,
    hash: &[u8],
    session: SessionId,
    expires_at: Timestamp,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "insert into refresh_tokens (hash, session_id, expires_at) values ($1, $2, $3)"
        )
        .bind(hash)
        .bind(session.0)
        .bind(expires_at.0)
    )
    .map(drop)
}

pub(in crate::auth) async fn use_refresh_token(
    tx: &mut Tx,
    hash: &[u8],
    now: Timestamp,
) -> Result<()> {
    run!(
        tx,
        sqlx::query("update refresh_tokens set used_at = $2 where hash = $1")
            .bind(hash)
            .bind(now.0)
    )
    .map(drop)
}
