//! Other people: the SQL.

use crate::auth::store::UserRow;
use crate::store::{Conn, contains, on, unsigned};
use sqlx::Result;
use whatschat_core::users::ListUsers;

pub(super) async fn count(conn: &mut Conn, search: Option<&str>) -> Result<u64> {
    let pattern = search.map(contains);
    let count: i64 = on!(conn, c => sqlx::query_scalar(
        r"select count(*) from users
          where $1 is null or username_key like $1 escape '\' or email like $1 escape '\'")
        .bind(pattern).fetch_one(c).await?);
    Ok(unsigned(count))
}

pub(super) async fn page(conn: &mut Conn, request: &ListUsers) -> Result<Vec<UserRow>> {
    let pattern = request.search.as_deref().map(contains);
    let skip = i64::from(request.page - 1) * i64::from(request.limit);
    on!(conn, c => sqlx::query_as(
        r"select * from users
          where $1 is null or username_key like $1 escape '\' or email like $1 escape '\'
          order by username_key limit $2 offset $3")
        .bind(pattern).bind(i64::from(request.limit)).bind(skip).fetch_all(c).await)
}
