//! New chats.

use super::store::{self, NewChat, NewMember};
use super::{own_change, show};
use crate::app::App;
use crate::error::ApiError;
use crate::files;
use crate::http::{Caller, Reply};
use crate::socket::Size;
use crate::store::{Tx, taken};
use crate::sync;
use crate::users::require_together;
use std::collections::BTreeSet;
use whatschat_core::ErrorCode;
use whatschat_core::chats::{Chat, ChatChange, ChatType, CreateChat};
use whatschat_core::groups::Role;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::limits::CHATS_MAX;

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
        ChatType::Group => {
            let group = NewGroup { name: request.name, ..NewGroup::default() };
            create_group(app, caller, others, group).await.map(Into::into)
        }
    }
}

/// There is one private chat for each pair: whoever asks second gets the first one's, also while
/// one of the two has blocked the other.
async fn open_private(
    app: &App,
    caller: Caller,
    peer: UserId,
    name: Option<String>,
) -> Result<Reply<Chat>, ApiError> {
    let pair_key = store::pair_key(caller.user, peer);
    let in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    if let Some(known) = store::by_pair(&mut tx, &pair_key).await? {
        if store::is_hidden(&mut tx, known, caller.user).await? {
            require_room(&mut tx, [caller.user]).await?;
        }
        store::unhide(&mut tx, known, caller.user, name.as_deref()).await?;
        let chat = show(app, &mut tx, known, caller.user).await?;
        sync::commit(app, tx, vec![own_change(caller.user, known, ChatChange::Details)]).await?;
        return Ok(Reply { data: chat, repeated: true });
    }
    require_together(&mut tx, caller.user, peer).await?;
    require_users(&mut tx, &BTreeSet::from([peer])).await?;
    require_room(&mut tx, [caller.user, peer]).await?;
    let chat = NewChat {
        id: app.clock.new_id().into(),
        r#type: ChatType::Private,
        name: None,
        description: None,
        avatar: None,
        pair_key: Some(pair_key),
    };
    let now = app.clock.now();
    match store::insert(&mut tx, &chat, now).await {
        // Another node was faster.
        Err(error) if taken(&error, &["pair_key"]).is_some() => {
            drop((tx, in_order));
            return Box::pin(open_private(app, caller, peer, name)).await;
        }
        inserted => inserted?,
    }
    let me = NewMember { own_name: name, ..NewMember::plain(caller.user, 0) };
    let them = NewMember::plain(peer, 0);
    store::insert_members(&mut tx, chat.id, &[me, them], now).await?;
    finish(app, tx, chat.id, caller).await.map(Into::into)
}

/// The private chat of two users, if there is one.
pub(crate) async fn private_chat(
    tx: &mut Tx,
    one: UserId,
    other: UserId,
) -> sqlx::Result<Option<ChatId>> {
    store::by_pair(tx, &store::pair_key(one, other)).await
}

/// What a group is to be called, and to look like.
#[derive(Default)]
pub(crate) struct NewGroup {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) avatar: Option<String>,
}

pub(crate) async fn create_group(
    app: &App,
    caller: Caller,
    others: BTreeSet<UserId>,
    group: NewGroup,
) -> Result<Chat, ApiError> {
    if others.len() >= app.config.group_members_max as usize {
        return Err(ErrorCode::GroupFull.into());
    }
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    require_users(&mut tx, &others).await?;
    require_room(&mut tx, others.iter().copied().chain([caller.user])).await?;
    let NewGroup { name, description, avatar } = group;
    let avatar = files::keep_avatar(&mut tx, caller, avatar).await?;
    let (id, r#type) = (app.clock.new_id().into(), ChatType::Group);
    let chat = NewChat { id, r#type, name, description, avatar, pair_key: None };
    let now = app.clock.now();
    store::insert(&mut tx, &chat, now).await?;
    let creator = NewMember { role: Role::Admin, ..NewMember::plain(caller.user, 0) };
    let others = others.into_iter().map(|user| NewMember::plain(user, 0));
    let members: Vec<_> = std::iter::once(creator).chain(others).collect();
    store::insert_members(&mut tx, chat.id, &members, now).await?;
    finish(app, tx, chat.id, caller).await
}

/// Commits a new chat; its members' sockets get its events from here on.
async fn finish(app: &App, mut tx: Tx, id: ChatId, caller: Caller) -> Result<Chat, ApiError> {
    let chat = show(app, &mut tx, id, caller.user).await?;
    let user_ids = chat.participants.iter().map(|participant| participant.id).collect();
    let created = super::change(id, ChatChange::Created, user_ids);
    sync::commit_then(app, tx, vec![created], || join(app, &chat)).await?;
    Ok(chat)
}

fn join(app: &App, chat: &Chat) {
    let size = Size::of(chat.participants.len());
    for participant in &chat.participants {
        app.hub.join(participant.id, chat.id, size, 0);
    }
}

/// Nobody is in more chats than anybody could read, nor put into them.
pub(crate) async fn require_room(
    tx: &mut Tx,
    users: impl IntoIterator<Item = UserId>,
) -> Result<(), ApiError> {
    match store::crowded(tx, users, CHATS_MAX).await? {
        Some(user) => Err(ApiError::from(ErrorCode::TooManyChats).details(user.to_string())),
        None => Ok(()),
    }
}

pub(crate) async fn require_users(tx: &mut Tx, users: &BTreeSet<UserId>) -> Result<(), ApiError> {
    let known = store::existing_users(tx, users).await?;
    match users.iter().find(|user| !known.contains(user)) {
        Some(missing) => Err(ApiError::from(ErrorCode::UserNotFound).details(missing.to_string())),
        None => Ok(()),
    }
}
