//! Leaving a group, or being removed from it.

use super::{News, ending, lock_place, store};
use crate::app::App;
use crate::calls;
use crate::clock::Clock;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::Tx;
use whatschat_core::ErrorCode;
use whatschat_core::chats::ChatChange;
use whatschat_core::groups::{RemoveParticipant, Role};
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::{Happening, SystemEvent};

/// Admins remove anyone, others themselves.
pub(crate) async fn remove(
    app: &App,
    caller: Caller,
    request: RemoveParticipant,
) -> Result<(), ApiError> {
    let RemoveParticipant { id, user_id } = request;
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let place = lock_place(&mut tx, caller, id).await?;
    if user_id != caller.user && place.role != Role::Admin {
        return Err(ErrorCode::Forbidden.into());
    }
    let role = store::role(&mut tx, id, user_id).await?.ok_or(ErrorCode::NotInGroup)?;
    let news = take_out(&mut tx, &app.clock, id, (user_id, role), caller.user).await?;
    news.commit(app, tx).await?;
    ending::purge_later(app);
    Ok(())
}

/// The last admin hands the role to the longest-standing member; a group without members ends.
pub(super) async fn take_out(
    tx: &mut Tx,
    clock: &Clock,
    id: ChatId,
    (user, role): (UserId, Role),
    by: UserId,
) -> Result<News, ApiError> {
    let mut news = News::of(id);
    store::delete_member(tx, id, user).await?;
    news.hang_up(calls::leave_chat(tx, clock, id, user).await?);
    let members = store::count(tx, id).await?;
    news.leave(user, members);
    if members == 0 {
        store::set_ended(tx, id, clock.now()).await?;
        return Ok(news);
    }
    let event = if user == by {
        SystemEvent::of(Happening::MemberLeft)
    } else {
        SystemEvent::of(Happening::MembersRemoved).about([user])
    };
    news.say(tx, clock, by, event).await?;
    if role == Role::Admin && store::admins(tx, id).await? == 0 {
        hand_over(tx, clock, by, &mut news, id).await?;
    }
    Ok(news)
}

async fn hand_over(
    tx: &mut Tx,
    clock: &Clock,
    by: UserId,
    news: &mut News,
    id: ChatId,
) -> sqlx::Result<()> {
    let Some(heir) = store::longest_standing(tx, id).await? else { return Ok(()) };
    store::set_role(tx, id, heir, Role::Admin).await?;
    let event = SystemEvent::of(Happening::RoleChanged).about([heir]);
    news.say(tx, clock, by, SystemEvent { role: Some(Role::Admin), ..event }).await?;
    news.tell(ChatChange::Role, vec![heir]);
    Ok(())
}
