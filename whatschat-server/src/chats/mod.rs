//! Chats: the rules.

pub(crate) mod api;
mod create;
mod own;
pub(crate) mod store;
mod view;

pub(crate) use create::create;
pub(crate) use own::{OwnChange, change_own, delete, mark_read};

use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::Conn;
use store::{Membership, ParticipantRow};
use whatschat_core::ErrorCode;
use whatschat_core::chats::{Chat, ChatSummary, ChatType, UpdateChat};
use whatschat_core::groups::Role;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::time::Timestamp;

/// The caller's place in a chat. Whoever is not in it learns nothing of it.
pub(crate) async fn membership(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
) -> Result<Membership, ApiError> {
    Ok(store::membership(conn, chat, user).await?.ok_or(ErrorCode::ChatNotFound)?)
}

pub(crate) async fn list(app: &App, caller: Caller) -> Result<Vec<ChatSummary>, ApiError> {
    let mut conn = app.db.snapshot().await?;
    let memberships = store::memberships(&mut conn, caller.user).await?;
    let last = store::last_messages(&mut conn, caller.user).await?;
    let participants = store::participants_of_all(&mut conn, caller.user).await?;
    let last = last.into_iter().map(Into::into).collect();
    Ok(view::summaries(memberships, last, participants, caller.user, app.clock.now()))
}

pub(crate) async fn get(app: &App, caller: Caller, id: ChatId) -> Result<Chat, ApiError> {
    show(&mut app.db.read().await?, id, caller.user, app.clock.now()).await
}

async fn show(conn: &mut Conn, id: ChatId, user: UserId, now: Timestamp) -> Result<Chat, ApiError> {
    let membership = membership(conn, id, user).await?;
    let participants = store::participants(conn, id).await?;
    let participants = participants.into_iter().map(ParticipantRow::participant).collect();
    Ok(view::chat(membership, participants, user, now))
}

pub(crate) async fn update(
    app: &App,
    caller: Caller,
    request: UpdateChat,
) -> Result<Chat, ApiError> {
    let mut tx = app.db.write().await?;
    let membership = membership(&mut tx, request.id, caller.user).await?;
    match membership.r#type {
        ChatType::Private => {
            if let Some(name) = &request.name {
                store::set_own_name(&mut tx, request.id, caller.user, name).await?;
            }
        }
        ChatType::Group if membership.role == Role::Admin => {
            store::update(
                &mut tx,
                request.id,
                request.name.as_deref(),
                request.description.as_deref(),
            )
            .await?;
        }
        ChatType::Group => return Err(ErrorCode::Forbidden.into()),
    }
    let chat = show(&mut tx, request.id, caller.user, app.clock.now()).await?;
    tx.commit().await?;
    Ok(chat)
}
