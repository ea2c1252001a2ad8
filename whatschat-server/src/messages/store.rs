//! Messages: the SQL.

use super::writer::Draft;
use crate::chats::store::Membership;
use crate::store::{Conn, Tx, contains, on, run, signed, unsigned};
use sqlx::{FromRow, QueryBuilder, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;
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
            client_message_id: row.client_message_id.map(ClientMessageId),
            created_at: row.created_at,
            updated_at: row.updated_at,
            edited_at: row.edited_at.map(Timestamp),
            deleted_at: row.deleted_at.map(Timestamp),
        }
    }
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
            query.push(" and lower(content) like ").push_bind(pattern).push(r" escape '\'");
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
        r"select count(*) from messages where chat_id = $1 and seq > $2 and lower(content) like $3 escape '\'")
        .bind(chat.0).bind(signed(after)).bind(&window.search).fetch_one(c).await?);
    Ok(unsigned(count))
}

/// A message, which nobody else changes before the transaction ends.
pub(super) async fn lock(tx: &mut Tx, id: MessageId) -> Result<Option<MessageRow>> {
    if tx.locks_rows() {
        run!(tx, sqlx::query("select 1 from messages where id = $1 for update").bind(id.0))?;
    }
    on!(tx, conn => sqlx::query_as("select * from messages where id = $1").bind(id.0).fetch_optional(conn).await)
}

/// Stores what can change of a message.
pub(super) async fn update(tx: &mut Tx, message: &Message) -> Result<()> {
    run!(tx, sqlx::query(
        "update messages set content = $2, metadata = $3, updated_at = $4, edited_at = $5, deleted_at = $6 where id = $1")
        .bind(message.id.0).bind(&message.content).bind(json(message)).bind(message.updated_at.0)
        .bind(message.edited_at.map(|at| at.0)).bind(message.deleted_at.map(|at| at.0))).map(drop)
}

fn json(message: &Message) -> String {
    serde_json::Value::Object(message.metadata.clone()).to_string()
}

/// The last place in each draft's chat, for each sender who is in it. PostgreSQL locks the chats
/// until the end of the transaction, always in the same order; SQLite has one writer anyway.
pub(super) async fn last_seqs(
    tx: &mut Tx,
    drafts: &[Draft],
) -> Result<HashMap<(ChatId, UserId), u64>> {
    let pairs: BTreeSet<_> =
        drafts.iter().map(|draft| (draft.request.chat_id.0, draft.sender.0)).collect();
    let lock = if tx.locks_rows() { " order by c.id for update of c" } else { "" };
    let rows: Vec<(Uuid, Uuid, i64)> = on!(tx, conn => {
        let mut query = QueryBuilder::new(
            "select m.chat_id, m.user_id, c.last_seq from members m join chats c on c.id = m.chat_id
             where (m.chat_id, m.user_id) in ");
        query.push_tuples(pairs, |mut pair, (chat, user)| {
            pair.push_bind(chat).push_bind(user);
        });
        query.push(lock).build_query_as().fetch_all(conn).await?
    });
    Ok(rows
        .into_iter()
        .map(|(chat, user, seq)| ((ChatId(chat), UserId(user)), unsigned(seq)))
        .collect())
}

/// The messages that were stored under the drafts' client ids before.
pub(super) async fn known(
    tx: &mut Tx,
    drafts: &[Draft],
) -> Result<HashMap<(UserId, ClientMessageId), Message>> {
    let keys: Vec<_> = drafts
        .iter()
        .filter_map(|draft| Some((draft.sender.0, draft.request.client_message_id?.0)))
        .collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<MessageRow> = on!(tx, conn => {
        let mut query = QueryBuilder::new("select * from messages where (sender_id, client_message_id) in ");
        query.push_tuples(keys, |mut key, (sender, id)| {
            key.push_bind(sender).push_bind(id);
        });
        query.build_query_as().fetch_all(conn).await?
    });
    let messages = rows.into_iter().map(Message::from);
    Ok(messages
        .filter_map(|message| Some(((message.sender_id, message.client_message_id?), message)))
        .collect())
}

pub(super) async fn insert(tx: &mut Tx, messages: &[Message]) -> Result<()> {
    on!(tx, conn => {
        let mut query = QueryBuilder::new(
            "insert into messages (id, chat_id, seq, sender_id, client_message_id, type, content, metadata, created_at, updated_at) ");
        query.push_values(messages, |mut row, message| {
            row.push_bind(message.id.0).push_bind(message.chat_id.0).push_bind(signed(message.seq));
            row.push_bind(message.sender_id.0).push_bind(message.client_message_id.map(|id| id.0));
            row.push_bind(message.r#type.as_str()).push_bind(&message.content).push_bind(json(message));
            row.push_bind(message.created_at.0).push_bind(message.updated_at.0);
        });
        query.build().execute(conn).await?.rows_affected()
    });
    Ok(())
}

/// Moves the chats' last places on, and counts the senders' own messages.
pub(super) async fn advance(tx: &mut Tx, messages: &[Message]) -> Result<()> {
    let mut last = BTreeMap::new();
    let mut own = BTreeMap::<_, i64>::new();
    for message in messages {
        last.insert(message.chat_id.0, signed(message.seq));
        *own.entry((message.chat_id.0, message.sender_id.0)).or_default() += 1;
    }
    on!(tx, conn => {
        let mut query = QueryBuilder::new("with news (id, seq) as (");
        query.push_values(last, |mut row, (chat, seq)| {
            row.push_bind(chat).push_bind(seq);
        });
        query.push(") update chats set last_seq = news.seq from news where chats.id = news.id");
        query.build().execute(conn).await?.rows_affected()
    });
    on!(tx, conn => {
        let mut query = QueryBuilder::new("with news (chat_id, user_id, own) as (");
        query.push_values(own, |mut row, ((chat, user), count)| {
            row.push_bind(chat).push_bind(user).push_bind(count);
        });
        query.push(") update members set own_unread = own_unread + news.own from news
                    where members.chat_id = news.chat_id and members.user_id = news.user_id");
        query.build().execute(conn).await?.rows_affected()
    });
    Ok(())
}
