//! Admins: the SQL.

use crate::store::{Conn, Tx, on};
use serde::Serialize;
use sqlx::{FromRow, Result};
use uuid::Uuid;
use whatschat_core::id::UserId;
use whatschat_core::time::Timestamp;

/// Whether a user is an admin.
pub(crate) async fn is_admin(conn: &mut Conn, user: UserId) -> Result<bool> {
    let found: Option<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select id from users where id = $1 and is_admin = $2 and deleted_at is null")
        .bind(user.0).bind(true).fetch_optional(c).await?);
    Ok(found.is_some())
}

/// Makes a user an admin, or no admin any more; `None` where there is no such user, or nothing to do.
pub(super) async fn set_admin(tx: &mut Tx, email: &str, admin: bool) -> Result<Option<UserId>> {
    let user: Option<Uuid> = on!(tx, conn => sqlx::query_scalar(
        "update users set is_admin = $2 where email = $1 and is_admin <> $2 and deleted_at is null returning id")
        .bind(email).bind(admin).fetch_optional(conn).await?);
    Ok(user.map(UserId))
}

/// Whether an address is somebody's.
pub(super) async fn has_account(conn: &mut Conn, email: &str) -> Result<bool> {
    on!(conn, c => sqlx::query_scalar(
        "select exists (select 1 from users where email = $1 and deleted_at is null)")
        .bind(email).fetch_one(c).await)
}

/// Whoever has this address or name, in lower case.
pub(super) async fn find(conn: &mut Conn, user: &str) -> Result<Option<UserId>> {
    let id: Option<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select id from users where (email = $1 or username_key = $1) and deleted_at is null")
        .bind(user).fetch_optional(c).await?);
    Ok(id.map(UserId))
}

/// An admin, as the operator reads it.
#[derive(Debug, Serialize, FromRow)]
#[serde(rename_all = "camelCase")]
pub(super) struct AdminRow {
    pub(super) id: Uuid,
    pub(super) username: String,
    pub(super) email: String,
    #[sqlx(try_from = "i64")]
    pub(super) created_at: Timestamp,
}

/// All admins, by name.
pub(super) async fn admins(conn: &mut Conn) -> Result<Vec<AdminRow>> {
    on!(conn, c => sqlx::query_as(
        "select id, username, email, created_at from users
         where is_admin = $1 and deleted_at is null order by username_key")
        .bind(true).fetch_all(c).await)
}
