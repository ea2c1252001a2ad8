//! Pages of history that are read from the server into the store.

use super::{Page, Store, marks, messages, ranges};
use crate::Client;
use crate::store::Result;
use sqlx::{Sqlite, Transaction};
use std::sync::atomic::Ordering;
use tokio::sync::MutexGuard;
use whatschat_core::chats::ListMarks;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::{ListMessages, Message};

/// How often what events overtake is asked for again before the events wait.
const OVERTAKEN_MOST: u32 = 3;

/// When the server is asked.
struct Turn<'a> {
    /// Events wait as long as this is held.
    waiting: Option<MutexGuard<'a, ()>>,
    /// What has changed by then.
    edits: u64,
}

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
            let Turn { waiting, edits } = self.turn(attempt).await;
            let page = client.send_as(owner, request.clone()).await?;
            let page = page_of(&request, page.messages);
            if let Some(mut tx) = self.begin_at(edits).await? {
                messages::put_page(&mut tx, &page).await?;
                self.0.news.tell([page.chat]);
                return Ok(tx.commit().await?);
            }
            if waiting.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// Reads into the store how far a chat's messages have reached its members.
    pub(crate) async fn load_marks(
        &self,
        client: &Client,
        owner: UserId,
        chat: ChatId,
    ) -> Result<()> {
        for attempt in 0.. {
            let Turn { waiting, edits } = self.turn(attempt).await;
            let all = client.send_as(owner, ListMarks { id: chat }).await?;
            if let Some(mut tx) = self.begin_at(edits).await? {
                for marks in &all {
                    marks::put(&mut tx, marks).await?;
                }
                self.0.news.tell([chat]);
                return Ok(tx.commit().await?);
            }
            if waiting.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// When the server may be asked: at first at once, though events may overtake its answer; in the
    /// end while they wait.
    async fn turn(&self, attempt: u32) -> Turn<'_> {
        let waiting =
            if attempt < OVERTAKEN_MOST { None } else { Some(self.0.events.lock().await) };
        Turn { waiting, edits: self.0.edits.load(Ordering::SeqCst) }
    }

    /// Begins a transaction, unless something has changed since.
    async fn begin_at(&self, edits: u64) -> Result<Option<Transaction<'static, Sqlite>>> {
        let tx = self.begin().await?;
        let is_unchanged = self.0.edits.load(Ordering::SeqCst) == edits;
        Ok(is_unchanged.then_some(tx))
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
