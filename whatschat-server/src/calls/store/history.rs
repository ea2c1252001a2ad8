//! Someone's calls, newest first.

use super::record::{CallRow, Record, members_of};
use crate::store::{Conn, on, push_uuids, unsigned};
use sqlx::{Database, Encode, QueryBuilder, Result, Type};
use std::collections::HashMap;
use uuid::Uuid;
use whatschat_core::calls::ListCalls;
use whatschat_core::id::UserId;

pub(in crate::calls) async fn page(
    conn: &mut Conn,
    user: UserId,
    request: &ListCalls,
) -> Result<Vec<Record>> {
    let calls: Vec<CallRow> = on!(conn, c => {
        let mut query = QueryBuilder::new("select c.* ");
        push_found(&mut query, user, request);
        if let Some(before) = request.before {
            query.push(" and p.call_id < ").push_bind(before.0);
        }
        query.push(" order by p.call_id desc limit ").push_bind(i64::from(request.limit));
        query.push(" offset ").push_bind(skip(request));
        query.build_query_as().fetch_all(c).await?
    });
    with_members(conn, calls).await
}

/// These calls, in any order.
pub(in crate::calls) async fn by_ids(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<Record>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let calls: Vec<CallRow> = on!(conn, c => {
        let mut query = QueryBuilder::new("select * from calls where id in ");
        push_uuids(&mut query, ids.iter().copied());
        query.build_query_as().fetch_all(c).await?
    });
    with_members(conn, calls).await
}

async fn with_members(conn: &mut Conn, calls: Vec<CallRow>) -> Result<Vec<Record>> {
    if calls.is_empty() {
        return Ok(vec![]);
    }
    let ids: Vec<Uuid> = calls.iter().map(|call| call.id).collect();
    let mut members = HashMap::<Uuid, Vec<_>>::new();
    for member in members_of(conn, &ids).await? {
        members.entry(member.call_id).or_default().push(member);
    }
    let record = |call: CallRow| {
        let members = members.remove(&call.id).unwrap_or_default();
        call.with(members)
    };
    Ok(calls.into_iter().map(record).collect())
}

/// How many calls there are on all pages.
pub(in crate::calls) async fn count(
    conn: &mut Conn,
    user: UserId,
    request: &ListCalls,
) -> Result<u64> {
    let count: i64 = on!(conn, c => {
        let mut query = QueryBuilder::new("select count(*) ");
        push_found(&mut query, user, request);
        query.build_query_scalar().fetch_one(c).await?
    });
    Ok(unsigned(count))
}

fn push_found<D>(query: &mut QueryBuilder<D>, user: UserId, request: &ListCalls)
where
    D: Database,
    Uuid: Type<D> + for<'q> Encode<'q, D>,
    for<'s> &'s str: Type<D> + Encode<'s, D>,
{
    query.push("from call_participants p join calls c on c.id = p.call_id where not p.apart and p.user_id = ");
    query.push_bind(user.0);
    if let Some(r#type) = request.r#type {
        query.push(" and c.type = ").push_bind(r#type.as_str());
    }
    if let Some(status) = request.status {
        // Where it stands is nothing that those know who were taken out.
        query.push(" and (p.closed_at is null or p.closed_at = c.ended_at) and c.status = ");
        query.push_bind(status.as_str());
    }
    if let Some(chat) = request.chat_id {
        query.push(" and c.chat_id = ").push_bind(chat.0);
    }
}

fn skip(request: &ListCalls) -> i64 {
    match request.before {
        Some(_) => 0,
        None => i64::from(request.page - 1) * i64::from(request.limit),
    }
}
