//! Who is in a group, and what they may do.

use super::{News, lock_as_admin, store};
use crate::app::App;
use crate::chats::{self, store::NewMember};
use crate::error::ApiError;
use crate::files;
use crate::http::Caller;
use std::collections::BTreeSet;
use whatschat_core::ErrorCode;
use whatschat_core::chats::ChatChange;
use whatschat_core::groups::{AddParticipants, AddedParticipants, ChangeRole, MemberRole, Role};
use whatschat_core::id::UserId;
use whatschat_core::messages::{Happening, SystemEvent};

/// New members see what comes after their joining.
pub(crate) async fn add(
    app: &App,
    caller: Caller,
    request: AddParticipants,
) -> Result<AddedParticipants, ApiError> {
    let id = request.id;
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let group = lock_as_admin(&mut tx, caller, id).await?;
    let present = store::member_ids(&mut tx, id).await?;
    let wanted: BTreeSet<UserId> = request.user_ids.into_iter().collect();
    chats::require_users(&mut tx, &wanted).await?;
    let new: Vec<_> = wanted.into_iter().filter(|user| !present.contains(user)).collect();
    let members = present.len() + new.len();
    if members > app.config.group_members_max as usize {
        return Err(ErrorCode::GroupFull.into());
    }
    chats::require_room(&mut tx, new.iter().copied()).await?;
    let mut news = News::of(id);
    if !new.is_empty() {
        let plain = new.iter().map(|user| NewMember::plain(*user, group.last_seq));
        let plain: Vec<_> = plain.collect();
        chats::store::insert_members(&mut tx, id, &plain, app.clock.now()).await?;
        let event = SystemEvent::of(Happening::MembersAdded).about(new.iter().copied());
        news.say(&mut tx, &app.clock, caller.user, event).await?;
        news.join(&new, group.last_seq, members);
    }
    let mut added_participants = store::participants(&mut tx, id, &new).await?;
    news.commit(app, tx).await?;
    let avatars = added_participants.iter_mut().map(|participant| &mut participant.avatar);
    files::show_avatars(app, avatars);
    Ok(AddedParticipants { added_participants })
}

pub(crate) async fn change_role(
    app: &App,
    caller: Caller,
    request: ChangeRole,
) -> Result<MemberRole, ApiError> {
    let ChangeRole { id, user_id, role } = request;
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    lock_as_admin(&mut tx, caller, id).await?;
    let before = store::role(&mut tx, id, user_id).await?.ok_or(ErrorCode::NotInGroup)?;
    let mut news = News::of(id);
    if before != role {
        if before == Role::Admin && store::admins(&mut tx, id).await? == 1 {
            return Err(ErrorCode::LastAdmin.into());
        }
        store::set_role(&mut tx, id, user_id, role).await?;
        let event = SystemEvent::of(Happening::RoleChanged).about([user_id]);
        let event = SystemEvent { role: Some(role), ..event };
        news.say(&mut tx, &app.clock, caller.user, event).await?;
        news.tell(ChatChange::Role, vec![user_id]);
    }
    news.commit(app, tx).await?;
    Ok(MemberRole { user_id, role })
}
