//! Users.

use crate::error::ApiError;
use crate::store::{Conn, Tx, on, run};
use sqlx::{FromRow, Result};
use uuid::Uuid;
use whatschat_core::ErrorCode;
use whatschat_core::auth::{Account, UpdateProfile};
use whatschat_core::id::UserId;
use whatschat_core::status::ChosenPresence;
use whatschat_core::time::Timestamp;

/// A user, whole.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct UserRow {
    #[sqlx(try_from = "Uuid")]
    pub(crate) id: UserId,
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) phone: Option<String>,
    pub(crate) password_hash: String,
    pub(crate) avatar: Option<String>,
    pub(crate) status: String,
    #[sqlx(try_from = "String")]
    pub(crate) presence: ChosenPresence,
    pub(crate) last_seen_at: Option<i64>,
    #[sqlx(try_from = "i64")]
    pub(crate) created_at: Timestamp,
    #[sqlx(try_from = "i64")]
    pub(crate) updated_at: Timestamp,
    /// Milliseconds since 1970.
    pub(crate) email_verified_at: Option<i64>,
    /// The same; there in the tombstone of a user who was deleted.
    pub(crate) deleted_at: Option<i64>,
}

impl UserRow {
    /// The account as its owner sees it.
    pub(crate) fn account(self) -> Account {
        Account {
            presence: self.presence.to_self(),
            id: self.id,
            email: self.email,
            email_verified: self.email_verified_at.is_some(),
            username: self.username,
            phone: self.phone,
            avatar: self.avatar,
            status: self.status,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// A user to be.
pub(in crate::auth) struct NewUser {
    pub(in crate::auth) id: UserId,
    pub(in crate::auth) username: String,
    pub(in crate::auth) email: String,
    pub(in crate::auth) phone: Option<String>,
    pub(in crate::auth) password_hash: String,
    pub(in crate::auth) status: String,
    pub(in crate::auth) created_at: Timestamp,
}

impl NewUser {
    pub(in crate::auth) fn account(self) -> Account {
        Account {
            id: self.id,
            email: self.email,
            email_verified: false,
            username: self.username,
            phone: self.phone,
            avatar: None,
            status: self.status,
            presence: ChosenPresence::Online.to_self(),
            created_at: self.created_at,
            updated_at: self.created_at,
        }
    }
}

pub(in crate::auth) async fn insert_user(tx: &mut Tx, user: &NewUser) -> Result<()> {
    run!(tx, sqlx::query(
        "insert into users (id, username, username_key, email, phone, password_hash, status, presence, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'online', $8, $8)")
        .bind(user.id.0).bind(&user.username).bind(user.username.to_lowercase()).bind(&user.email)
        .bind(&user.phone).bind(&user.password_hash).bind(&user.status).bind(user.created_at.0)).map(drop)
}

pub(crate) async fn user_by_id(conn: &mut Conn, id: UserId) -> Result<Option<UserRow>> {
    on!(conn, c => sqlx::query_as("select * from users where id = $1").bind(id.0).fetch_optional(c).await)
}

pub(in crate::auth) async fn user_by_email(
    conn: &mut Conn,
    email: &str,
) -> Result<Option<UserRow>> {
    on!(conn, c => sqlx::query_as("select * from users where email = $1").bind(email).fetch_optional(c).await)
}

/// Nobody else changes the user before the transaction ends. (`no key`: a message of theirs may
/// be stored meanwhile, which refers to the row.)
pub(crate) async fn lock_user(tx: &mut Tx, id: UserId) -> Result<()> {
    if tx.locks_rows() {
        let lock = "select 1 from users where id = $1 for no key update";
        run!(tx, sqlx::query(lock).bind(id.0))?;
    }
    Ok(())
}

/// The password that was checked a moment ago, outside of the transaction, must still be the
/// one: a reset in between is there to keep its old holder out.
pub(in crate::auth) async fn require_password(
    tx: &mut Tx,
    id: UserId,
    hash: &str,
) -> Result<(), ApiError> {
    lock_user(tx, id).await?;
    let now = user_by_id(tx, id).await?.map(|user| user.password_hash);
    if now.as_deref() == Some(hash) { Ok(()) } else { Err(ErrorCode::WrongPassword.into()) }
}

/// Whether that changes anything.
pub(in crate::auth) async fn update_profile(
    tx: &mut Tx,
    id: UserId,
    change: &UpdateProfile,
    now: Timestamp,
) -> Result<bool> {
    let key = change.username.as_ref().map(|name| name.to_lowercase());
    let rows = run!(tx, sqlx::query(
        "update users set username = coalesce($2, username), username_key = coalesce($3, username_key),
         status = coalesce($4, status), avatar = nullif(coalesce($5, avatar), ''), updated_at = $6
         where id = $1 and deleted_at is null
           and (username, status, coalesce(avatar, ''))
            <> (coalesce($2, username), coalesce($4, status), coalesce($5, avatar, ''))")
        .bind(id.0).bind(&change.username).bind(key).bind(&change.status).bind(&change.avatar).bind(now.0))?;
    Ok(rows > 0)
}

/// The address is the user's: a token that was mailed to it came back.
pub(in crate::auth) async fn verify_email(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update users set email_verified_at = $2, updated_at = $2
             where id = $1 and email_verified_at is null"
        )
        .bind(id.0)
        .bind(now.0)
    )
    .map(drop)
}

pub(in crate::auth) async fn update_password(
    tx: &mut Tx,
    id: UserId,
    hash: &str,
    now: Timestamp,
) -> Result<()> {
    run!(
        tx,
        sqlx::query("update users set password_hash = $2, updated_at = $3 where id = $1")
            .bind(id.0)
            .bind(hash)
            .bind(now.0)
    )
    .map(drop)
}
