//! Sessions.

use crate::store::{Conn, Tx, on, run};
use sqlx::{FromRow, Result};
use std::collections::HashSet;
use uuid::Uuid;
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::time::Timestamp;

pub(in crate::auth) async fn insert_session(
    tx: &mut Tx,
    id: SessionId,
    user: UserId,
    user_agent: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "insert into sessions (id, user_id, user_agent, created_at, last_used_at)
             values ($1, $2, $3, $4, $4)"
        )
        .bind(id.0)
        .bind(user.0)
        .bind(user_agent)
        .bind(now.0)
    )
    .map(drop)
}

/// A session that has not ended, as its owner sees it.
#[derive(Debug, FromRow)]
pub(in crate::auth) struct SessionRow {
    #[sqlx(try_from = "Uuid")]
    pub(in crate::auth) id: SessionId,
    pub(in crate::auth) user_agent: Option<String>,
    #[sqlx(try_from = "i64")]
    pub(in crate::auth) created_at: Timestamp,
    #[sqlx(try_from = "i64")]
    pub(in crate::auth) last_used_at: Timestamp,
}

/// A user's sessions that were used after `since`, the one used last first.
pub(in crate::auth) async fn sessions(
    conn: &mut Conn,
    user: UserId,
    since: Timestamp,
) -> Result<Vec<SessionRow>> {
    on!(conn, c => sqlx::query_as(
        "select id, user_agent, created_at, last_used_at from sessions
         where user_id = $1 and ended_at is null and last_used_at > $2
         order by last_used_at desc, id desc")
        .bind(user.0).bind(since.0).fetch_all(c).await)
}

/// Whose live session it is.
#[derive(Debug, Clone, Copy, FromRow)]
pub(in crate::auth) struct LiveRow {
    #[sqlx(try_from = "Uuid")]
    pub(in crate::auth) user_id: UserId,
    /// Milliseconds since 1970.
    pub(in crate::auth) email_verified_at: Option<i64>,
}

/// Whose session it is, if it has not ended.
pub(in crate::auth) async fn live_session(
    conn: &mut Conn,
    id: SessionId,
) -> Result<Option<LiveRow>> {
    on!(conn, c => sqlx::query_as(
        "select s.user_id, u.email_verified_at from sessions s join users u on u.id = s.user_id
         where s.id = $1 and s.ended_at is null").bind(id.0).fetch_optional(c).await)
}

pub(in crate::auth) async fn touch_session(
    tx: &mut Tx,
    id: SessionId,
    now: Timestamp,
) -> Result<()> {
    run!(
        tx,
        sqlx::query("update sessions set last_used_at = $2 where id = $1").bind(id.0).bind(now.0)
    )
    .map(drop)
}

pub(in crate::auth) async fn end_session(tx: &mut Tx, id: SessionId, now: Timestamp) -> Result<()> {
    run!(
        tx,
        sqlx::query("update sessions set ended_at = $2 where id = $1 and ended_at is null")
            .bind(id.0)
            .bind(now.0)
    )
    .map(drop)
}

/// Ends a session of this user's. Says whether there was one: another's is none.
pub(in crate::auth) async fn end_own_session(
    tx: &mut Tx,
    id: SessionId,
    user: UserId,
    now: Timestamp,
) -> Result<bool> {
    let ended = run!(
        tx,
        sqlx::query(
            "update sessions set ended_at = $3 where id = $1 and user_id = $2 and ended_at is null"
        )
        .bind(id.0)
        .bind(user.0)
        .bind(now.0)
    )?;
    Ok(ended > 0)
}

/// Ends all of a user's sessions but the `keep` that were used last; gives those that it ended.
pub(in crate::auth) async fn end_oldest_sessions(
    tx: &mut Tx,
    user: UserId,
    keep: usize,
    now: Timestamp,
) -> Result<Vec<SessionId>> {
    let ended: Vec<Uuid> = on!(tx, conn => sqlx::query_scalar(
        "update sessions set ended_at = $2 where id in (
             select id from sessions where user_id = $1 and ended_at is null
             order by last_used_at desc, id desc limit $3 offset $4)
         returning id")
        .bind(user.0).bind(now.0).bind(i64::MAX).bind(i64::try_from(keep).unwrap_or(i64::MAX))
        .fetch_all(conn).await?);
    Ok(ended.into_iter().map(SessionId).collect())
}

/// The sessions that have ended since.
pub(in crate::auth) async fn ended_since(
    conn: &mut Conn,
    since: Timestamp,
) -> Result<HashSet<SessionId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar("select id from sessions where ended_at >= $1")
        .bind(since.0).fetch_all(c).await?);
    Ok(ids.into_iter().map(SessionId).collect())
}

/// Ends a user's sessions but `keep`; gives them.
pub(in crate::auth) async fn end_sessions(
    tx: &mut Tx,
    user: UserId,
    keep: Option<SessionId>,
    now: Timestamp,
) -> Result<Vec<SessionId>> {
    let ended: Vec<Uuid> = on!(tx, conn => sqlx::query_scalar(
        "update sessions set ended_at = $3 where user_id = $1 and id <> $2 and ended_at is null
         returning id")
        .bind(user.0).bind(keep.unwrap_or(SessionId::nil()).0).bind(now.0)
        .fetch_all(conn).await?);
    Ok(ended.into_iter().map(SessionId).collect())
}
