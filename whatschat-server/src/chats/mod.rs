//! Chats: the rules.

pub(crate) mod api;
mod create;
mod marker;
mod marks;
mod own;
pub(crate) mod store;
pub(crate) mod view;

pub(crate) use create::{
    NewGroup, create, create_group, private_chat, require_room, require_users,
};
pub(crate) use marker::Marker;
pub(crate) use marks::{mark_delivered, mark_read, mark_unread, marks, receipts};
pub(crate) use own::{OwnChange, change_own, delete};

use crate::app::App;
use crate::error::ApiError;
use crate::files;
use crate::groups;
use crate::http::Caller;
use crate::messages::store::with_quotes;
use crate::store::Conn;
use crate::sync::{self, Entry};
use store::{Membership, ParticipantRow};
use whatschat_core::ErrorCode;
use whatschat_core::chats::{Chat, ChatChange, ChatChanged, ChatSummary, ChatType, UpdateChat};
use whatschat_core::groups::UpdateGroup;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::limits::LISTED_PARTICIPANTS_MAX;
use whatschat_core::socket::ServerEvent;

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
    list_in(app, &mut conn, caller.user).await
}

/// The same, within a snapshot.
pub(crate) async fn list_in(
    app: &App,
    conn: &mut Conn,
    user: UserId,
) -> Result<Vec<ChatSummary>, ApiError> {
    let memberships = store::memberships(conn, user).await?;
    let last = store::last_messages(conn, user).await?;
    let participants = store::participants_of_all(conn, user, LISTED_PARTICIPANTS_MAX).await?;
    let mut last = with_quotes(conn, Some(user), last).await?;
    files::show(conn, &app.files.links, app.clock.now(), last.iter_mut()).await?;
    let mut chats = view::summaries(memberships, last, participants, user, app.clock.now());
    let participants = chats.iter_mut().flat_map(|chat| &mut chat.participants);
    files::show_avatars(app, participants.map(|participant| &mut participant.avatar));
    Ok(chats)
}

pub(crate) async fn get(app: &App, caller: Caller, id: ChatId) -> Result<Chat, ApiError> {
    show(app, &mut *app.db.snapshot().await?, id, caller.user).await
}

async fn show(app: &App, conn: &mut Conn, id: ChatId, user: UserId) -> Result<Chat, ApiError> {
    let membership = membership(conn, id, user).await?;
    let participants = store::participants(conn, id).await?;
    let participants = participants.into_iter().map(ParticipantRow::participant).collect();
    let read_state = marks::read_state(conn, &membership, user).await?;
    let mut chat = view::chat(membership, read_state, participants, user, app.clock.now());
    let participants = chat.participants.iter_mut().map(|participant| &mut participant.avatar);
    files::show_avatars(app, participants.chain([&mut chat.avatar]));
    Ok(chat)
}

pub(crate) async fn update(
    app: &App,
    caller: Caller,
    request: UpdateChat,
) -> Result<Chat, ApiError> {
    let in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let membership = membership(&mut tx, request.id, caller.user).await?;
    match membership.r#type {
        ChatType::Private => {
            if let Some(name) = &request.name {
                store::set_own_name(&mut tx, request.id, caller.user, name).await?;
            }
        }
        ChatType::Group => {
            drop((tx, in_order));
            let UpdateChat { id, name, description } = request;
            let change = UpdateGroup { id, name, description, avatar: None };
            groups::update(app, caller, change).await?;
            return get(app, caller, id).await;
        }
    }
    let chat = show(app, &mut tx, request.id, caller.user).await?;
    sync::commit(app, tx, vec![own_change(caller.user, request.id, ChatChange::Details)]).await?;
    Ok(chat)
}

/// Tells the members of a chat that it has changed.
pub(crate) fn change(chat_id: ChatId, change: ChatChange, user_ids: Vec<UserId>) -> Entry {
    Entry::members(chat_id, changed(chat_id, change, user_ids))
}

/// Tells a user's own devices.
pub(crate) fn own_change(user: UserId, chat_id: ChatId, change: ChatChange) -> Entry {
    Entry::user(user, changed(chat_id, change, vec![]))
}

pub(crate) fn changed(chat_id: ChatId, change: ChatChange, user_ids: Vec<UserId>) -> ServerEvent {
    ServerEvent::ChatChanged(ChatChanged { chat_id, change, user_ids })
}
