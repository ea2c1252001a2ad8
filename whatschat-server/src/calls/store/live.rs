//! Which calls go on, and which of them time has changed.

use crate::store::{Conn, on};
use sqlx::Result;
use uuid::Uuid;
use whatschat_core::id::{CallId, ChatId, SessionId, UserId};
use whatschat_core::time::Timestamp;

/// Whether a participant is in a call, or it rings at them. SQLite takes the index of those only
/// where its very condition stands.
macro_rules! is_live {
    ($participant:literal) => {
        concat!($participant, "status in ('invited', 'ringing', 'answered')")
    };
}
pub(super) use is_live;

/// The call that a user is in, or that rings at them.
pub(in crate::calls) async fn live_of(conn: &mut Conn, user: UserId) -> Result<Option<CallId>> {
    let id: Option<Uuid> = on!(conn, c => sqlx::query_scalar(concat!(
        "select call_id from call_participants where user_id = $1 and ", is_live!("")))
        .bind(user.0).fetch_optional(c).await?);
    Ok(id.map(CallId))
}

/// The call that a device is in.
pub(in crate::calls) async fn live_with(
    conn: &mut Conn,
    user: UserId,
    device: SessionId,
) -> Result<Option<CallId>> {
    let id: Option<Uuid> = on!(conn, c => sqlx::query_scalar(concat!(
        "select call_id from call_participants
         where user_id = $1 and status = 'answered' and device = $2 and ", is_live!("")))
        .bind(user.0).bind(device.0).fetch_optional(c).await?);
    Ok(id.map(CallId))
}

/// The call that a user is in with a device whose session has ended, and that device.
pub(in crate::calls) async fn live_without_session(
    conn: &mut Conn,
    user: UserId,
) -> Result<Option<(CallId, SessionId)>> {
    let row: Option<(Uuid, Uuid)> = on!(conn, c => sqlx::query_as(concat!(
        "select p.call_id, p.device from call_participants p join sessions s on s.id = p.device
         where p.user_id = $1 and p.status = 'answered' and s.ended_at is not null and ", is_live!("p.")))
        .bind(user.0).fetch_optional(c).await?);
    Ok(row.map(|(call, device)| (CallId(call), SessionId(device))))
}

/// The calls of a chat that go on.
pub(in crate::calls) async fn live_of_chat(conn: &mut Conn, chat: ChatId) -> Result<Vec<CallId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select id from calls where chat_id = $1 and ended_at is null order by id")
        .bind(chat.0).fetch_all(c).await?);
    Ok(ids.into_iter().map(CallId).collect())
}

/// The call that two users are in, or that rings at them, and nobody else ever was in.
pub(in crate::calls) async fn live_of_pair(
    conn: &mut Conn,
    one: UserId,
    other: UserId,
) -> Result<Option<CallId>> {
    let id: Option<Uuid> = on!(conn, c => sqlx::query_scalar(concat!(
        "select a.call_id from call_participants a join call_participants b on b.call_id = a.call_id
         where a.user_id = $1 and ", is_live!("a."), " and b.user_id = $2 and ", is_live!("b."), "
           and (select count(*) from call_participants p where p.call_id = a.call_id) = 2"))
        .bind(one.0).bind(other.0).fetch_optional(c).await?);
    Ok(id.map(CallId))
}

/// The calls that go on.
pub(in crate::calls) async fn live(conn: &mut Conn) -> Result<Vec<CallId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(concat!(
        "select distinct call_id from call_participants where ", is_live!("")))
        .fetch_all(c).await?);
    Ok(ids.into_iter().map(CallId).collect())
}

/// The calls that time has changed, the longest ago first.
pub(in crate::calls) async fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<CallId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select id from calls where due_at <= $1 order by due_at").bind(now.0).fetch_all(c).await?);
    Ok(ids.into_iter().map(CallId).collect())
}

/// When time changes the next call, of those that are due after `after`.
pub(in crate::calls) async fn next_due(
    conn: &mut Conn,
    after: Timestamp,
) -> Result<Option<Timestamp>> {
    let at: Option<i64> = on!(conn, c => sqlx::query_scalar(
        "select min(due_at) from calls where due_at > $1").bind(after.0)
        .fetch_one(c).await?);
    Ok(at.map(Timestamp))
}
