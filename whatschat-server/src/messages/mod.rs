//! Messages: the rules.

pub(crate) mod api;
mod change;
mod delete;
mod pins;
mod plan;
mod react;
pub(crate) mod search;
mod send;
pub(crate) mod store;
mod system;
mod writer;

pub(crate) use change::{history, update};
pub(crate) use delete::delete;
pub(crate) use pins::{list_pins, pin, unpin};
pub(crate) use react::{react, unreact};
pub(crate) use send::{forward, send};
pub(crate) use system::{append_system, describe_system};
pub(crate) use writer::Writer;

use crate::app::App;
use crate::chats::{self, membership, store::Membership};
use crate::error::ApiError;
use crate::files;
use crate::http::Caller;
use crate::store::{Conn, Tx};
use std::collections::HashMap;
use store::{Seen, Unseen, Window};
use whatschat_core::ErrorCode;
use whatschat_core::chats::ChatType;
use whatschat_core::groups::Role;
use whatschat_core::id::{ChatId, MessageId, UserId};
use whatschat_core::messages::{ListMessages, Message, MessagePage, Receipts};
use whatschat_core::page::Pagination;

/// Of how many hidden messages an export learns the ids at once.
const HIDDEN_AT_ONCE: u32 = 10_000;

pub(crate) async fn list(
    app: &App,
    caller: Caller,
    request: ListMessages,
) -> Result<MessagePage, ApiError> {
    let mut conn = app.db.snapshot().await?;
    let membership = membership(&mut conn, request.chat_id, caller.user).await?;
    let mut page = match &request.search {
        Some(search) => {
            let enough = app.config.search_reads as usize;
            search::in_chat(&mut conn, &membership, caller, &request, search, enough).await?
        }
        None => page(&mut conn, &membership, caller, &request).await?,
    };
    files::show(&mut conn, &app.files.links, app.clock.now(), page.messages.iter_mut()).await?;
    Ok(page)
}

/// The messages at these places of the viewer's chats, as the viewer sees them now.
pub(crate) async fn at_places(
    app: &App,
    conn: &mut Conn,
    viewer: UserId,
    places: &[(ChatId, u64)],
) -> sqlx::Result<HashMap<(ChatId, u64), Message>> {
    let mut messages = store::by_places(conn, viewer, places).await?;
    files::show(conn, &app.files.links, app.clock.now(), messages.iter_mut()).await?;
    Ok(messages.into_iter().map(|message| ((message.chat_id, message.seq), message)).collect())
}

async fn page(
    conn: &mut Conn,
    membership: &Membership,
    caller: Caller,
    request: &ListMessages,
) -> Result<MessagePage, ApiError> {
    let cleared = membership.cleared_seq;
    let chat = request.chat_id;
    let page = if request.before.or(request.after).is_some() { 1 } else { request.page };
    // Only what pages before this one skip over has to be known; else their number.
    let (hidden, gaps) = if page == 1 {
        (vec![], store::count_hidden(conn, chat, caller.user, cleared).await?)
    } else {
        let hidden = store::hidden(conn, chat, caller.user, cleared).await?;
        let gaps = hidden.len() as u64;
        (hidden, gaps)
    };
    let window = Window::of(request, membership, caller.user, &hidden);
    let messages = store::page(conn, &window).await?;
    // There is no gap but what the caller has hidden.
    let total = (membership.last_seq - cleared).saturating_sub(gaps);
    Ok(MessagePage { messages, pagination: Pagination::of(page, request.limit, total) })
}

/// Where the caller may have written what they do not see any more.
pub(crate) async fn unseen_by(app: &App, caller: Caller) -> Result<Vec<Unseen>, ApiError> {
    Ok(store::unseen_by(&mut app.db.read().await?, caller.user).await?)
}

/// The caller's own messages at these places, the oldest first.
pub(crate) async fn own_at(
    app: &App,
    caller: Caller,
    places: Unseen,
) -> Result<Vec<MessageId>, ApiError> {
    Ok(store::own_at(&mut app.db.read().await?, caller.user, places).await?)
}

/// Some of the caller's own messages that they have hidden one by one, after this one.
pub(crate) async fn own_hidden(
    app: &App,
    caller: Caller,
    after: (ChatId, u64),
) -> Result<Vec<(ChatId, u64, MessageId)>, ApiError> {
    let mut conn = app.db.read().await?;
    Ok(store::own_hidden(&mut conn, caller.user, after, HIDDEN_AT_ONCE).await?)
}

/// These messages of the caller's, the oldest first, and nothing of the others.
pub(crate) async fn own(
    app: &App,
    caller: Caller,
    ids: &[MessageId],
) -> Result<Vec<Message>, ApiError> {
    let mut conn = app.db.snapshot().await?;
    let messages = store::by_ids(&mut conn, caller.user, ids).await?;
    let mut messages: Vec<_> = messages.into_iter().rev().map(ones_own).collect();
    files::show(&mut conn, &app.files.links, app.clock.now(), messages.iter_mut()).await?;
    Ok(messages)
}

/// What its sender has said themself: who does not see it any more learns nothing of the others.
fn ones_own(message: Message) -> Message {
    let reply_to = message.reply_to.as_ref().map(store::without_words);
    Message { reply_to, reactions: vec![], pinned_at: None, ..message }
}

/// Whom a message that the caller sees has reached.
pub(crate) async fn receipts(
    app: &App,
    caller: Caller,
    id: MessageId,
) -> Result<Receipts, ApiError> {
    let mut conn = app.db.snapshot().await?;
    let seen = store::seen(&mut conn, id, caller.user).await?.ok_or(ErrorCode::MessageNotFound)?;
    Ok(chats::receipts(&mut conn, caller, &seen.message).await?)
}

/// A message that the caller can see, and nobody else changes before the transaction ends. For
/// anybody else it does not exist.
async fn own_view(tx: &mut Tx, caller: Caller, id: MessageId) -> Result<Seen, ApiError> {
    Ok(store::lock_seen(tx, id, caller.user).await?.ok_or(ErrorCode::MessageNotFound)?)
}

impl Seen {
    /// Whether its reader may delete what others wrote.
    fn may_moderate(&self) -> bool {
        self.chat_type == ChatType::Group && self.role == Role::Admin
    }

    /// Whether its reader may pin: either of two people, a group's admins.
    fn may_pin(&self) -> bool {
        self.chat_type == ChatType::Private || self.role == Role::Admin
    }
}
