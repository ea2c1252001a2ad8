//! Who learns of a mark.

use crate::chats::marks::own_marks;
use crate::chats::own_change;
use crate::chats::store::{self, Membership};
use crate::store::Tx;
use crate::sync::Entry;
use whatschat_core::chats::{ChatChange, ChatType};
use whatschat_core::id::UserId;
use whatschat_core::limits::PRESENCE_MEMBERS_MAX;
use whatschat_core::socket::ServerEvent;

/// Who learns of a mark, besides one's own devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// The others are told.
    Everyone,
    /// The others are not told, and see it when they ask.
    WhoAsks,
    Nobody,
}

pub(super) async fn audience(
    tx: &mut Tx,
    user: UserId,
    chat: &Membership,
) -> sqlx::Result<Audience> {
    if chat.r#type == ChatType::Private {
        let blockers = store::blockers(tx, chat.chat_id).await?;
        return Ok(match blockers.contains(&user) {
            true => Audience::Nobody,
            false if blockers.is_empty() => Audience::Everyone,
            false => Audience::WhoAsks,
        });
    }
    let is_large = store::has_more_members(tx, chat.chat_id, PRESENCE_MEMBERS_MAX).await?;
    Ok(if is_large { Audience::WhoAsks } else { Audience::Everyone })
}

/// What is told of marks that moved.
pub(super) fn told(
    user: UserId,
    before: &Membership,
    after: &Membership,
    audience: Audience,
) -> Vec<Entry> {
    let has_moved = after.read_seq > before.read_seq || after.delivered_seq > before.delivered_seq;
    let mut told = Vec::new();
    if has_moved || before.marked_unread && !after.marked_unread {
        let marks = ServerEvent::ChatRead(own_marks(after, user));
        told.push(match audience {
            Audience::Everyone if has_moved => Entry::members(after.chat_id, marks),
            _ => Entry::user(user, marks),
        });
    }
    if after.marked_unread && !before.marked_unread {
        told.push(own_change(user, after.chat_id, ChatChange::Details));
    }
    told
}
