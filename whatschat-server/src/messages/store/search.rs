//! What the index of the messages' words finds.

use super::visible;
use crate::messages::search::{Shelf, Token};
use crate::store::{Conn, Either, on, signed, unsigned};
use sqlx::{FromRow, QueryBuilder, Result};
use std::collections::HashMap;
use uuid::Uuid;
use whatschat_core::id::{ChatId, MessageId, UserId};

/// A message that has the tokens of a search.
#[derive(Debug, FromRow)]
pub(in crate::messages) struct Candidate {
    pub(in crate::messages) row_id: i64,
    #[sqlx(try_from = "Uuid")]
    pub(in crate::messages) id: MessageId,
    #[sqlx(try_from = "Uuid")]
    pub(in crate::messages) chat_id: ChatId,
    pub(in crate::messages) content: String,
}

/// The rows among which to look, the ends left out, and from which end on.
#[derive(Debug, Clone, Copy)]
pub(in crate::messages) struct Rows {
    pub(in crate::messages) after: i64,
    pub(in crate::messages) before: i64,
    pub(in crate::messages) upwards: bool,
}

/// The first messages on these shelves that have all of the tokens and that the user sees.
pub(in crate::messages) async fn candidates(
    conn: &mut Conn,
    user: UserId,
    shelves: &[Shelf],
    tokens: &[Token],
    rows: Rows,
    limit: usize,
) -> Result<Vec<Candidate>> {
    let from = if is_postgres(conn) { FROM_POSTGRES } else { FROM_SQLITE };
    let asked = if is_postgres(conn) { tsquery(shelves, tokens) } else { fts5(shelves, tokens) };
    on!(conn, c => {
        let mut query = QueryBuilder::new(from[0]);
        query.push_bind(asked).push(from[1]);
        query.push(" and s.rowid > ").push_bind(rows.after).push(" and s.rowid < ").push_bind(rows.before);
        query.push(" and m.user_id = ").push_bind(user.0);
        query.push(concat!(" and ", visible!(), " order by s.rowid"));
        query.push(if rows.upwards { " limit " } else { " desc limit " });
        query.push_bind(signed(limit as u64)).build_query_as().fetch_all(c).await
    })
}

/// How many shelves PostgreSQL looks through together.
const TOGETHER: usize = 16;

/// Where candidates come from, before and after what is asked. The index must be asked first, and
/// once: a planner without statistics may ask it for each message that the user could see.
/// SQLite keeps the order of a cross join. PostgreSQL does not look into what is materialized, and
/// takes a few shelves after the others: it compares each message with each shelf of a query.
const FROM_SQLITE: [&str; 2] = [
    "select x.row_id, x.id, x.chat_id, x.content
     from search s cross join messages x cross join members m
     where x.row_id = s.rowid and m.chat_id = x.chat_id and s.search match cast(",
    " as text)",
];
const FROM_POSTGRES: [&str; 2] = [
    "with s as materialized (select distinct f.rowid from unnest(cast(string_to_array(",
    ", chr(10)) as tsquery[])) q
     cross join lateral (select rowid from search where words @@ q offset 0) f) select x.row_id, x.id, x.chat_id, x.content
     from s join messages x on x.row_id = s.rowid join members m on m.chat_id = x.chat_id
     where true",
];

/// `("mark1one" AND "mark1two"*) OR ("mark2one" AND …)`
fn fts5(shelves: &[Shelf], tokens: &[Token]) -> String {
    let token = |mark: &str, token: &Token| {
        format!("\"{mark}{}\"{}", token.text, if token.open { "*" } else { "" })
    };
    any_shelf(shelves, tokens, token, " AND ", " OR ")
}

/// `('mark1one' & 'mark1two':*) | ('mark2one' & …)`, and a line for each few shelves: each costs a
/// look at what the index has not sorted in yet.
fn tsquery(shelves: &[Shelf], tokens: &[Token]) -> String {
    let token = |mark: &str, token: &Token| {
        format!("'{mark}{}'{}", token.text, if token.open { ":*" } else { "" })
    };
    let lines = shelves.chunks(TOGETHER).map(|few| any_shelf(few, tokens, token, " & ", " | "));
    lines.collect::<Vec<_>>().join("\n")
}

fn any_shelf(
    shelves: &[Shelf],
    tokens: &[Token],
    show: impl Fn(&str, &Token) -> String,
    and: &str,
    or: &str,
) -> String {
    let one = |shelf: &Shelf| {
        let tokens: Vec<_> = tokens.iter().map(|token| show(&shelf.mark, token)).collect();
        format!("({})", tokens.join(and))
    };
    shelves.iter().map(one).collect::<Vec<_>>().join(or)
}

pub(super) fn is_postgres(conn: &Conn) -> bool {
    matches!(conn.of, Either::Postgres(_))
}

/// The row at a place of a chat.
pub(in crate::messages) async fn row_at(
    conn: &mut Conn,
    chat: ChatId,
    seq: u64,
) -> Result<Option<i64>> {
    on!(conn, c => sqlx::query_scalar("select row_id from messages where chat_id = $1 and seq = $2")
        .bind(chat.0).bind(signed(seq)).fetch_optional(c).await)
}

/// The rows at places of chats.
pub(in crate::messages) async fn rows_at(
    conn: &mut Conn,
    places: &[(ChatId, u64)],
) -> Result<HashMap<(ChatId, u64), i64>> {
    if places.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, i64, i64)> = on!(conn, c => {
        let mut query = QueryBuilder::new("with places (chat_id, seq) as (");
        query.push_values(places, |mut row, (chat, seq)| {
            row.push_bind(chat.0).push_bind(signed(*seq));
        });
        query.push(
            ") select x.chat_id, x.seq, x.row_id from places p
             join messages x on x.chat_id = p.chat_id and x.seq = p.seq");
        query.build_query_as().fetch_all(c).await?
    });
    Ok(rows.into_iter().map(|(chat, seq, row)| ((ChatId(chat), unsigned(seq)), row)).collect())
}

/// The row of a message in one of the user's chats.
pub(in crate::messages) async fn row_of(
    conn: &mut Conn,
    id: MessageId,
    user: UserId,
) -> Result<Option<i64>> {
    on!(conn, c => sqlx::query_scalar(
        "select x.row_id from messages x join members m on m.chat_id = x.chat_id
         where x.id = $1 and m.user_id = $2")
        .bind(id.0).bind(user.0).fetch_optional(c).await)
}

/// A chat to search.
#[derive(Debug, FromRow)]
pub(in crate::messages) struct Extent {
    #[sqlx(try_from = "Uuid")]
    pub(in crate::messages) chat_id: ChatId,
    #[sqlx(try_from = "i64")]
    pub(in crate::messages) cleared_seq: u64,
    #[sqlx(try_from = "i64")]
    pub(in crate::messages) last_seq: u64,
    pub(in crate::messages) last_row: i64,
}

/// The user's chats that have messages to see, the one with the newest first.
pub(in crate::messages) async fn extents(conn: &mut Conn, user: UserId) -> Result<Vec<Extent>> {
    on!(conn, c => sqlx::query_as(
        "select m.chat_id, m.cleared_seq, c.last_seq, x.row_id as last_row
         from members m join chats c on c.id = m.chat_id
         join messages x on x.chat_id = c.id and x.seq = c.last_seq
         where m.user_id = $1 and c.last_seq > m.cleared_seq order by x.row_id desc")
        .bind(user.0).fetch_all(c).await)
}
