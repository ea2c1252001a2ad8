//! Users, as one of them sees the others.

use crate::auth::store::UserRow;
use crate::store::{Conn, contains, on, push_uuids, signed, unsigned};
use sqlx::{FromRow, QueryBuilder, Result};
use uuid::Uuid;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::limits::USERS_TOTAL_MAX;
use whatschat_core::users::ListUsers;

/// A user as another sees them.
#[derive(FromRow)]
pub(in crate::users) struct SeenRow {
    #[sqlx(flatten)]
    pub(in crate::users) user: UserRow,
    /// Whether one of the two has blocked the other.
    pub(in crate::users) apart: bool,
}

/// The columns of a [`SeenRow`] of users `u`.
macro_rules! seen_by {
    ($viewer:literal) => {
        concat!(
            "u.*, (exists (select 1 from blocks b where b.blocker_id = u.id and b.blocked_id = ",
            $viewer,
            ") or exists (select 1 from blocks b where b.blocked_id = u.id and b.blocker_id = ",
            $viewer,
            ")) as apart"
        )
    };
}

/// Which of users `u` a search finds: `$1` is its pattern, `$2` whether it looks at addresses.
macro_rules! found {
    () => {
        r"u.deleted_at is null and ($1 is null or u.username_key like $1 escape '\'
          or $2 and u.email like $1 escape '\')"
    };
}

pub(in crate::users) async fn seen(
    conn: &mut Conn,
    viewer: UserId,
    id: UserId,
) -> Result<Option<SeenRow>> {
    on!(conn, c => sqlx::query_as(concat!("select ", seen_by!("$1"), " from users u where u.id = $2"))
        .bind(viewer.0).bind(id.0).fetch_optional(c).await)
}

/// How many users a search finds; where a cursor is given, counted no further than is said there.
pub(in crate::users) async fn count(
    conn: &mut Conn,
    request: &ListUsers,
    addresses: bool,
) -> Result<u64> {
    let most = request.after.as_ref().map_or(i64::MAX, |_| signed(USERS_TOTAL_MAX));
    let count: i64 = on!(conn, c => sqlx::query_scalar(
        concat!("select count(*) from (select 1 from users u where ", found!(), " limit $3) as found"))
        .bind(request.search.as_deref().map(contains)).bind(addresses).bind(most)
        .fetch_one(c).await?);
    Ok(unsigned(count))
}

/// A page of them by name: those after the cursor, or after the pages before.
pub(in crate::users) async fn page(
    conn: &mut Conn,
    viewer: UserId,
    request: &ListUsers,
    addresses: bool,
) -> Result<Vec<SeenRow>> {
    let pattern = request.search.as_deref().map(contains);
    let after = request.after.as_deref().unwrap_or_default().to_lowercase();
    let pages = if after.is_empty() { request.page - 1 } else { 0 };
    on!(conn, c => sqlx::query_as(concat!("select ", seen_by!("$3"), " from users u where ", found!(),
        " and u.username_key > $4 order by u.username_key limit $5 offset $6"))
        .bind(pattern).bind(addresses).bind(viewer.0).bind(after).bind(i64::from(request.limit))
        .bind(i64::from(pages) * i64::from(request.limit)).fetch_all(c).await)
}

/// These users.
pub(in crate::users) async fn by_ids(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<UserRow>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    on!(conn, c => {
        let mut query = QueryBuilder::new("select * from users where id in ");
        push_uuids(&mut query, ids.iter().copied());
        query.build_query_as().fetch_all(c).await
    })
}

/// The chats that a user is in.
pub(in crate::users) async fn chats_of(conn: &mut Conn, user: UserId) -> Result<Vec<ChatId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select chat_id from members where user_id = $1").bind(user.0).fetch_all(c).await?);
    Ok(ids.into_iter().map(ChatId).collect())
}

/// Whom a user has blocked, by name.
pub(in crate::users) async fn blocked_by(conn: &mut Conn, user: UserId) -> Result<Vec<SeenRow>> {
    on!(conn, c => sqlx::query_as(
        "select u.*, true as apart from blocks b join users u on u.id = b.blocked_id
         where b.blocker_id = $1 order by u.username_key")
        .bind(user.0).fetch_all(c).await)
}

/// How many of them an export reads at a time.
const BLOCKED: i64 = 500;

/// Some of them, in the order of their ids: those after this one. By name, all would have to be
/// put in order each time.
pub(in crate::users) async fn some_blocked_by(
    conn: &mut Conn,
    user: UserId,
    after: Option<UserId>,
) -> Result<Vec<SeenRow>> {
    let after = after.map_or(Uuid::nil(), |after| after.0);
    on!(conn, c => sqlx::query_as(
        "select u.*, true as apart from blocks b join users u on u.id = b.blocked_id
         where b.blocker_id = $1 and b.blocked_id > $2 order by b.blocked_id limit $3")
        .bind(user.0).bind(after).bind(BLOCKED).fetch_all(c).await)
}
