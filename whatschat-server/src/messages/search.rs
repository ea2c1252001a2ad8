//! The search in messages. An index gives those that may have the words; their texts show whether
//! they do, in the same way on every database.

mod backfill;
mod finder;
mod merge;
mod shelves;
mod text;
mod tokens;
mod words;

pub(crate) use backfill::index_older;
pub(crate) use merge::join_pieces;
pub(super) use shelves::Shelf;
pub(super) use tokens::Token;

use super::store::{self, Rows};
use crate::app::App;
use crate::chats::store::Membership;
use crate::error::ApiError;
use crate::files;
use crate::http::Caller;
use crate::store::{Conn, Tx};
use finder::{Finder, Found};
use std::cmp::Reverse;
use whatschat_core::id::{ChatId, MessageId};
use whatschat_core::limits::SEARCH_TOTAL_MAX;
use whatschat_core::messages::{ListMessages, Message, MessageHits, MessagePage, SearchMessages};
use whatschat_core::page::Pagination;
use words::Words;

/// How many shelves are put in order, beside the newest of each chat.
const OLDER_SHELVES: usize = 1_000;

/// A page of a search in one chat.
pub(super) async fn in_chat(
    conn: &mut Conn,
    membership: &Membership,
    caller: Caller,
    request: &ListMessages,
    search: &str,
    enough: usize,
) -> Result<MessagePage, ApiError> {
    let ids = find_in_chat(conn, membership, caller, request, search, enough).await?;
    let (page, passed) = match request.before.or(request.after) {
        Some(_) => (1, 0),
        None => (request.page, (request.page as usize - 1).saturating_mul(request.limit as usize)),
    };
    let shown: Vec<_> = ids.iter().skip(passed).take(request.limit as usize).copied().collect();
    Ok(MessagePage {
        messages: store::by_ids(conn, caller.user, &shown).await?,
        pagination: Pagination::of(page, request.limit, ids.len() as u64),
    })
}

/// The first messages between the request's cursors that a search finds.
async fn find_in_chat(
    conn: &mut Conn,
    membership: &Membership,
    caller: Caller,
    request: &ListMessages,
    search: &str,
    enough: usize,
) -> Result<Vec<MessageId>, ApiError> {
    let (chat, words) = (request.chat_id, Words::of(search));
    let after = request.after.unwrap_or(0).max(membership.cleared_seq);
    let before = request.before.unwrap_or(u64::MAX).min(membership.last_seq + 1);
    if words.is_empty() || after >= before {
        return Ok(vec![]);
    }
    let rows = Rows {
        after: row_at(conn, chat, after).await?.unwrap_or(i64::MIN),
        before: row_at(conn, chat, before).await?.unwrap_or(i64::MAX),
        upwards: request.after.is_some() && request.before.is_none(),
    };
    let mut shelves = shelves::between(chat, after, before);
    if rows.upwards {
        shelves.reverse();
    }
    let finder = Finder::new(&words, caller.user, Some(chat), rows, SEARCH_TOTAL_MAX, enough);
    Ok(finder.run(conn, shelves).await?.ids)
}

/// Places before the first message and after the last have no row.
async fn row_at(conn: &mut Conn, chat: ChatId, seq: u64) -> sqlx::Result<Option<i64>> {
    if seq == 0 { Ok(None) } else { store::row_at(conn, chat, seq).await }
}

/// A search in all of the caller's chats.
pub(crate) async fn search(
    app: &App,
    caller: Caller,
    request: SearchMessages,
) -> Result<MessageHits, ApiError> {
    let mut conn = app.db.snapshot().await?;
    let before = end(&mut conn, caller, request.before).await?;
    let (words, limit) = (Words::of(&request.search), request.limit as usize);
    if words.is_empty() {
        return Ok(MessageHits { messages: vec![], next: None });
    }
    let extents = store::extents(&mut conn, caller.user).await?;
    let (chat, shelves) = match extents.as_slice() {
        [only] => (
            Some(only.chat_id),
            shelves::between(only.chat_id, only.cleared_seq, only.last_seq + 1),
        ),
        several => {
            (None, in_order(&mut conn, several.iter().flat_map(shelves::of).collect()).await?)
        }
    };
    let rows = Rows { after: i64::MIN, before, upwards: false };
    let enough = app.config.search_reads as usize;
    let finder = Finder::new(&words, caller.user, chat, rows, limit + 1, enough);
    let Found { mut ids, stopped_at } = finder.run(&mut conn, shelves).await?;
    let next = if ids.len() > limit { ids.get(limit - 1).copied() } else { stopped_at };
    ids.truncate(limit);
    let mut messages = store::by_ids(&mut conn, caller.user, &ids).await?;
    files::show(&mut conn, &app.files.links, app.clock.now(), messages.iter_mut()).await?;
    Ok(MessageHits { messages, next })
}

/// The row before which a page begins. Of a message that the caller sees no more, since they have
/// left its chat or that has ended, its id tells about where that was; of others' it tells the same,
/// whether they exist or not.
async fn end(conn: &mut Conn, caller: Caller, before: Option<MessageId>) -> sqlx::Result<i64> {
    let Some(id) = before else { return Ok(i64::MAX) };
    let row = match store::row_of(conn, id, caller.user).await? {
        None => store::row_near(conn, id).await?,
        found => found,
    };
    Ok(row.unwrap_or(i64::MAX))
}

/// Puts shelves in the order of their newest messages. Only chats of many messages have several,
/// and of the first of them alone the rows are looked up.
async fn in_order(conn: &mut Conn, mut shelves: Vec<Shelf>) -> sqlx::Result<Vec<Shelf>> {
    let places = shelves.chunk_by(|one, next| one.last.0 == next.last.0);
    let older = places.flat_map(|of_a_chat| of_a_chat.iter().skip(1)).map(|shelf| shelf.last);
    let rows = store::rows_at(conn, &older.take(OLDER_SHELVES).collect::<Vec<_>>()).await?;
    for shelf in &mut shelves {
        shelf.last_row = rows.get(&shelf.last).copied().unwrap_or(shelf.last_row);
    }
    shelves.sort_by_key(|shelf| Reverse(shelf.last_row));
    Ok(shelves)
}

/// Makes new messages to be found.
pub(super) async fn index<'a>(
    tx: &mut Tx,
    messages: impl Iterator<Item = &'a Message>,
) -> sqlx::Result<()> {
    let entry = |message: &Message| {
        Some((message.id, shelves::entry(message.chat_id, message.seq, &message.content)?))
    };
    store::index(tx, &messages.filter_map(entry).collect::<Vec<_>>()).await
}

/// Makes a changed message to be found by what it says now.
pub(super) async fn index_again(tx: &mut Tx, message: &Message) -> sqlx::Result<()> {
    store::unindex(tx, message.id).await?;
    index(tx, std::iter::once(message)).await
}
