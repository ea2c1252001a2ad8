//! Every message that the user sees, chat by chat, and every one of their own that they do not see
//! any more: the oldest first, one a line.

use super::archive::{Archive, Broken};
use super::chats::if_still_in;
use crate::app::App;
use crate::http::Caller;
use crate::{chats, messages};
use whatschat_core::id::ChatId;
use whatschat_core::limits::PAGE_MAX;
use whatschat_core::messages::{ListMessages, Message};

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    archive.begin("messages.jsonl").await?;
    for chat in chats::list(app, caller).await? {
        let mut seen = 0;
        while let Some(page) = page(app, caller, chat.id, seen).await? {
            for message in page.iter().rev() {
                archive.value(message).await?;
                archive.write(b"\n").await?;
            }
            seen = page.first().map_or(u64::MAX, |newest| newest.seq);
        }
    }
    Ok(())
}

/// What they have written in chats that they have left or cleared.
pub(super) async fn write_unseen(
    app: &App,
    caller: Caller,
    archive: &mut Archive,
) -> Result<(), Broken> {
    archive.begin("messages-no-longer-seen.jsonl").await?;
    let mut last = i64::MIN;
    loop {
        let some = messages::own_unseen(app, caller, last).await?;
        let Some((newest, _)) = some.last() else { return Ok(()) };
        last = *newest;
        let ids: Vec<_> = some.into_iter().map(|(_, id)| id).collect();
        for page in ids.chunks(PAGE_MAX as usize) {
            for message in messages::own(app, caller, page).await? {
                archive.value(&message).await?;
                archive.write(b"\n").await?;
            }
        }
    }
}

/// The messages after the one at this place, newest first; `None` where there are none.
async fn page(
    app: &App,
    caller: Caller,
    chat: ChatId,
    seen: u64,
) -> Result<Option<Vec<Message>>, Broken> {
    let request = ListMessages { after: Some(seen), limit: PAGE_MAX, ..ListMessages::newest(chat) };
    let page = if_still_in(messages::list(app, caller, request).await)?;
    Ok(page.map(|page| page.messages).filter(|messages| !messages.is_empty()))
}
