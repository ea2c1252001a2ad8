//! How far a chat's messages have reached its members.
//!
//! What was read has arrived too; marks only move on. `delivered_seq` is for the others alone:
//! in a private chat it stands still while one has blocked the other, and nobody is shown that one
//! has read further. So a block cannot be told from not being there.

use super::store::{self, MarkRow, Membership};
use super::{membership, own_change, view};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::{Conn, Tx};
use crate::sync::{self, Entry};
use whatschat_core::ErrorCode;
use whatschat_core::chats::{ChatChange, ChatType, MarkDelivered, MarkRead, Marks, ReadState};
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::limits::PRESENCE_MEMBERS_MAX;
use whatschat_core::messages::{Message, Receipts};
use whatschat_core::socket::ServerEvent;

/// A mark beyond the last message marks the last; an older mark changes nothing.
pub(crate) async fn mark_read(
    app: &App,
    caller: Caller,
    request: MarkRead,
) -> Result<ReadState, ApiError> {
    let _in_order = app.changes.lock().await;
    let (mut tx, before) = lock(app, caller, request.id).await?;
    let audience = audience(&mut tx, caller, &before).await?;
    let seq = request.seq.min(before.last_seq);
    let mut after = arrived(&before, seq, audience);
    after.marked_unread = false;
    if seq > before.read_seq {
        after.own_unread = own_after(&mut tx, caller, &before, seq).await?;
        after.read_seq = seq;
    }
    store::set_marks(&mut tx, caller.user, &after).await?;
    let after = membership(&mut tx, request.id, caller.user).await?;
    let state = read_state(&mut tx, &after, caller.user).await?;
    let entry = if after.read_seq > before.read_seq {
        Some(tell(caller, &after, audience))
    } else {
        before.marked_unread.then(|| tell(caller, &after, Audience::WhoAsks))
    };
    sync::commit(app, tx, entry.into_iter().collect()).await?;
    Ok(state)
}

pub(crate) async fn mark_delivered(
    app: &App,
    caller: Caller,
    request: MarkDelivered,
) -> Result<Marks, ApiError> {
    let _in_order = app.changes.lock().await;
    let (mut tx, before) = lock(app, caller, request.id).await?;
    let audience = audience(&mut tx, caller, &before).await?;
    let after = arrived(&before, request.seq.min(before.last_seq), audience);
    store::set_marks(&mut tx, caller.user, &after).await?;
    let is_news = after.delivered_seq > before.delivered_seq;
    let entry = is_news.then(|| tell(caller, &after, audience));
    sync::commit(app, tx, entry.into_iter().collect()).await?;
    Ok(own_marks(&after, caller.user))
}

/// For the eye of the caller alone: their other devices are told, and nobody else.
pub(crate) async fn mark_unread(
    app: &App,
    caller: Caller,
    id: ChatId,
) -> Result<ReadState, ApiError> {
    let _in_order = app.changes.lock().await;
    let (mut tx, before) = lock(app, caller, id).await?;
    let after = Membership { marked_unread: true, ..before.clone() };
    store::set_marks(&mut tx, caller.user, &after).await?;
    let state = read_state(&mut tx, &after, caller.user).await?;
    let is_news = !before.marked_unread;
    let entry = is_news.then(|| own_change(caller, id, ChatChange::Details));
    sync::commit(app, tx, entry.into_iter().collect()).await?;
    Ok(state)
}

async fn lock(app: &App, caller: Caller, id: ChatId) -> Result<(Tx, Membership), ApiError> {
    let mut tx = app.db.write().await?;
    let before = store::lock_membership(&mut tx, id, caller.user).await?;
    Ok((tx, before.ok_or(ErrorCode::ChatNotFound)?))
}

/// How many messages after `seq` are the caller's own: counted on the shorter side of it.
async fn own_after(
    tx: &mut Tx,
    caller: Caller,
    before: &Membership,
    seq: u64,
) -> sqlx::Result<u64> {
    let (chat, user, read) = (before.chat_id, caller.user, before.read_seq);
    if seq - read < before.last_seq - seq {
        let passed = store::count_own(tx, chat, user, read, seq).await?;
        return Ok(before.own_unread.saturating_sub(passed));
    }
    store::count_own(tx, chat, user, seq, before.last_seq).await
}

/// Who learns of a mark, besides one's own devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Audience {
    /// The others are told.
    Everyone,
    /// The others are not told, and see it when they ask.
    WhoAsks,
    Nobody,
}

async fn audience(tx: &mut Tx, caller: Caller, chat: &Membership) -> sqlx::Result<Audience> {
    if chat.r#type == ChatType::Private {
        let blockers = store::blockers(tx, chat.chat_id).await?;
        return Ok(match blockers.contains(&caller.user) {
            true => Audience::Nobody,
            false if blockers.is_empty() => Audience::Everyone,
            false => Audience::WhoAsks,
        });
    }
    let is_large = store::has_more_members(tx, chat.chat_id, PRESENCE_MEMBERS_MAX).await?;
    Ok(if is_large { Audience::WhoAsks } else { Audience::Everyone })
}

/// With the mark of what has arrived at `seq`, if it was not there yet and the others may know.
fn arrived(before: &Membership, seq: u64, audience: Audience) -> Membership {
    let mut after = before.clone();
    if audience != Audience::Nobody {
        after.delivered_seq = after.delivered_seq.max(seq);
    }
    after
}

fn tell(caller: Caller, after: &Membership, audience: Audience) -> Entry {
    let event = ServerEvent::ChatRead(own_marks(after, caller.user));
    match audience {
        Audience::Everyone => Entry::members(after.chat_id, event),
        Audience::WhoAsks | Audience::Nobody => Entry::user(caller.user, event),
    }
}

/// One's marks as one sees them.
fn own_marks(membership: &Membership, user: UserId) -> Marks {
    Marks {
        chat_id: membership.chat_id,
        user_id: user,
        delivered_seq: membership.delivered_seq.max(membership.read_seq),
        read_seq: membership.read_seq,
    }
}

/// Someone else's marks.
fn shown(chat_id: ChatId, row: MarkRow) -> Marks {
    let MarkRow { user_id, delivered_seq, read_seq } = row;
    Marks { chat_id, user_id, delivered_seq, read_seq: read_seq.min(delivered_seq) }
}

pub(crate) async fn marks(app: &App, caller: Caller, id: ChatId) -> Result<Vec<Marks>, ApiError> {
    let mut conn = app.db.snapshot().await?;
    let own = own_marks(&membership(&mut conn, id, caller.user).await?, caller.user);
    let rows = store::marks(&mut conn, id).await?;
    let mark = |row: MarkRow| if row.user_id == caller.user { own } else { shown(id, row) };
    Ok(rows.into_iter().map(mark).collect())
}

/// Whom a message that the caller sees has reached.
pub(crate) async fn receipts(
    conn: &mut Conn,
    caller: Caller,
    message: &Message,
) -> sqlx::Result<Receipts> {
    let (chat, seq) = (message.chat_id, message.seq);
    let rows = store::reached(conn, chat, seq, message.sender_id).await?;
    let is_own = |row: &MarkRow| row.user_id == caller.user;
    let read = |row: &&MarkRow| row.read_seq >= seq && (is_own(row) || row.delivered_seq >= seq);
    let delivered = |row: &&MarkRow| row.delivered_seq >= seq || is_own(row);
    Ok(Receipts {
        delivered: rows.iter().filter(delivered).map(|row| row.user_id).collect(),
        read: rows.iter().filter(read).map(|row| row.user_id).collect(),
    })
}

/// How much of a chat its member has read.
pub(super) async fn read_state(
    conn: &mut Conn,
    membership: &Membership,
    user: UserId,
) -> sqlx::Result<ReadState> {
    let first = if membership.unread() == 0 {
        None
    } else {
        store::first_of_others(conn, membership.chat_id, user, membership.read_seq).await?
    };
    Ok(view::read_state(membership, first))
}
