//! Groups: the rules.

pub(crate) mod api;
mod departure;
mod details;
mod ending;
mod leaving;
mod members;
mod news;
mod store;

pub(crate) use departure::{leave_all, leave_for_the_gone};
pub(crate) use details::{create, update};
pub(crate) use ending::{end, purge_ended};
pub(crate) use leaving::remove;
pub(crate) use members::{add, change_role};
pub(crate) use news::News;

use crate::app::App;
use crate::chats::{self, store::Membership};
use crate::error::ApiError;
use crate::files;
use crate::http::Caller;
use crate::store::{Conn, Tx};
use whatschat_core::ErrorCode;
use whatschat_core::chats::{Chat, ChatSummary, ChatType};
use whatschat_core::groups::{Group, GroupSummary, Role};
use whatschat_core::id::ChatId;

pub(crate) async fn list(app: &App, caller: Caller) -> Result<Vec<GroupSummary>, ApiError> {
    let chats = chats::list(app, caller).await?;
    let mut places = store::places(&mut app.db.read().await?, caller.user).await?;
    let groups = chats.into_iter().filter(|chat| chat.r#type == ChatType::Group);
    Ok(groups.filter_map(|chat| Some(summary(app, places.remove(&chat.id)?, chat))).collect())
}

/// The groups that the caller was in and has left.
pub(crate) async fn left_by(app: &App, caller: Caller) -> Result<Vec<ChatId>, ApiError> {
    Ok(store::left_by(&mut app.db.read().await?, caller.user).await?)
}

pub(crate) async fn get(app: &App, caller: Caller, id: ChatId) -> Result<Group, ApiError> {
    place(&mut app.db.read().await?, caller, id).await?;
    Ok(group(chats::get(app, caller, id).await?))
}

/// The caller's place in a group. A private chat is none.
async fn place(conn: &mut Conn, caller: Caller, id: ChatId) -> Result<Membership, ApiError> {
    let membership = chats::membership(conn, id, caller.user).await?;
    match membership.r#type {
        ChatType::Group => Ok(membership),
        ChatType::Private => Err(ErrorCode::ChatNotFound.into()),
    }
}

/// The same, and nobody else changes the group before the transaction ends.
async fn lock_place(tx: &mut Tx, caller: Caller, id: ChatId) -> Result<Membership, ApiError> {
    store::lock(tx, id).await?;
    place(tx, caller, id).await
}

/// The same, for admins alone.
async fn lock_as_admin(tx: &mut Tx, caller: Caller, id: ChatId) -> Result<Membership, ApiError> {
    let membership = lock_place(tx, caller, id).await?;
    match membership.role {
        Role::Admin => Ok(membership),
        Role::Member => Err(ErrorCode::Forbidden.into()),
    }
}

/// A group's chat, as a group.
fn group(chat: Chat) -> Group {
    Group {
        id: chat.id,
        name: chat.name,
        description: chat.description,
        avatar: chat.avatar,
        participants: chat.participants,
        settings: chat.settings,
        created_at: chat.created_at,
    }
}

fn summary(app: &App, place: store::Place, chat: ChatSummary) -> GroupSummary {
    GroupSummary {
        id: chat.id,
        name: chat.name,
        description: place.description,
        avatar: files::show_avatar(app, place.avatar),
        participant_count: chat.participant_count,
        role: place.role,
        last_message: chat.last_message,
        unread_count: chat.unread_count,
        mention_count: chat.mention_count,
        created_at: chat.created_at,
    }
}
