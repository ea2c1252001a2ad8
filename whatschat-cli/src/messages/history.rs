//! Reading back, and reading on after a pause.

use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use crate::state::Arrival;
use whatschat_client::core::id::ChatId;
use whatschat_client::core::messages::Message;

/// How many of the newest messages are looked at for edits that were missed.
const REVIEWED: u32 = 50;

/// The newest `count` messages of a chat before `before`, oldest first.
pub(super) async fn page(
    context: &Context,
    chat: ChatId,
    before: Option<u64>,
    count: u32,
) -> Result<Vec<Message>, Failure> {
    let messages = context.client.messages();
    Ok(match before {
        Some(seq) => messages.before(chat, seq, count).await?,
        None => messages.latest(chat, count).await?,
    })
}

impl App {
    /// Shows messages of the open chat and marks it read when they are its newest.
    pub(crate) async fn show_history(
        &mut self,
        before: Option<u64>,
        count: u32,
    ) -> Result<(), Failure> {
        let chat = self.open_id()?;
        let messages = page(&self.context, chat, before, count).await?;
        if messages.is_empty() {
            let nothing = if before.is_some() {
                "— this is the beginning —"
            } else {
                "— no messages yet —"
            };
            self.context.screen.note(nothing);
            return Ok(());
        }
        self.learn_names(&messages).await;
        if let Some(open) = &mut self.state.open {
            open.more_before = messages.first().map(|first| first.seq);
        }
        if messages.first().is_some_and(|first| first.seq > 1) {
            self.context.screen.note("— /more shows earlier messages —");
        }
        for message in &messages {
            self.show_here(message);
        }
        Ok(())
    }

    /// Shows what was missed in the open chat while the connection was down.
    pub(crate) async fn catch_up(&mut self) -> Result<(), Failure> {
        let Ok(chat) = self.open_id() else { return Ok(()) };
        self.review(chat).await?;
        let seen = self.state.chat(chat).map_or(0, |known| known.seen.complete_to());
        let missed = self.context.client.messages().since(chat, seen).await?;
        self.learn_names(&missed).await;
        for message in &missed {
            if self.state.arrive(message) == Arrival::Here {
                self.show_here(message);
            }
        }
        if let Some(known) = self.state.chat_mut(chat) {
            known.seen.complete(missed.last().map_or(0, |last| last.seq));
            known.chat.unread_count = 0;
        }
        Ok(())
    }

    /// Shows edits and deletions of messages on the screen that were missed.
    async fn review(&mut self, chat: ChatId) -> Result<(), Failure> {
        for message in self.context.client.messages().latest(chat, REVIEWED).await? {
            self.show_change(&message);
        }
        Ok(())
    }
}
