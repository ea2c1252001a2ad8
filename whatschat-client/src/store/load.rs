//! Pages of history that are read from the server into the store.

use super::{Page, Store, marks, messages, ranges};
use crate::Client;
use crate::store::Result;
use std::sync::atomic::Ordering;
use whatschat_core::chats::Marks;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::{ListMessages, Message};

/// How often a page that events overtake is asked for again before the events wait.
const OVERTAKEN_MOST: u32 = 3;

impl Store {
    /// Reads a page of history into the store. It is the owner who asks, and nobody who has logged
    /// in since.
    pub(crate) async fn load(
        &self,
        client: &Client,
        owner: UserId,
        request: ListMessages,
    ) -> Result<()> {
        for attempt in 0.. {
            // What is read while events wait, no event overtakes.
            let waiting =
                if attempt < OVERTAKEN_MOST { None } else { Some(self.0.events.lock().await) };
            let edits = self.0.edits.load(Ordering::SeqCst);
            let page = client.send_as(owner, request.clone()).await?;
            let page = page_of(&request, page.messages);
            if self.put_page(&page, edits).await? || waiting.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// Stores a page, unless a message has changed since it was asked for.
    async fn put_page(&self, page: &Page, edits: u64) -> Result<bool> {
        let mut tx = self.begin().await?;
        if self.0.edits.load(Ordering::SeqCst) != edits {
            return Ok(false);
        }
        messages::put_page(&mut tx, page).await?;
        self.0.news.tell([page.chat]);
        tx.commit().await?;
        Ok(true)
    }

    /// Stores how far a chat's messages have reached its members.
    pub(crate) async fn put_marks(&self, chat: ChatId, all: &[Marks]) -> Result<()> {
        let mut tx = self.begin().await?;
        for marks in all {
            marks::put(&mut tx, marks).await?;
        }
        self.0.news.tell([chat]);
        Ok(tx.commit().await?)
    }
}

/// Which places a page, the newest first, tells everything about.
fn page_of(request: &ListMessages, messages: Vec<Message>) -> Page {
    let is_first = messages.len() < request.limit as usize;
    let newest = messages.first().map(|message| message.seq);
    let last = request.before.map(|before| before.saturating_sub(1)).or(newest);
    let oldest = messages.last().map_or(1, |message| message.seq);
    let first = if is_first { 1 } else { oldest };
    let range = last.filter(|last| *last >= first).map(|last| ranges::Range { first, last });
    Page { chat: request.chat_id, messages, range }
}
