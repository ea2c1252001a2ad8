//! Other people: the rules.

pub(crate) mod api;
mod store;

use crate::app::App;
use crate::auth::store::{UserRow, user_by_id};
use crate::error::ApiError;
use whatschat_core::ErrorCode;
use whatschat_core::id::UserId;
use whatschat_core::page::Pagination;
use whatschat_core::time::Timestamp;
use whatschat_core::users::{ListUsers, User, UserPage, UserSummary};

pub(crate) async fn list(app: &App, request: ListUsers) -> Result<UserPage, ApiError> {
    let mut conn = app.db.read().await?;
    let total = store::count(&mut conn, request.search.as_deref()).await?;
    let users = store::page(&mut conn, &request).await?;
    Ok(UserPage {
        users: users.into_iter().map(|user| summary(app, user)).collect(),
        pagination: Pagination::of(request.page, request.limit, total),
    })
}

pub(crate) async fn get(app: &App, id: UserId) -> Result<User, ApiError> {
    let user = user_by_id(&mut app.db.read().await?, id).await?.ok_or(ErrorCode::UserNotFound)?;
    let created_at = user.created_at;
    let deleted_at = user.deleted_at.map(Timestamp);
    let phone = user.phone.clone();
    let UserSummary { id, username, email, avatar, status, presence, last_seen } =
        summary(app, user);
    Ok(User {
        id,
        username,
        email,
        phone,
        avatar,
        status,
        presence,
        last_seen,
        created_at,
        deleted_at,
    })
}

fn summary(app: &App, user: UserRow) -> UserSummary {
    let presence = app.hub.shown(user.id, user.chosen_presence());
    let last_seen = user.last_seen_at.map(Timestamp).filter(|_| !presence.is_there());
    UserSummary {
        id: user.id,
        username: user.username,
        email: Some(user.email),
        avatar: user.avatar,
        status: user.status,
        presence,
        last_seen,
    }
}
