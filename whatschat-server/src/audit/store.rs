//! The log of what touches security: the SQL.

use super::Entry;
use crate::clock::Clock;
use crate::store::{Conn, Tx, on, run};
use serde::Serialize;
use sqlx::{FromRow, Result};
use uuid::Uuid;
use whatschat_core::id::UserId;
use whatschat_core::time::Timestamp;

/// Notes what the transaction does: both last, or neither.
pub(crate) async fn note(tx: &mut Tx, clock: &Clock, entry: &Entry) -> Result<()> {
    run!(tx, sqlx::query(
        "insert into audit (id, at, what, user_id, by_user_id, address) values ($1, $2, $3, $4, $5, $6)")
        .bind(clock.new_id()).bind(clock.now().0).bind(entry.what.name())
        .bind(entry.user.map(|id| id.0)).bind(entry.by.map(|id| id.0))
        .bind(entry.address.map(|address| address.to_string()))).map(drop)
}

/// An entry, as the operator reads it.
#[derive(Debug, Serialize, FromRow)]
pub(crate) struct Noted {
    #[sqlx(try_from = "i64")]
    pub(crate) at: Timestamp,
    pub(crate) what: String,
    #[sqlx(rename = "user_id")]
    pub(crate) user: Option<Uuid>,
    /// The account's name; `null` where it is gone.
    pub(crate) username: Option<String>,
    #[sqlx(rename = "by_user_id")]
    pub(crate) by: Option<Uuid>,
    pub(crate) address: Option<String>,
}

/// What happened since, the oldest first.
pub(crate) async fn since(conn: &mut Conn, since: Timestamp) -> Result<Vec<Noted>> {
    on!(conn, c => sqlx::query_as(
        "select a.at, a.what, a.user_id, u.username, a.by_user_id, a.address
         from audit a left join users u on u.id = a.user_id where a.at >= $1 order by a.at, a.id")
        .bind(since.0).fetch_all(c).await)
}

/// What happened to a user's account, the oldest first.
pub(crate) async fn about(conn: &mut Conn, user: UserId) -> Result<Vec<Noted>> {
    on!(conn, c => sqlx::query_as(
        "select a.at, a.what, a.user_id, u.username, a.by_user_id, a.address
         from audit a left join users u on u.id = a.user_id where a.user_id = $1
         order by a.at, a.id")
        .bind(user.0).fetch_all(c).await)
}
