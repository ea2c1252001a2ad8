//! Messages that someone has deleted for themself alone.

use crate::store::{Conn, Tx, on, run, signed, unsigned};
use sqlx::{FromRow, QueryBuilder, Result};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::Message;

/// Of how many places one statement asks: SQLite takes 32,766 values.
const AT_ONCE: usize = 4_000;

/// Whether it was to be seen until now.
pub(in crate::messages) async fn hide(
    tx: &mut Tx,
    user: UserId,
    message: &Message,
) -> Result<bool> {
    let rows = run!(
        tx,
        sqlx::query(
            "insert into hidden_messages (user_id, chat_id, seq) values ($1, $2, $3)
             on conflict do nothing"
        )
        .bind(user.0)
        .bind(message.chat_id.0)
        .bind(signed(message.seq))
    )?;
    Ok(rows > 0)
}

/// The places of a chat after `after` that a user has hidden, the last first.
pub(in crate::messages) async fn hidden(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
    after: u64,
) -> Result<Vec<u64>> {
    let places: Vec<i64> = on!(conn, c => sqlx::query_scalar(
        "select seq from hidden_messages where user_id = $1 and chat_id = $2 and seq > $3 order by seq desc")
        .bind(user.0).bind(chat.0).bind(signed(after)).fetch_all(c).await?);
    Ok(places.into_iter().map(unsigned).collect())
}

/// How many places of a chat after `after` a user has hidden.
pub(in crate::messages) async fn count_hidden(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
    after: u64,
) -> Result<u64> {
    let count: i64 = on!(conn, c => sqlx::query_scalar(
        "select count(*) from hidden_messages where user_id = $1 and chat_id = $2 and seq > $3")
        .bind(user.0).bind(chat.0).bind(signed(after)).fetch_one(c).await?);
    Ok(unsigned(count))
}

#[derive(FromRow)]
struct HiddenRow {
    chat_id: Uuid,
    #[sqlx(try_from = "i64")]
    seq: u64,
    user_id: Uuid,
}

/// Who has hidden what stands at these places of chats.
pub(crate) async fn hidden_from(
    conn: &mut Conn,
    places: BTreeSet<(ChatId, u64)>,
) -> Result<HashMap<(ChatId, u64), Vec<UserId>>> {
    let mut hidden = HashMap::<_, Vec<_>>::new();
    let mut places = places.into_iter().peekable();
    while places.peek().is_some() {
        for row in hidden_rows(conn, places.by_ref().take(AT_ONCE)).await? {
            hidden.entry((ChatId(row.chat_id), row.seq)).or_default().push(UserId(row.user_id));
        }
    }
    Ok(hidden)
}

async fn hidden_rows(
    conn: &mut Conn,
    places: impl Iterator<Item = (ChatId, u64)>,
) -> Result<Vec<HiddenRow>> {
    on!(conn, c => {
        let mut query = QueryBuilder::new("with wanted (chat_id, seq) as (");
        query.push_values(places, |mut row, (chat, seq)| {
            row.push_bind(chat.0).push_bind(signed(seq));
        });
        query.push(
            ") select h.chat_id, h.seq, h.user_id from wanted w cross join hidden_messages h
               where h.chat_id = w.chat_id and h.seq = w.seq");
        query.build_query_as().fetch_all(c).await
    })
}
