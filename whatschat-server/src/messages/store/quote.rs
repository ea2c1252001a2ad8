//! The messages that others answer: one statement for as many as there are.

use super::{MessageRow, hidden_by};
use crate::store::{Conn, on, push_uuids};
use sqlx::{FromRow, QueryBuilder, Result};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use whatschat_core::id::{MessageId, UserId};
use whatschat_core::limits::QUOTE_MAX;
use whatschat_core::messages::{Message, MessageType, Quote};

#[derive(FromRow)]
struct QuoteRow {
    id: Uuid,
    #[sqlx(try_from = "i64")]
    seq: u64,
    sender_id: Uuid,
    #[sqlx(try_from = "String")]
    r#type: MessageType,
    content: String,
}

/// The messages, with what they answer as the viewer sees it; without a viewer, as it is.
pub(crate) async fn with_quotes(
    conn: &mut Conn,
    viewer: Option<UserId>,
    rows: Vec<MessageRow>,
) -> Result<Vec<Message>> {
    let wanted = rows.iter().filter_map(|row| row.reply_to).collect();
    let quotes = quotes(conn, viewer, wanted).await?;
    let message = |row: MessageRow| {
        let quote = row.reply_to.and_then(|id| quotes.get(&id).cloned());
        row.message(quote)
    };
    Ok(rows.into_iter().map(message).collect())
}

/// A message with what it answers as the viewer sees that.
pub(in crate::messages) async fn as_seen(
    conn: &mut Conn,
    viewer: UserId,
    message: Message,
) -> Result<Message> {
    let Some(quote) = &message.reply_to else { return Ok(message) };
    let id = quote.id.0;
    let reply_to = quotes(conn, Some(viewer), [id].into()).await?.remove(&id);
    Ok(Message { reply_to, ..message })
}

/// A quote for who may not see what it quotes.
pub(crate) fn without_words(quote: &Quote) -> Quote {
    Quote { content: String::new(), ..quote.clone() }
}

async fn quotes(
    conn: &mut Conn,
    viewer: Option<UserId>,
    wanted: BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, Quote>> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let viewer = viewer.map(|user| user.0);
    let rows: Vec<QuoteRow> = on!(conn, c => {
        let mut query = QueryBuilder::new(concat!(
            "select x.id, x.seq, x.sender_id, x.type, case when ", hidden_by!()));
        query.push_bind(viewer).push(
            ") is not null then ''
             when exists (select 1 from members m
                 where m.chat_id = x.chat_id and m.cleared_seq >= x.seq and m.user_id = ");
        query.push_bind(viewer).push(") then '' else substr(x.content, 1, ");
        query.push(QUOTE_MAX).push(") end as content from messages x where x.id in ");
        push_uuids(&mut query, wanted);
        query.build_query_as().fetch_all(c).await?
    });
    let entry = |row: QuoteRow| {
        let (id, sender_id) = (MessageId(row.id), UserId(row.sender_id));
        let (seq, r#type, content) = (row.seq, row.r#type, row.content);
        (row.id, Quote { id, seq, sender_id, r#type, content })
    };
    Ok(rows.into_iter().map(entry).collect())
}
