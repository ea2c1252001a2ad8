//! Whoever is called.

use super::is_live;
use crate::store::{Tx, on, push_uuids};
use sqlx::{FromRow, QueryBuilder, Result};
use uuid::Uuid;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::status::ChosenPresence;

/// Somebody who is called, as the caller finds them.
#[derive(Debug, FromRow)]
pub(in crate::calls) struct Invitee {
    #[sqlx(try_from = "Uuid")]
    pub(in crate::calls) id: UserId,
    pub(in crate::calls) username: String,
    #[sqlx(try_from = "String")]
    pub(in crate::calls) presence: ChosenPresence,
    /// In a call, or called.
    pub(in crate::calls) busy: bool,
    /// Has blocked the caller, or is blocked by them.
    pub(in crate::calls) blocked: bool,
    /// In the chat that the call is to belong to.
    pub(in crate::calls) in_chat: bool,
}

/// Those of the users who exist.
pub(in crate::calls) async fn invitees(
    tx: &mut Tx,
    caller: UserId,
    chat: Option<ChatId>,
    users: &[UserId],
) -> Result<Vec<Invitee>> {
    on!(tx, conn => {
        let mut query = QueryBuilder::new(concat!(
            "select u.id, u.username, u.presence, exists (
                 select 1 from call_participants p where p.user_id = u.id and ", is_live!("p."), ") as busy,
               exists (select 1 from blocks b where b.blocker_id = u.id and b.blocked_id = "));
        query.push_bind(caller.0);
        query.push(" or b.blocked_id = u.id and b.blocker_id = ").push_bind(caller.0);
        query.push(") as blocked, exists (select 1 from members m where m.user_id = u.id and m.chat_id = ");
        query.push_bind(chat.map(|chat| chat.0));
        query.push(") as in_chat from users u where u.deleted_at is null and u.id in ");
        push_uuids(&mut query, users.iter().map(|user| user.0));
        query.build_query_as().fetch_all(conn).await
    })
}

/// What a user is called.
pub(in crate::calls) async fn username(tx: &mut Tx, user: UserId) -> Result<String> {
    on!(tx, conn => sqlx::query_scalar("select username from users where id = $1")
        .bind(user.0).fetch_one(conn).await)
}
