//! Pages of history that are read from the server into the store.

use super::{Page, Store, marks, messages, ranges};
use crate::Client;
use crate::store::Result;
use std::sync::atomic::Ordering;
use whatschat_core::chats::{ListMarks, Marks};
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::{ListMessages, Message};

/// How often what events overtake is asked for again before the events wait.
const OVERTAKEN_MOST: u32 = 3;

/// What the server answers, to be stored.
enum Answer {
    Page(Page),
    Marks(ChatId, Vec<Marks>),
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
        let request = &request;
        let page = move || async move {
            let page = client.send_as(owner, request.clone()).await?;
            Ok(Answer::Page(page_of(request, page.messages)))
        };
        self.keep_answer(page).await
    }

    /// Reads into the store how far a chat's messages have reached its members.
    pub(crate) async fn load_marks(
        &self,
        client: &Client,
        owner: UserId,
        chat: ChatId,
    ) -> Result<()> {
        let marks = move || async move {
            Ok(Answer::Marks(chat, client.send_as(owner, ListMarks { id: chat }).await?))
        };
        self.keep_answer(marks).await
    }

    /// Asks the server until no event has overtaken its answer, and stores that: in the end events
    /// wait for it.
    async fn keep_answer<F>(&self, ask: impl Fn() -> F) -> Result<()>
    where
        F: Future<Output = Result<Answer>>,
    {
        for attempt in 0.. {
            let waiting =
                if attempt < OVERTAKEN_MOST { None } else { Some(self.0.events.lock().await) };
            let edits = self.0.edits.load(Ordering::SeqCst);
            if self.put(&ask().await?, edits).await? || waiting.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// Stores an answer, unless something has changed since it was asked for.
    async fn put(&self, answer: &Answer, edits: u64) -> Result<bool> {
        let mut tx = self.begin().await?;
        if self.0.edits.load(Ordering::SeqCst) != edits {
            return Ok(false);
        }
        let chat = match answer {
            Answer::Page(page) => {
                messages::put_page(&mut tx, page).await?;
                page.chat
            }
            Answer::Marks(chat, all) => {
                for marks in all {
                    marks::put(&mut tx, marks).await?;
                }
                *chat
            }
        };
        self.0.news.tell([chat]);
        tx.commit().await?;
        Ok(true)
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
