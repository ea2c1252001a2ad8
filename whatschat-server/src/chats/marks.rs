//! How far a chat's messages have reached its members.
//!
//! What was read has arrived too; marks only move on. `delivered_seq` is for the others alone:
//! in a private chat it stands still while one has blocked the other, and nobody is shown that one
//! has read further. So a block cannot be told from not being there.

use super::marker::{Mark, Marked};
use super::store::{self, MarkRow, Membership};
use super::{membership, view};
use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::Conn;
use whatschat_core::chats::{MarkDelivered, MarkRead, Marks, ReadState};
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::{Message, Receipts};

/// A mark beyond the last message marks the last; an older mark changes nothing.
pub(crate) async fn mark_read(
    app: &App,
    caller: Caller,
    request: MarkRead,
) -> Result<ReadState, ApiError> {
    Ok(app.marker.set(caller, request.id, Mark::Read(request.seq)).await?.read_state())
}

pub(crate) async fn mark_delivered(
    app: &App,
    caller: Caller,
    request: MarkDelivered,
) -> Result<Marks, ApiError> {
    let marked = app.marker.set(caller, request.id, Mark::Delivered(request.seq)).await?;
    Ok(own_marks(&marked.membership, caller.user))
}

/// For the eye of the caller alone: their other devices are told, and nobody else.
pub(crate) async fn mark_unread(
    app: &App,
    caller: Caller,
    id: ChatId,
) -> Result<ReadState, ApiError> {
    Ok(app.marker.set(caller, id, Mark::Unread).await?.read_state())
}

/// One's marks as one sees them.
pub(super) fn own_marks(membership: &Membership, user: UserId) -> Marks {
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

/// What is to be looked up of what a member has not read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ToRead {
    /// The first message of somebody else.
    pub(super) first_seq: Option<u64>,
    /// How many mention the member.
    pub(super) mentions: u64,
}

pub(super) async fn to_read(
    conn: &mut Conn,
    membership: &Membership,
    user: UserId,
) -> sqlx::Result<ToRead> {
    if membership.unread() == 0 {
        return Ok(ToRead::default());
    }
    let (chat, own_until) = (membership.chat_id, membership.own_until());
    let first_seq = store::first_of_others(conn, chat, user, own_until).await?;
    let mentions = store::mentions(conn, chat, user, membership.read_seq).await?;
    Ok(ToRead { first_seq, mentions })
}

/// How much of a chat its member has read.
pub(super) async fn read_state(
    conn: &mut Conn,
    membership: &Membership,
    user: UserId,
) -> sqlx::Result<ReadState> {
    Ok(view::read_state(membership, to_read(conn, membership, user).await?))
}

impl Marked {
    fn read_state(&self) -> ReadState {
        view::read_state(&self.membership, self.to_read)
    }
}
