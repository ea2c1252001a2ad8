//! Pages of a chat's messages.

use super::{MessageRow, hidden_by, with_quotes};
use crate::chats::store::Membership;
use crate::store::{Conn, on, push_uuids, signed};
use sqlx::{QueryBuilder, Result};
use std::collections::BTreeSet;
use whatschat_core::id::{ChatId, MessageId, UserId};
use whatschat_core::messages::{ListMessages, Message};

/// Which of a chat's messages a page shows.
#[derive(Debug)]
pub(in crate::messages) struct Window {
    chat: ChatId,
    viewer: UserId,
    after: u64,
    before: u64,
    limit: u32,
    /// From the oldest on, for a client that catches up.
    upwards: bool,
}

impl Window {
    /// `hidden` are the places that the viewer does not see, the last first.
    pub(in crate::messages) fn of(
        request: &ListMessages,
        membership: &Membership,
        viewer: UserId,
        hidden: &[u64],
    ) -> Self {
        let cursor = request.before.or(request.after).is_some();
        let passed =
            if cursor { 0 } else { u64::from(request.page - 1) * u64::from(request.limit) };
        // Places have no gap: those of the page are known, and nothing is skipped over.
        Self {
            chat: request.chat_id,
            viewer,
            after: request.after.unwrap_or(0).max(membership.cleared_seq),
            before: request.before.unwrap_or(u64::MAX).min(end(membership, passed, hidden)),
            limit: request.limit,
            upwards: request.after.is_some() && request.before.is_none(),
        }
    }
}

/// The place before which a page ends, when so many messages have been passed that the viewer
/// sees.
fn end(membership: &Membership, passed: u64, hidden: &[u64]) -> u64 {
    let end = (membership.last_seq + 1).saturating_sub(passed);
    let pass = |end: u64, hidden: &u64| if *hidden >= end { end.saturating_sub(1) } else { end };
    hidden.iter().fold(end, pass)
}

/// A page of a chat, newest first.
pub(in crate::messages) async fn page(conn: &mut Conn, window: &Window) -> Result<Vec<Message>> {
    let order =
        if window.upwards { " order by x.seq limit " } else { " order by x.seq desc limit " };
    let mut rows: Vec<MessageRow> = on!(conn, c => {
        let mut query = QueryBuilder::new("select x.* from messages x where x.chat_id = ");
        query.push_bind(window.chat.0);
        query.push(" and x.seq > ").push_bind(signed(window.after));
        query.push(" and x.seq < ").push_bind(signed(window.before));
        query.push(concat!(" and ", hidden_by!())).push_bind(window.viewer.0).push(") is null");
        query.push(order).push_bind(i64::from(window.limit));
        query.build_query_as().fetch_all(c).await?
    });
    if window.upwards {
        rows.reverse();
    }
    with_quotes(conn, Some(window.viewer), rows).await
}

/// The messages at these places as a member sees them, but those that the member has hidden.
pub(in crate::messages) async fn by_places(
    conn: &mut Conn,
    viewer: UserId,
    places: &[(ChatId, u64)],
) -> Result<Vec<Message>> {
    if places.is_empty() {
        return Ok(vec![]);
    }
    let places: BTreeSet<_> = places.iter().map(|(chat, seq)| (chat.0, signed(*seq))).collect();
    let rows: Vec<MessageRow> = on!(conn, c => {
        let mut query = QueryBuilder::new("with wanted (chat_id, seq) as (");
        query.push_values(places, |mut row, (chat, seq)| {
            row.push_bind(chat).push_bind(seq);
        });
        // Of a cross join SQLite keeps the order. It may think it better to go through all messages.
        query.push(concat!(") select x.* from wanted w cross join messages x
             where x.chat_id = w.chat_id and x.seq = w.seq and ", hidden_by!()));
        query.push_bind(viewer.0).push(") is null").build_query_as().fetch_all(c).await?
    });
    with_quotes(conn, Some(viewer), rows).await
}

/// These messages as someone sees them, the newest first.
pub(in crate::messages) async fn by_ids(
    conn: &mut Conn,
    viewer: UserId,
    ids: &[MessageId],
) -> Result<Vec<Message>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let rows: Vec<MessageRow> = on!(conn, c => {
        let mut query = QueryBuilder::new("select * from messages where id in ");
        push_uuids(&mut query, ids.iter().map(|id| id.0));
        query.push(" order by row_id desc").build_query_as().fetch_all(c).await?
    });
    with_quotes(conn, Some(viewer), rows).await
}
