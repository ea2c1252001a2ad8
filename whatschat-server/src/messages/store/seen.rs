//! Messages as members of their chats see them.

use super::{MessageRow, with_quotes};
use crate::store::{Conn, Tx, on, run};
use sqlx::{FromRow, QueryBuilder, Result};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use whatschat_core::chats::ChatType;
use whatschat_core::groups::Role;
use whatschat_core::id::{MessageId, UserId};
use whatschat_core::messages::Message;

/// Begins what is not null where the message `x` was hidden by the user whose id follows, and a
/// bracket. (`not exists` would have PostgreSQL compare each message with all that they have hidden.)
macro_rules! hidden_by {
    () => {
        "(select h.seq from hidden_messages h
         where h.chat_id = x.chat_id and h.seq = x.seq and h.user_id = "
    };
}
pub(crate) use hidden_by;

/// What the member `m` sees of the messages `x` of their chat.
macro_rules! visible {
    () => {
        concat!(
            "x.seq > m.cleared_seq and ",
            $crate::messages::store::hidden_by!(),
            "m.user_id) is null"
        )
    };
}
pub(crate) use visible;

/// A message as one of its chat's members sees it.
pub(in crate::messages) struct Seen {
    pub(in crate::messages) message: Message,
    pub(in crate::messages) chat_type: ChatType,
    pub(in crate::messages) role: Role,
    /// Whether one of a private chat's two has blocked the other, or is gone.
    pub(in crate::messages) blocked: bool,
}

#[derive(FromRow)]
struct SeenRow {
    #[sqlx(flatten)]
    message: MessageRow,
    #[sqlx(try_from = "String")]
    chat_type: ChatType,
    #[sqlx(try_from = "String")]
    role: Role,
    blocked: bool,
}

/// A message that the user sees. One statement, whether or not it exists: a stranger cannot tell.
pub(in crate::messages) async fn seen(
    conn: &mut Conn,
    id: MessageId,
    user: UserId,
) -> Result<Option<Seen>> {
    find(conn, id, user, concat!(" and ", visible!())).await
}

/// The same, and nobody else changes it before the transaction ends.
pub(in crate::messages) async fn lock_seen(
    tx: &mut Tx,
    id: MessageId,
    user: UserId,
) -> Result<Option<Seen>> {
    let rest = if tx.locks_rows() {
        concat!(" and ", visible!(), " for update of x")
    } else {
        concat!(" and ", visible!())
    };
    find(tx, id, user, rest).await
}

/// A message that the user sees, or has hidden.
pub(in crate::messages) async fn seen_or_hidden(
    conn: &mut Conn,
    id: MessageId,
    user: UserId,
) -> Result<Option<Seen>> {
    find(conn, id, user, " and x.seq > m.cleared_seq").await
}

async fn find(conn: &mut Conn, id: MessageId, user: UserId, rest: &str) -> Result<Option<Seen>> {
    let row: Option<SeenRow> = on!(conn, c => {
        let mut query = QueryBuilder::new(
            "select x.*, c.type as chat_type, c.blocked, m.role from messages x
             join chats c on c.id = x.chat_id join members m on m.chat_id = x.chat_id where x.id = ");
        query.push_bind(id.0).push(" and m.user_id = ").push_bind(user.0).push(rest);
        query.build_query_as().fetch_optional(c).await?
    });
    let Some(SeenRow { message, chat_type, role, blocked }) = row else { return Ok(None) };
    let message = with_quotes(conn, None, vec![message]).await?.pop();
    Ok(message.map(|message| Seen { message, chat_type, role, blocked }))
}

/// Nobody else pins or unpins messages of this one's chat before the transaction ends.
pub(in crate::messages) async fn lock_chat_of(tx: &mut Tx, id: MessageId) -> Result<()> {
    if tx.locks_rows() {
        let lock = "select 1 from chats where id = (select chat_id from messages where id = $1) for update";
        run!(tx, sqlx::query(lock).bind(id.0))?;
    }
    Ok(())
}

#[derive(FromRow)]
struct SeenByRow {
    viewer: Uuid,
    #[sqlx(flatten)]
    message: MessageRow,
}

/// Those of the messages that the users beside them see, which nobody changes before the
/// transaction ends.
pub(in crate::messages) async fn seen_by(
    tx: &mut Tx,
    wanted: BTreeSet<(UserId, MessageId)>,
) -> Result<HashMap<(UserId, MessageId), Message>> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let lock = if tx.locks_rows() { " for share of x" } else { "" };
    let rows: Vec<SeenByRow> = on!(tx, conn => {
        let mut query = QueryBuilder::new("with wanted (viewer, id) as (");
        query.push_values(wanted, |mut row, (user, message)| {
            row.push_bind(user.0).push_bind(message.0);
        });
        query.push(concat!(
            ") select w.viewer, x.* from wanted w cross join messages x cross join members m
               where x.id = w.id and m.chat_id = x.chat_id and m.user_id = w.viewer and ", visible!()));
        query.push(lock).build_query_as().fetch_all(conn).await?
    });
    let entry = |SeenByRow { viewer, message }: SeenByRow| {
        let message = message.message(None);
        ((UserId(viewer), message.id), message)
    };
    Ok(rows.into_iter().map(entry).collect())
}
