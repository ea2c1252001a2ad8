//! The statements of the writer: each serves a whole batch of drafts. They join a list of values,
//! for SQLite finds `(a, b) in (…)` by no index.

use super::row::{list_json, metadata_json};
use super::{MessageRow, with_quotes};
use crate::messages::writer::Draft;
use crate::store::{Tx, on, push_uuids, signed, unsigned};
use sqlx::{FromRow, QueryBuilder, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;
use whatschat_core::id::{ChatId, ClientMessageId, UserId};
use whatschat_core::messages::Message;

/// Where a chat's messages end.
#[derive(Debug, Clone, Copy)]
pub(in crate::messages) struct Last {
    pub(in crate::messages) seq: u64,
    /// Whether one of a private chat's two has blocked the other, or is gone.
    pub(in crate::messages) blocked: bool,
    /// Up to where its member sees nothing of it.
    pub(in crate::messages) cleared_seq: u64,
}

/// Where each draft's chat ends, for its sender and each whom it mentions, if they are in it.
pub(in crate::messages) async fn lasts(
    tx: &mut Tx,
    drafts: &[Draft],
) -> Result<HashMap<(ChatId, UserId), Last>> {
    lock_chats(tx, drafts).await?;
    let named = |draft: &Draft| {
        let chat = draft.request.chat_id.0;
        let users = draft.request.mentions.iter().chain([&draft.sender]);
        users.map(|user| (chat, user.0)).collect::<Vec<_>>()
    };
    let pairs: BTreeSet<_> = drafts.iter().flat_map(named).collect();
    let rows: Vec<(Uuid, Uuid, i64, bool, i64)> = on!(tx, conn => {
        let mut query = QueryBuilder::new("with wanted (chat_id, user_id) as (");
        query.push_values(pairs, |mut pair, (chat, user)| {
            pair.push_bind(chat).push_bind(user);
        });
        query.push(
            ") select m.chat_id, m.user_id, c.last_seq, c.blocked, m.cleared_seq from wanted w
             cross join members m cross join chats c
             where m.chat_id = w.chat_id and m.user_id = w.user_id and c.id = m.chat_id");
        query.build_query_as().fetch_all(conn).await?
    });
    let last = |(chat, user, seq, blocked, cleared)| {
        let last = Last { seq: unsigned(seq), blocked, cleared_seq: unsigned(cleared) };
        ((ChatId(chat), UserId(user)), last)
    };
    Ok(rows.into_iter().map(last).collect())
}

/// PostgreSQL: nobody else gives on these chats' places, or changes who is in them, before the end
/// of the transaction. A statement of its own, so that what is read next is not older than the
/// lock; always in the same order, so that nobody waits in a circle. SQLite has one writer anyway.
async fn lock_chats(tx: &mut Tx, drafts: &[Draft]) -> Result<()> {
    if tx.locks_rows() {
        let chats: BTreeSet<_> = drafts.iter().map(|draft| draft.request.chat_id.0).collect();
        on!(tx, conn => {
            let mut query = QueryBuilder::new("select 1 from chats where id in ");
            push_uuids(&mut query, chats);
            query.push(" order by id for update").build().execute(conn).await?.rows_affected()
        });
    }
    Ok(())
}

/// The last place of a chat, which nobody else gives on before the transaction ends.
pub(in crate::messages) async fn lock_last_seq(tx: &mut Tx, chat: ChatId) -> Result<u64> {
    let lock = if tx.locks_rows() { " for update" } else { "" };
    let seq: i64 = on!(tx, conn => {
        let mut query = QueryBuilder::new("select last_seq from chats where id = ");
        query.push_bind(chat.0).push(lock).build_query_scalar().fetch_one(conn).await?
    });
    Ok(unsigned(seq))
}

/// A message that was sent before, and what it was then.
#[derive(FromRow)]
pub(in crate::messages) struct KnownRow {
    #[sqlx(flatten)]
    message: MessageRow,
    /// [`Draft::fingerprint`] of the send; edits leave it as it is.
    sent: Option<Vec<u8>>,
}

/// The messages that were stored under the drafts' client ids before, and their fingerprints.
pub(in crate::messages) async fn known(
    tx: &mut Tx,
    drafts: &[Draft],
) -> Result<HashMap<(UserId, ClientMessageId), (Message, Vec<u8>)>> {
    let keys: Vec<_> = drafts
        .iter()
        .filter_map(|draft| Some((draft.sender.0, draft.request.client_message_id?.0)))
        .collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<KnownRow> = on!(tx, conn => {
        let mut query = QueryBuilder::new("with wanted (sender_id, client_id) as (");
        query.push_values(keys, |mut key, (sender, id)| {
            key.push_bind(sender).push_bind(id);
        });
        query.push(
            ") select x.* from wanted w
             cross join messages x
             where x.sender_id = w.sender_id and x.client_message_id = w.client_id");
        query.build_query_as().fetch_all(conn).await?
    });
    let mut known = HashMap::new();
    for KnownRow { message, sent } in rows {
        let sender = UserId(message.sender_id);
        let message = with_quotes(tx, Some(sender), vec![message]).await?.pop();
        if let Some((message, sent)) = message.zip(sent)
            && let Some(id) = message.client_message_id
        {
            known.insert((sender, id), (message, sent));
        }
    }
    Ok(known)
}

/// A message to be, and the fingerprint of its send.
pub(in crate::messages) type New = (Message, Option<Vec<u8>>);

pub(in crate::messages) async fn insert(tx: &mut Tx, messages: &[New]) -> Result<()> {
    on!(tx, conn => {
        let mut query = QueryBuilder::new(
            "insert into messages (id, chat_id, seq, sender_id, client_message_id, sent, type, content, metadata, system, reply_to, mentions, forwarded_from, created_at, updated_at) ");
        query.push_values(messages, |mut row, (message, sent)| {
            row.push_bind(message.id.0).push_bind(message.chat_id.0).push_bind(signed(message.seq));
            row.push_bind(message.sender_id.0).push_bind(message.client_message_id.map(|id| id.0));
            row.push_bind(sent).push_bind(message.r#type.as_str()).push_bind(&message.content);
            row.push_bind(metadata_json(message));
            row.push_bind(message.system.as_ref().and_then(|event| serde_json::to_string(event).ok()));
            row.push_bind(message.reply_to.as_ref().map(|quote| quote.id.0));
            row.push_bind(list_json(&message.mentions)).push_bind(message.forwarded_from.map(|user| user.0));
            row.push_bind(message.created_at.0).push_bind(message.updated_at.0);
        });
        query.build().execute(conn).await?.rows_affected()
    });
    Ok(())
}

/// Notes who is mentioned where, to be counted as unread; nobody mentions themself.
pub(in crate::messages) async fn mention(tx: &mut Tx, messages: &[New]) -> Result<()> {
    let mentions = messages.iter().flat_map(|(message, _)| {
        let others = message.mentions.iter().filter(|user| **user != message.sender_id);
        others.map(move |user| (user.0, message.chat_id.0, signed(message.seq)))
    });
    let mentions: Vec<_> = mentions.collect();
    if mentions.is_empty() {
        return Ok(());
    }
    on!(tx, conn => {
        let mut query = QueryBuilder::new("insert into mentions (user_id, chat_id, seq) ");
        query.push_values(mentions, |mut row, (user, chat, seq)| {
            row.push_bind(user).push_bind(chat).push_bind(seq);
        });
        query.build().execute(conn).await?.rows_affected()
    });
    Ok(())
}

/// Moves the chats' last places on, and counts the senders' own messages. Where all that a sender
/// has not read is their own, it is noted up to where.
pub(in crate::messages) async fn advance(tx: &mut Tx, messages: &[New]) -> Result<()> {
    let mut last = BTreeMap::new();
    let mut own = BTreeMap::<_, (i64, i64)>::new();
    for (message, _) in messages {
        last.insert(message.chat_id.0, signed(message.seq));
        let (count, seq) = own.entry((message.chat_id.0, message.sender_id.0)).or_default();
        (*count, *seq) = (*count + 1, signed(message.seq));
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
        let mut query = QueryBuilder::new("with news (chat_id, user_id, own, seq) as (");
        query.push_values(own, |mut row, ((chat, user), (count, seq))| {
            row.push_bind(chat).push_bind(user).push_bind(count).push_bind(seq);
        });
        query.push(") update members set own_unread = own_unread + news.own, own_seq = case
                        when news.seq - read_seq = own_unread + news.own then news.seq else own_seq end
                    from news
                    where members.chat_id = news.chat_id and members.user_id = news.user_id");
        query.build().execute(conn).await?.rows_affected()
    });
    Ok(())
}
