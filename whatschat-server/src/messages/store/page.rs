//! Pages of a chat's messages, and the search in them.

use super::{MessageRow, with_quotes};
use crate::chats::store::Membership;
use crate::store::{Conn, contains, on, signed, unsigned};
use sqlx::{QueryBuilder, Result};
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::{ListMessages, Message};

/// Which of a chat's messages a page shows.
#[derive(Debug)]
pub(in crate::messages) struct Window {
    chat: ChatId,
    viewer: UserId,
    /// The viewer sees only what came after.
    cleared: u64,
    after: u64,
    before: u64,
    limit: u32,
    skip: u64,
    /// From the oldest on, for a client that catches up.
    upwards: bool,
    pub(in crate::messages) search: Option<String>,
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
        let search = request.search.as_deref().map(contains);
        // Places have no gap: without a search the page's are known, and nothing is skipped over.
        let (passed, skip) = if search.is_none() { (passed, 0) } else { (0, passed) };
        Self {
            chat: request.chat_id,
            viewer,
            cleared: membership.cleared_seq,
            after: request.after.unwrap_or(0).max(membership.cleared_seq),
            before: request.before.unwrap_or(u64::MAX).min(end(membership, passed, hidden)),
            limit: request.limit,
            skip,
            upwards: request.after.is_some() && request.before.is_none(),
            search,
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
        if let Some(pattern) = &window.search {
            query.push(" and coalesce(x.folded, lower(x.content)) like ").push_bind(pattern).push(r" escape '\'");
        }
        query.push(" and not exists (select 1 from hidden_messages h where h.user_id = ").push_bind(window.viewer.0);
        query.push(" and h.chat_id = x.chat_id and h.seq = x.seq)");
        query.push(order).push_bind(i64::from(window.limit)).push(" offset ").push_bind(signed(window.skip));
        query.build_query_as().fetch_all(c).await?
    });
    if window.upwards {
        rows.reverse();
    }
    with_quotes(conn, Some(window.viewer), rows).await
}

/// How many of a chat's messages a search finds.
pub(in crate::messages) async fn count(conn: &mut Conn, window: &Window) -> Result<u64> {
    let count: i64 = on!(conn, c => sqlx::query_scalar(
        r"select count(*) from messages x
          where x.chat_id = $1 and x.seq > $2 and coalesce(x.folded, lower(x.content)) like $3 escape '\'
            and not exists (select 1 from hidden_messages h where h.user_id = $4 and h.chat_id = x.chat_id and h.seq = x.seq)")
        .bind(window.chat.0).bind(signed(window.cleared)).bind(&window.search).bind(window.viewer.0)
        .fetch_one(c).await?);
    Ok(unsigned(count))
}
