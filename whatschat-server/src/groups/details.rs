//! What a group is called, and what it looks like.

use super::{News, group, lock_as_admin, store};
use crate::app::App;
use crate::chats::{self, NewGroup, store::Membership};
use crate::error::ApiError;
use crate::files;
use crate::http::Caller;
use whatschat_core::chats::ChatChange;
use whatschat_core::groups::{CreateGroup, Group, UpdateGroup};
use whatschat_core::messages::{Happening, SystemEvent};

pub(crate) async fn create(
    app: &App,
    caller: Caller,
    request: CreateGroup,
) -> Result<Group, ApiError> {
    let others = request.participants.into_iter().filter(|id| *id != caller.user).collect();
    let new = NewGroup {
        name: Some(request.name),
        description: request.description,
        avatar: request.avatar.filter(|url| !url.is_empty()),
    };
    Ok(group(chats::create_group(app, caller, others, new).await?))
}

/// What stays the same is not told.
pub(crate) async fn update(
    app: &App,
    caller: Caller,
    mut request: UpdateGroup,
) -> Result<Group, ApiError> {
    let id = request.id;
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let before = lock_as_admin(&mut tx, caller, id).await?;
    request.avatar = files::keep_avatar(&mut tx, caller, request.avatar).await?;
    let happenings = happenings(&before, &request);
    let mut news = News::of(id);
    if !happenings.is_empty() {
        store::update(&mut tx, &request).await?;
        news.tell(ChatChange::Details, vec![]);
    }
    for event in happenings {
        news.say(&mut tx, &app.clock, caller.user, event).await?;
    }
    news.commit(app, tx).await?;
    Ok(group(chats::get(app, caller, id).await?))
}

/// What a request changes, as the group is told of it.
fn happenings(before: &Membership, request: &UpdateGroup) -> Vec<SystemEvent> {
    let changed = |new: &Option<String>, old: &Option<String>| {
        new.clone().filter(|new| new != old.as_deref().unwrap_or_default())
    };
    let name = changed(&request.name, &before.name)
        .map(|name| SystemEvent::of(Happening::NameChanged).saying(name));
    let description = changed(&request.description, &before.description)
        .map(|text| SystemEvent::of(Happening::DescriptionChanged).saying(text));
    let avatar =
        changed(&request.avatar, &before.avatar).map(|_| SystemEvent::of(Happening::AvatarChanged));
    [name, description, avatar].into_iter().flatten().collect()
}
