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
    #[serde(skip)]
    id: Uuid,
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

/// A place in the log, between two entries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place(Timestamp, Uuid);

impl Place {
    /// Before all that happened at this time.
    pub(crate) fn at(time: Timestamp) -> Self {
        Self(time, Uuid::nil())
    }

    pub(crate) fn after(entry: &Noted) -> Self {
        Self(entry.at, entry.id)
    }
}

/// How many entries are read at a time: the log may be long.
const PAGE: i64 = 1000;

/// Some of what happened from this place on, the oldest first; all of it, or what a user did or had
/// done to them.
pub(crate) async fn page(
    conn: &mut Conn,
    from: Place,
    about: Option<UserId>,
) -> Result<Vec<Noted>> {
    on!(conn, c => sqlx::query_as(
        "select a.id, a.at, a.what, a.user_id, u.username, a.by_user_id, a.address
         from audit a left join users u on u.id = a.user_id
         where (a.at, a.id) > ($1, $2) and ($3 is null or a.user_id = $3 or a.by_user_id = $3)
         order by a.at, a.id limit $4")
        .bind(from.0.0).bind(from.1).bind(about.map(|user| user.0)).bind(PAGE).fetch_all(c).await)
}

/// Some of what happened to a user's account from this place on, the oldest first, for that user:
/// others' addresses are not theirs.
pub(crate) async fn about(conn: &mut Conn, user: UserId, from: Place) -> Result<Vec<Noted>> {
    on!(conn, c => sqlx::query_as(
        "select a.id, a.at, a.what, a.user_id, u.username, a.by_user_id,
           case when a.by_user_id is null or a.by_user_id = a.user_id then a.address end as address
         from audit a left join users u on u.id = a.user_id where a.user_id = $1
           and (a.at, a.id) > ($2, $3) order by a.at, a.id limit $4")
        .bind(user.0).bind(from.0.0).bind(from.1).bind(PAGE).fetch_all(c).await)
}
