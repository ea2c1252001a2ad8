//! Chats: the rules.

pub(crate) mod api;
pub(crate) mod store;
mod view;

use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, Reply};
use crate::socket::Size;
use crate::store::{Conn, Tx, taken};
use std::collections::BTreeSet;
use store::{Membership, NewChat, NewMember, ParticipantRow};
use whatschat_core::ErrorCode;
use whatschat_core::chats::ReadState;
use whatschat_core::chats::{
    Chat, ChatSettings, ChatSummary, ChatType, CreateChat, MarkRead, UpdateChat,
};
use whatschat_core::groups::Role;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::limits::{GROUP_MEMBERS_MAX, PRESENCE_MEMBERS_MAX};
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
    let mut conn = app.db.read().await?;
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

pub(crate) async fn create(
    app: &App,
    caller: Caller,
    request: CreateChat,
) -> Result<Reply<Chat>, ApiError> {
    let others: BTreeSet<UserId> =
        request.participants.iter().copied().filter(|id| *id != caller.user).collect();
    match request.r#type {
        ChatType::Private => {
            let mut others = others.into_iter();
            let (Some(peer), None) = (others.next(), others.next()) else {
                return Err(ErrorCode::NotOnePeer.into());
            };
            open_private(app, caller, peer, request.name).await
        }
        ChatType::Group => create_group(app, caller, others, request.name).await.map(Into::into),
    }
}

/// There is one private chat for each pair: whoever asks second gets the first one's.
async fn open_private(
    app: &App,
    caller: Caller,
    peer: UserId,
    name: Option<String>,
) -> Result<Reply<Chat>, ApiError> {
    let pair_key = pair_key(caller.user, peer);
    let mut tx = app.db.write().await?;
    if let Some(known) = store::by_pair(&mut tx, &pair_key).await? {
        store::unhide(&mut tx, known, caller.user, name.as_deref()).await?;
        let chat = show(&mut tx, known, caller.user, app.clock.now()).await?;
        tx.commit().await?;
        return Ok(Reply { data: chat, repeated: true });
    }
    require_users(&mut tx, &BTreeSet::from([peer])).await?;
    let chat = NewChat {
        id: app.clock.new_id().into(),
        r#type: ChatType::Private,
        name: None,
        pair_key: Some(pair_key),
    };
    let now = app.clock.now();
    match store::insert(&mut tx, &chat, now).await {
        // Another node was faster.
        Err(error) if taken(&error, &["pair_key"]).is_some() => {
            drop(tx);
            return Box::pin(open_private(app, caller, peer, name)).await;
        }
        inserted => inserted?,
    }
    let me = NewMember { user: caller.user, role: Role::Member, own_name: name };
    let them = NewMember { user: peer, role: Role::Member, own_name: None };
    store::insert_members(&mut tx, chat.id, &[me, them], now).await?;
    finish(app, tx, chat.id, caller).await.map(Into::into)
}

fn pair_key(one: UserId, other: UserId) -> String {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    format!("{first}:{second}")
}

async fn create_group(
    app: &App,
    caller: Caller,
    others: BTreeSet<UserId>,
    name: Option<String>,
) -> Result<Chat, ApiError> {
    if others.len() >= GROUP_MEMBERS_MAX {
        return Err(ErrorCode::GroupFull.into());
    }
    let mut tx = app.db.write().await?;
    require_users(&mut tx, &others).await?;
    let chat =
        NewChat { id: app.clock.new_id().into(), r#type: ChatType::Group, name, pair_key: None };
    let now = app.clock.now();
    store::insert(&mut tx, &chat, now).await?;
    let creator = NewMember { user: caller.user, role: Role::Admin, own_name: None };
    let others =
        others.into_iter().map(|user| NewMember { user, role: Role::Member, own_name: None });
    let members: Vec<_> = std::iter::once(creator).chain(others).collect();
    store::insert_members(&mut tx, chat.id, &members, now).await?;
    finish(app, tx, chat.id, caller).await
}

/// Commits a new chat; its members' sockets get its events from here on.
async fn finish(app: &App, mut tx: Tx, id: ChatId, caller: Caller) -> Result<Chat, ApiError> {
    let chat = show(&mut tx, id, caller.user, app.clock.now()).await?;
    tx.commit().await?;
    let size =
        if chat.participants.len() > PRESENCE_MEMBERS_MAX { Size::Large } else { Size::Small };
    for participant in &chat.participants {
        app.hub.join(participant.id, id, size);
    }
    Ok(chat)
}

async fn require_users(tx: &mut Tx, users: &BTreeSet<UserId>) -> Result<(), ApiError> {
    let known = store::existing_users(tx, users).await?;
    match users.iter().find(|user| !known.contains(user)) {
        Some(missing) => Err(ApiError::from(ErrorCode::UserNotFound).details(missing.to_string())),
        None => Ok(()),
    }
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

/// A change of what a chat is to the caller alone.
pub(crate) enum OwnChange {
    Archived(bool),
    Muted { muted: bool, until: Option<Timestamp> },
}

pub(crate) async fn change_own(
    app: &App,
    caller: Caller,
    id: ChatId,
    change: OwnChange,
) -> Result<ChatSettings, ApiError> {
    let mut tx = app.db.write().await?;
    membership(&mut tx, id, caller.user).await?;
    match change {
        OwnChange::Archived(archived) => {
            store::set_archived(&mut tx, id, caller.user, archived).await?;
        }
        OwnChange::Muted { muted, until } => {
            store::set_muted(&mut tx, id, caller.user, muted, until).await?;
        }
    }
    let membership = membership(&mut tx, id, caller.user).await?;
    tx.commit().await?;
    Ok(view::settings(&membership, app.clock.now()))
}

pub(crate) async fn delete(app: &App, caller: Caller, id: ChatId) -> Result<(), ApiError> {
    let mut tx = app.db.write().await?;
    let membership = membership(&mut tx, id, caller.user).await?;
    store::clear(&mut tx, id, caller.user, membership.last_seq).await?;
    tx.commit().await?;
    Ok(())
}

/// A mark beyond the last message marks the last; an older mark changes nothing.
pub(crate) async fn mark_read(
    app: &App,
    caller: Caller,
    request: MarkRead,
) -> Result<ReadState, ApiError> {
    let mut tx = app.db.write().await?;
    let before = membership(&mut tx, request.id, caller.user).await?;
    let seq = request.seq.min(before.last_seq);
    if seq > before.read_seq {
        store::mark_read(&mut tx, request.id, caller.user, seq).await?;
    }
    let after = membership(&mut tx, request.id, caller.user).await?;
    tx.commit().await?;
    Ok(ReadState { seq: after.read_seq, unread_count: after.unread() })
}
