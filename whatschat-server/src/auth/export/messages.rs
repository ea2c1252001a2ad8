//! Every message that the user sees, chat by chat, and every one of their own that they do not see
//! any more: the oldest first, one a line.

use super::archive::{Archive, Broken};
use super::chats::if_still_in;
use crate::app::App;
use crate::http::Caller;
use crate::messages::store::Unseen;
use crate::{chats, messages};
use whatschat_core::id::{ChatId, MessageId};
use whatschat_core::limits::PAGE_MAX;
use whatschat_core::messages::{ListMessages, Message};

/// How many places of a chat one statement goes through: others have written most of them.
const PLACES: u64 = 20_000;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    archive.begin("messages.jsonl").await?;
    for chat in chats::list(app, caller).await? {
        let mut seen = 0;
        while let Some(page) = page(app, caller, chat.id, seen).await? {
            lines(archive, page.iter().rev()).await?;
            seen = page.first().map_or(u64::MAX, |newest| newest.seq);
        }
    }
    Ok(())
}

/// What they have written in chats that they have left or cleared, and what they have hidden.
pub(super) async fn write_unseen(
    app: &App,
    caller: Caller,
    archive: &mut Archive,
) -> Result<(), Broken> {
    archive.begin("messages-no-longer-seen.jsonl").await?;
    for Unseen { chat, mut after, upto } in messages::unseen_by(app, caller).await? {
        while after < upto {
            let end = upto.min(after + PLACES);
            let places = Unseen { chat, after, upto: end };
            add(app, caller, archive, &messages::own_at(app, caller, places).await?).await?;
            after = end;
        }
    }
    let mut last = (ChatId::nil(), 0);
    loop {
        let some = messages::own_hidden(app, caller, last).await?;
        let Some((chat, seq, _)) = some.last() else { return Ok(()) };
        last = (*chat, *seq);
        let ids: Vec<_> = some.iter().map(|(_, _, id)| *id).collect();
        add(app, caller, archive, &ids).await?;
    }
}

async fn add(
    app: &App,
    caller: Caller,
    archive: &mut Archive,
    ids: &[MessageId],
) -> Result<(), Broken> {
    for page in ids.chunks(PAGE_MAX as usize) {
        lines(archive, &messages::own(app, caller, page).await?).await?;
    }
    Ok(())
}

async fn lines(
    archive: &mut Archive,
    messages: impl IntoIterator<Item = &Message>,
) -> Result<(), Broken> {
    for message in messages {
        archive.value(message).await?;
        archive.write(b"\n").await?;
    }
    Ok(())
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
