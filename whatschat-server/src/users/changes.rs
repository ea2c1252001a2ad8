//! What others learn of a changed profile.

use super::store;
use crate::app::App;
use crate::auth::store::UserRow;
use crate::error::ApiError;
use crate::files;
use crate::store::{Conn, Tx};
use crate::sync::{Entry, To};
use std::collections::HashMap;
use uuid::Uuid;
use whatschat_core::ErrorCode;
use whatschat_core::id::UserId;
use whatschat_core::socket::ServerEvent;
use whatschat_core::time::Timestamp;
use whatschat_core::users::UserChanged;

/// Tells those who share a chat with a user what the user has become.
pub(crate) async fn changed(app: &App, tx: &mut Tx, user: UserId) -> Result<Entry, ApiError> {
    let mut users = as_changed(app, tx, &[user.0]).await?;
    let change = users.remove(&user).ok_or(ErrorCode::UserNotFound)?;
    let chats = store::chats_of(tx, user).await?;
    let to = To::Companions { user, chats };
    Ok(Entry { to, event: ServerEvent::UserChanged(change), other: None })
}

/// The users as they are now.
pub(crate) async fn as_changed(
    app: &App,
    conn: &mut Conn,
    ids: &[Uuid],
) -> sqlx::Result<HashMap<UserId, UserChanged>> {
    let shown = |user: UserRow| {
        let change = UserChanged {
            user_id: user.id,
            username: user.username,
            avatar: files::show_avatar(app, user.avatar),
            status: user.status,
            deleted_at: user.deleted_at.map(Timestamp),
        };
        (user.id, change)
    };
    Ok(store::by_ids(conn, ids).await?.into_iter().map(shown).collect())
}
