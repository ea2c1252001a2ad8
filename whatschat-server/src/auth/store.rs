//! Accounts and sessions: the SQL.

use crate::store::{Conn, Tx, on, run};
use sqlx::{FromRow, Result};
use uuid::Uuid;
use whatschat_core::auth::{Account, UpdateProfile};
use whatschat_core::id::{SessionId, UserId};
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
    presence: String,
    pub(crate) last_seen_at: Option<i64>,
    #[sqlx(try_from = "i64")]
    pub(crate) created_at: Timestamp,
    #[sqlx(try_from = "i64")]
    pub(crate) updated_at: Timestamp,
}

impl UserRow {
    /// The presence that the user chose.
    pub(crate) fn chosen_presence(&self) -> ChosenPresence {
        crate::status::store::presence(&self.presence)
    }

    /// The account as its owner sees it.
    pub(crate) fn account(self) -> Account {
        Account {
            presence: self.chosen_presence().to_self(),
            id: self.id,
            email: self.email,
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
pub(super) struct NewUser {
    pub(super) id: UserId,
    pub(super) username: String,
    pub(super) email: String,
    pub(super) phone: Option<String>,
    pub(super) password_hash: String,
    pub(super) status: String,
    pub(super) created_at: Timestamp,
}

impl NewUser {
    pub(super) fn account(self) -> Account {
        Account {
            id: self.id,
            email: self.email,
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

pub(super) async fn insert_user(tx: &mut Tx, user: &NewUser) -> Result<()> {
    run!(tx, sqlx::query(
        "insert into users (id, username, username_key, email, phone, password_hash, status, presence, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'online', $8, $8)")
        .bind(user.id.0).bind(&user.username).bind(user.username.to_lowercase()).bind(&user.email)
        .bind(&user.phone).bind(&user.password_hash).bind(&user.status).bind(user.created_at.0)).map(drop)
}

pub(crate) async fn user_by_id(conn: &mut Conn, id: UserId) -> Result<Option<UserRow>> {
    on!(conn, c => sqlx::query_as("select * from users where id = $1").bind(id.0).fetch_optional(c).await)
}

pub(super) async fn user_by_email(conn: &mut Conn, email: &str) -> Result<Option<UserRow>> {
    on!(conn, c => sqlx::query_as("select * from users where email = $1").bind(email).fetch_optional(c).await)
}

pub(super) async fn update_profile(
    tx: &mut Tx,
    id: UserId,
    change: &UpdateProfile,
    now: Timestamp,
) -> Result<()> {
    let key = change.username.as_ref().map(|name| name.to_lowercase());
    run!(tx, sqlx::query(
        "update users set username = coalesce($2, username), username_key = coalesce($3, username_key),
         status = coalesce($4, status), updated_at = $5 where id = $1")
        .bind(id.0).bind(&change.username).bind(key).bind(&change.status).bind(now.0)).map(drop)
}

pub(super) async fn update_password(
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

pub(super) async fn insert_session(
    tx: &mut Tx,
    id: SessionId,
    user: UserId,
    user_agent: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "insert into sessions (id, user_id, user_agent, created_at) values ($1, $2, $3, $4)"
        )
        .bind(id.0)
        .bind(user.0)
        .bind(user_agent)
        .bind(now.0)
    )
    .map(drop)
}

/// Whose session it is, if it has not ended.
pub(super) async fn live_session(conn: &mut Conn, id: SessionId) -> Result<Option<UserId>> {
    let user: Option<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select user_id from sessions where id = $1 and ended_at is null").bind(id.0).fetch_optional(c).await?);
    Ok(user.map(UserId))
}

pub(super) async fn end_session(tx: &mut Tx, id: SessionId, now: Timestamp) -> Result<()> {
    run!(
        tx,
        sqlx::query("update sessions set ended_at = $2 where id = $1 and ended_at is null")
            .bind(id.0)
            .bind(now.0)
    )
    .map(drop)
}

/// Ends a user's sessions but `keep`.
pub(super) async fn end_sessions(
    tx: &mut Tx,
    user: UserId,
    keep: Option<SessionId>,
    now: Timestamp,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update sessions set ended_at = $3 where user_id = $1 and id <> $2 and ended_at is null"
        )
        .bind(user.0)
        .bind(keep.unwrap_or(SessionId::nil()).0)
        .bind(now.0)
    )
    .map(drop)
}

/// A refresh token of a live session.
#[derive(Debug, FromRow)]
pub(super) struct RefreshRow {
    #[sqlx(try_from = "Uuid")]
    pub(super) session_id: SessionId,
    #[sqlx(try_from = "Uuid")]
    pub(super) user_id: UserId,
    #[sqlx(try_from = "i64")]
    pub(super) expires_at: Timestamp,
    /// Milliseconds since 1970.
    pub(super) used_at: Option<i64>,
}

pub(super) async fn refresh_token(tx: &mut Tx, hash: &[u8]) -> Result<Option<RefreshRow>> {
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

pub(super) async fn insert_refresh_token(
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

pub(super) async fn use_refresh_token(tx: &mut Tx, hash: &[u8], now: Timestamp) -> Result<()> {
    run!(
        tx,
        sqlx::query("update refresh_tokens set used_at = $2 where hash = $1")
            .bind(hash)
            .bind(now.0)
    )
    .map(drop)
}

pub(super) async fn insert_reset(
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

pub(super) async fn resets_since(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<i64> {
    on!(tx, conn => sqlx::query_scalar("select count(*) from password_resets where user_id = $1 and created_at > $2")
        .bind(user.0).bind(since.0).fetch_one(conn).await)
}

pub(super) async fn void_resets(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<()> {
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
pub(super) async fn open_reset(
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
pub(super) async fn use_reset(tx: &mut Tx, hash: &[u8], now: Timestamp) -> Result<Option<UserId>> {
    let user: Option<Uuid> = on!(tx, conn => sqlx::query_scalar(
        "update password_resets set used_at = $2 where hash = $1 and used_at is null and expires_at > $2 returning user_id")
        .bind(hash).bind(now.0).fetch_optional(conn).await?);
    Ok(user.map(UserId))
}
