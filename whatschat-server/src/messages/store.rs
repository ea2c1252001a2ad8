//! Messages: the SQL.

mod batch;

pub(super) use batch::{Last, New, advance, insert, known, lasts, lock_last_seq};

use crate::chats::store::Membership;
use crate::store::{Conn, Tx, contains, on, run, signed, unsigned};
use sqlx::{FromRow, QueryBuilder, Result};
use uuid::Uuid;
use whatschat_core::chats::ChatType;
use whatschat_core::groups::Role;
use whatschat_core::id::{ChatId, ClientMessageId, MessageId, UserId};
use whatschat_core::messages::{ListMessages, Message, MessageType};
use whatschat_core::time::Timestamp;

/// A message as it is kept.
#[derive(Debug, FromRow)]
pub(crate) struct MessageRow {
    id: Uuid,
    chat_id: Uuid,
    #[sqlx(try_from = "i64")]
    seq: u64,
    sender_id: Uuid,
    client_message_id: Option<Uuid>,
    #[sqlx(try_from = "String")]
    r#type: MessageType,
    content: String,
    metadata: String,
    #[sqlx(try_from = "i64")]
    created_at: Timestamp,
    #[sqlx(try_from = "i64")]
    updated_at: Timestamp,
    edited_at: Option<i64>,
    deleted_at: Option<i64>,
    system: Option<String>,
    mentions: Option<String>,
    forwarded_from: Option<Uuid>,
    pinned_at: Option<i64>,
    reactions: Option<String>,
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        Self {
            id: MessageId(row.id),
            content: row.content,
            r#type: row.r#type,
            sender_id: UserId(row.sender_id),
            chat_id: ChatId(row.chat_id),
            seq: row.seq,
            metadata: serde_json::from_str(&row.metadata).unwrap_or_default(),
            system: row.system.and_then(|json| serde_json::from_str(&json).ok()),
            reply_to: None,
            mentions: list(row.mentions.as_deref()),
            forwarded_from: row.forwarded_from.map(UserId),
            reactions: list(row.reactions.as_deref()),
            client_message_id: row.client_message_id.map(ClientMessageId),
            created_at: row.created_at,
            updated_at: row.updated_at,
            edited_at: row.edited_at.map(Timestamp),
            pinned_at: row.pinned_at.map(Timestamp),
            deleted_at: row.deleted_at.map(Timestamp),
        }
    }
}

/// A list that is kept as JSON; none is an empty one.
fn list<T: serde::de::DeserializeOwned>(json: Option<&str>) -> Vec<T> {
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// Which of a chat's messages a page shows.
#[derive(Debug)]
pub(super) struct Window {
    after: u64,
    before: u64,
    limit: u32,
    skip: u64,
    /// From the oldest on, for a client that catches up.
    upwards: bool,
    pub(super) search: Option<String>,
}

impl Window {
    pub(super) fn of(request: &ListMessages, membership: &Membership) -> Self {
        let cursor = request.before.or(request.after).is_some();
        let passed =
            if cursor { 0 } else { u64::from(request.page - 1) * u64::from(request.limit) };
        let search = request.search.as_deref().map(contains);
        let end = membership.last_seq + 1;
        // Places have no gap: without a search the page's are known, and nothing is skipped over.
        let (end, skip) =
            if search.is_none() { (end.saturating_sub(passed), 0) } else { (end, passed) };
        Self {
            after: request.after.unwrap_or(0).max(membership.cleared_seq),
            before: request.before.unwrap_or(u64::MAX).min(end),
            limit: request.limit,
            skip,
            upwards: request.after.is_some() && request.before.is_none(),
            search,
        }
    }
}

/// A page of a chat, newest first.
pub(super) async fn page(
    conn: &mut Conn,
    chat: ChatId,
    window: &Window,
) -> Result<Vec<MessageRow>> {
    let order = if window.upwards { " order by seq limit " } else { " order by seq desc limit " };
    let mut rows: Vec<MessageRow> = on!(conn, c => {
        let mut query = QueryBuilder::new("select * from messages where chat_id = ");
        query.push_bind(chat.0);
        query.push(" and seq > ").push_bind(signed(window.after));
        query.push(" and seq < ").push_bind(signed(window.before));
        if let Some(pattern) = &window.search {
            query.push(" and coalesce(folded, lower(content)) like ").push_bind(pattern).push(r" escape '\'");
        }
        query.push(order).push_bind(i64::from(window.limit)).push(" offset ").push_bind(signed(window.skip));
        query.build_query_as().fetch_all(c).await?
    });
    if window.upwards {
        rows.reverse();
    }
    Ok(rows)
}

/// How many of a chat's messages a search finds.
pub(super) async fn count(
    conn: &mut Conn,
    chat: ChatId,
    after: u64,
    window: &Window,
) -> Result<u64> {
    let count: i64 = on!(conn, c => sqlx::query_scalar(
        r"select count(*) from messages where chat_id = $1 and seq > $2 and coalesce(folded, lower(content)) like $3 escape '\'")
        .bind(chat.0).bind(signed(after)).bind(&window.search).fetch_one(c).await?);
    Ok(unsigned(count))
}

/// A message as one of its chat's members sees it.
#[derive(FromRow)]
pub(super) struct SeenRow {
    #[sqlx(flatten)]
    pub(super) message: MessageRow,
    #[sqlx(try_from = "String")]
    pub(super) chat_type: ChatType,
    /// Whether one of a private chat's two has blocked the other.
    pub(super) blocked: bool,
    #[sqlx(try_from = "String")]
    pub(super) role: Role,
}

/// A message that the user sees, which nobody else changes before the transaction ends. One
/// statement, whether or not it exists: a stranger cannot tell.
pub(super) async fn lock_seen(tx: &mut Tx, id: MessageId, user: UserId) -> Result<Option<SeenRow>> {
    let lock = if tx.locks_rows() { " for update of x" } else { "" };
    on!(tx, conn => {
        let mut query = QueryBuilder::new(
            "select x.*, c.type as chat_type, c.blocked, m.role from messages x
             join chats c on c.id = x.chat_id
             join members m on m.chat_id = x.chat_id and x.seq > m.cleared_seq
             where x.id = ");
        query.push_bind(id.0).push(" and m.user_id = ").push_bind(user.0).push(lock);
        query.build_query_as().fetch_optional(conn).await
    })
}

/// Stores what can change of a message.
pub(super) async fn update(tx: &mut Tx, message: &Message) -> Result<()> {
    run!(tx, sqlx::query(
        "update messages set content = $2, metadata = $3, updated_at = $4, edited_at = $5, deleted_at = $6, folded = $7
         where id = $1")
        .bind(message.id.0).bind(&message.content).bind(json(message)).bind(message.updated_at.0)
        .bind(message.edited_at.map(|at| at.0)).bind(message.deleted_at.map(|at| at.0))
        .bind(folded(&message.content))).map(drop)
}

fn json(message: &Message) -> String {
    serde_json::Value::Object(message.metadata.clone()).to_string()
}

/// The text in lower case, where the databases' own `lower`, which may know only ASCII, would
/// not give it.
fn folded(content: &str) -> Option<String> {
    let lower = content.to_lowercase();
    (lower != content.to_ascii_lowercase()).then_some(lower)
}
