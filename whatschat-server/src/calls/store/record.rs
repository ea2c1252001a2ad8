//! A call as it is kept.

use crate::calls::state::{Member, State};
use crate::store::{Conn, Tx, on, run, signed};
use sqlx::{FromRow, QueryBuilder, Result};
use uuid::Uuid;
use whatschat_core::calls::{CallParticipantStatus, CallReason, CallType};
use whatschat_core::id::{CallId, ChatId, MessageId, SessionId, UserId};
use whatschat_core::time::Timestamp;

/// A call, and what is kept beside its state.
#[derive(Debug, Clone)]
pub(in crate::calls) struct Record {
    pub(in crate::calls) id: CallId,
    pub(in crate::calls) r#type: CallType,
    pub(in crate::calls) chat: Option<ChatId>,
    /// Tells the chat of it.
    pub(in crate::calls) message: Option<MessageId>,
    pub(in crate::calls) created_at: Timestamp,
    pub(in crate::calls) state: State,
    /// What the members are called, in their order.
    pub(in crate::calls) names: Vec<String>,
}

impl Record {
    /// Whether someone was taken out of the call, as with its chat, and it went on without them. Also
    /// where that chat is no more.
    pub(in crate::calls) fn is_closed_to(&self, member: &Member) -> bool {
        member.closed_at.is_some_and(|at| self.state.ended_at != Some(at))
    }
}

#[derive(Debug, FromRow)]
pub(super) struct CallRow {
    pub(super) id: Uuid,
    #[sqlx(try_from = "String")]
    r#type: CallType,
    chat_id: Option<Uuid>,
    message_id: Option<Uuid>,
    #[sqlx(try_from = "i64")]
    version: u64,
    connected: bool,
    #[sqlx(try_from = "i64")]
    rings_until: Timestamp,
    #[sqlx(try_from = "i64")]
    created_at: Timestamp,
    started_at: Option<i64>,
    ended_at: Option<i64>,
}

#[derive(Debug, FromRow)]
pub(super) struct MemberRow {
    pub(super) call_id: Uuid,
    user_id: Uuid,
    username: String,
    #[sqlx(try_from = "String")]
    status: CallParticipantStatus,
    #[sqlx(try_from = "Option<String>")]
    reason: Reason,
    device: Option<Uuid>,
    grace_until: Option<i64>,
    joined_at: Option<i64>,
    left_at: Option<i64>,
    closed_at: Option<i64>,
    apart: bool,
}

/// Why, where that needs saying.
#[derive(Debug)]
struct Reason(Option<CallReason>);

impl TryFrom<Option<String>> for Reason {
    type Error = <CallReason as TryFrom<String>>::Error;
    fn try_from(name: Option<String>) -> std::result::Result<Self, Self::Error> {
        name.map(CallReason::try_from).transpose().map(Self)
    }
}

impl CallRow {
    pub(super) fn with(self, members: Vec<MemberRow>) -> Record {
        let (names, members) = members.into_iter().map(MemberRow::named).unzip();
        let state = State {
            members,
            version: self.version,
            connected: self.connected,
            rings_until: self.rings_until,
            started_at: self.started_at.map(Timestamp),
            ended_at: self.ended_at.map(Timestamp),
        };
        Record {
            id: CallId(self.id),
            r#type: self.r#type,
            chat: self.chat_id.map(ChatId),
            message: self.message_id.map(MessageId),
            created_at: self.created_at,
            state,
            names,
        }
    }
}

impl MemberRow {
    fn named(self) -> (String, Member) {
        let member = Member {
            user: UserId(self.user_id),
            status: self.status,
            reason: self.reason.0,
            device: self.device.map(SessionId),
            grace_until: self.grace_until.map(Timestamp),
            joined_at: self.joined_at.map(Timestamp),
            left_at: self.left_at.map(Timestamp),
            closed_at: self.closed_at.map(Timestamp),
            apart: self.apart,
        };
        (self.username, member)
    }
}

pub(in crate::calls) async fn get(conn: &mut Conn, id: CallId) -> Result<Option<Record>> {
    let call: Option<CallRow> = on!(conn, c => sqlx::query_as("select * from calls where id = $1")
        .bind(id.0).fetch_optional(c).await?);
    let Some(call) = call else { return Ok(None) };
    let members = members_of(conn, &[id.0]).await?;
    Ok(Some(call.with(members)))
}

/// The same, and nobody else changes it before the transaction ends.
pub(in crate::calls) async fn lock(tx: &mut Tx, id: CallId) -> Result<Option<Record>> {
    if tx.locks_rows() {
        run!(tx, sqlx::query("select 1 from calls where id = $1 for update").bind(id.0))?;
    }
    get(tx, id).await
}

/// Who is in these calls, in their order.
pub(super) async fn members_of(conn: &mut Conn, calls: &[Uuid]) -> Result<Vec<MemberRow>> {
    on!(conn, c => {
        let mut query = QueryBuilder::new(
            "select p.*, u.username from call_participants p join users u on u.id = p.user_id
             where p.call_id in ");
        crate::store::push_uuids(&mut query, calls.iter().copied());
        query.push(" order by p.place").build_query_as().fetch_all(c).await
    })
}

pub(in crate::calls) async fn insert(tx: &mut Tx, call: &Record) -> Result<()> {
    let state = &call.state;
    run!(tx, sqlx::query(
        "insert into calls (id, type, chat_id, message_id, version, status, connected, rings_until, created_at, started_at, ended_at, due_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(call.id.0).bind(call.r#type.as_str())
        .bind(call.chat.map(|id| id.0)).bind(call.message.map(|id| id.0))
        .bind(signed(state.version)).bind(state.status().as_str()).bind(state.connected)
        .bind(state.rings_until.0).bind(call.created_at.0).bind(ms(state.started_at))
        .bind(ms(state.ended_at)).bind(ms(state.due_at())))?;
    insert_members(tx, call).await
}

/// In the order of the users' ids: two servers that start calls of the same people at the same
/// time wait for each other, and never each for the other.
async fn insert_members(tx: &mut Tx, call: &Record) -> Result<()> {
    let mut members: Vec<_> = (0_i32..).zip(&call.state.members).collect();
    members.sort_by_key(|(_, member)| member.user);
    on!(tx, conn => {
        let mut query = QueryBuilder::new(
            "insert into call_participants (call_id, user_id, place, status, reason, device, grace_until, joined_at, left_at, apart) ");
        query.push_values(members, |mut row, (place, member)| {
            row.push_bind(call.id.0).push_bind(member.user.0).push_bind(place);
            row.push_bind(member.status.as_str()).push_bind(member.reason.map(CallReason::as_str));
            row.push_bind(member.device.map(|id| id.0)).push_bind(ms(member.grace_until));
            row.push_bind(ms(member.joined_at)).push_bind(ms(member.left_at)).push_bind(member.apart);
        });
        query.build().execute(conn).await?.rows_affected()
    });
    Ok(())
}

/// Stores what has changed since `before`.
pub(in crate::calls) async fn update(tx: &mut Tx, call: &Record, before: &State) -> Result<()> {
    let state = &call.state;
    run!(tx, sqlx::query(
        "update calls set version = $2, status = $3, connected = $4, started_at = $5, ended_at = $6, due_at = $7
         where id = $1")
        .bind(call.id.0).bind(signed(state.version)).bind(state.status().as_str())
        .bind(state.connected).bind(ms(state.started_at)).bind(ms(state.ended_at))
        .bind(ms(state.due_at())))?;
    let changed = state.members.iter().zip(&before.members).filter(|(now, then)| now != then);
    for (member, _) in changed {
        run!(tx, sqlx::query(
            "update call_participants set status = $3, reason = $4, device = $5, grace_until = $6, joined_at = $7, left_at = $8, closed_at = $9
             where call_id = $1 and user_id = $2")
            .bind(call.id.0).bind(member.user.0).bind(member.status.as_str())
            .bind(member.reason.map(CallReason::as_str)).bind(member.device.map(|id| id.0))
            .bind(ms(member.grace_until)).bind(ms(member.joined_at)).bind(ms(member.left_at))
            .bind(ms(member.closed_at)))?;
    }
    Ok(())
}

fn ms(at: Option<Timestamp>) -> Option<i64> {
    at.map(|at| at.0)
}
