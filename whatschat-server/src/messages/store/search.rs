//! What the index of the messages' words finds.

use super::visible;
use crate::messages::search::{Shelf, Token};
use crate::store::{Conn, on, signed};
use sqlx::{FromRow, QueryBuilder, Result};
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
    /// What it says, if the user sees it.
    pub(in crate::messages) content: Option<String>,
}

/// The rows among which to look, the ends left out, and from which end on.
#[derive(Debug, Clone, Copy)]
pub(in crate::messages) struct Rows {
    pub(in crate::messages) after: i64,
    pub(in crate::messages) before: i64,
    pub(in crate::messages) upwards: bool,
}

impl Candidate {
    pub(in crate::messages) fn place(&self) -> (i64, MessageId) {
        (self.row_id, self.id)
    }
}

/// What the index is asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::messages) struct Asked<'a> {
    pub(in crate::messages) shelves: &'a [Shelf],
    pub(in crate::messages) tokens: &'a [Token],
    /// Whether the messages of each shelf follow those of the one before.
    pub(in crate::messages) in_turn: bool,
}

/// What is read of each message, up to who reads it.
macro_rules! candidate {
    () => {
        concat!(
            "select x.row_id, x.id, x.chat_id, case when exists (
                 select 1 from members m where m.chat_id = x.chat_id and ",
            visible!(),
            " and m.user_id = "
        )
    };
}

/// Every message in these rows, whatever it says.
pub(in crate::messages) async fn in_rows(
    conn: &mut Conn,
    user: UserId,
    rows: Rows,
) -> Result<Vec<Candidate>> {
    on!(conn, c => {
        let mut query = QueryBuilder::new(candidate!());
        query.push_bind(user.0).push(") then x.content end as content from messages x where x.row_id > ");
        query.push_bind(rows.after).push(" and x.row_id < ").push_bind(rows.before);
        query.build_query_as().fetch_all(c).await
    })
}

/// The first messages on these shelves that have all of the tokens.
pub(in crate::messages) async fn candidates(
    conn: &mut Conn,
    user: UserId,
    asked: Asked<'_>,
    rows: Rows,
    limit: usize,
) -> Result<Vec<Candidate>> {
    let (texts, words) = match (conn.is_postgres(), asked.in_turn) {
        (false, _) => (SQLITE, fts5(asked)),
        (true, false) => (POSTGRES, tsquery(asked)),
        (true, true) => (POSTGRES_IN_TURN, tsquery(asked)),
    };
    let order = if rows.upwards { "" } else { " desc" };
    on!(conn, c => {
        // What is found is bounded before anything is read of it.
        let mut query = QueryBuilder::new("with found as materialized (");
        query.push(texts.before).push_bind(words).push(texts.after);
        query.push(" and rowid > ").push_bind(rows.after).push(" and rowid < ").push_bind(rows.before);
        query.push(" order by rowid").push(order).push(texts.end);
        query.push(" limit ").push_bind(signed(limit as u64));
        query.push(concat!(") ", candidate!())).push_bind(user.0);
        query.push(") then x.content end as content from found cross join ");
        query.push(texts.message).push(" where x.row_id = found.rowid order by found.rowid").push(order);
        query.build_query_as().fetch_all(c).await
    })
}

/// The SQL around what is asked, around the order, and of a message that was found. The index must
/// be asked first, and once, and a message by its row: a planner without statistics may do it the
/// other way round. PostgreSQL does not look behind an `offset 0`, SQLite keeps the order of a cross
/// join.
struct Texts {
    before: &'static str,
    after: &'static str,
    end: &'static str,
    message: &'static str,
}

const SQLITE: Texts = Texts {
    before: "select rowid from search where search match cast(",
    after: " as text)",
    end: "",
    message: "messages x",
};
/// A few shelves after the others: it compares each message with each shelf of a query.
const POSTGRES: Texts = Texts {
    before: "select distinct rowid from unnest(cast(string_to_array(",
    after: ", chr(10)) as tsquery[])) q
        cross join lateral (select rowid from search where words @@ q offset 0) f where true",
    end: "",
    message: MESSAGE,
};
/// One shelf after the other, in their order, for a join in a loop keeps it; it ends at the shelf
/// where there is enough.
const POSTGRES_IN_TURN: Texts = Texts {
    before: "select rowid from unnest(cast(string_to_array(",
    after: ", chr(10)) as tsquery[])) q
        cross join lateral (
            select rowid from (select rowid from search where words @@ q offset 0) f where true",
    end: " offset 0) g",
    message: MESSAGE,
};
const MESSAGE: &str = "lateral (select * from messages where row_id = found.rowid offset 0) x";

/// How many shelves PostgreSQL looks through together, where they are in no order.
const TOGETHER: usize = 16;

/// `("mark1one" AND "mark1two"*) OR ("mark2one" AND …)`
fn fts5(asked: Asked<'_>) -> String {
    let token = |mark: &str, token: &Token| {
        format!("\"{mark}{}\"{}", token.text, if token.open { "*" } else { "" })
    };
    any_shelf(asked.shelves, asked.tokens, token, " AND ", " OR ")
}

/// `('mark1one' & 'mark1two':*) | ('mark2one' & …)`, and a line for each few shelves.
fn tsquery(asked: Asked<'_>) -> String {
    let token = |mark: &str, token: &Token| {
        format!("'{mark}{}'{}", token.text, if token.open { ":*" } else { "" })
    };
    let together = if asked.in_turn { 1 } else { TOGETHER };
    let lines = asked.shelves.chunks(together);
    let lines = lines.map(|few| any_shelf(few, asked.tokens, token, " & ", " | "));
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
