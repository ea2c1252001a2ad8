//! Reading back.

use crate::app::App;
use crate::context::Context;
use crate::failure::Failure;
use whatschat_client::core::id::ChatId;
use whatschat_client::core::messages::Message;
use whatschat_client::timeline::Item;

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

/// The messages among a timeline's items.
pub(super) fn messages(items: &[Item]) -> impl DoubleEndedIterator<Item = &Message> {
    items.iter().filter_map(|item| match item {
        Item::Message { message, .. } => Some(&**message),
        Item::Outgoing(_) | Item::Gap { .. } => None,
    })
}

impl App {
    /// Shows what a chat that has just been opened begins with.
    pub(crate) async fn show_opened(&mut self) -> Result<(), Failure> {
        let items = self.items().await?;
        match messages(&items).next() {
            Some(first) if first.seq > 1 => {
                self.context.screen.note("— /more shows earlier messages —");
            }
            None if items.is_empty() => self.context.screen.note("— no messages yet —"),
            _ => {}
        }
        self.show_news().await
    }

    /// Shows the newest `count` messages of the open chat again.
    pub(super) async fn show_newest(&mut self, count: u32) -> Result<(), Failure> {
        self.open_id()?;
        let known = messages(&self.items().await?).count();
        let missing = count.saturating_sub(u32::try_from(known).unwrap_or(u32::MAX));
        if missing > 0 {
            self.page_back(missing).await?;
        }
        let items = self.items().await?;
        let first = messages(&items).rev().take(count as usize).last().map(|first| first.seq);
        let Some(first) = first else {
            self.context.screen.note("— no messages yet —");
            return Ok(());
        };
        self.show_again(&items, first, u64::MAX).await;
        self.show_news().await
    }

    /// Shows the `count` messages before those that were shown of the open chat.
    pub(super) async fn show_more(&mut self, count: u32) -> Result<(), Failure> {
        self.open_id()?;
        let end = messages(&self.items().await?).next().map_or(0, |first| first.seq);
        self.page_back(count).await?;
        let items = self.items().await?;
        let Some(first) = messages(&items).next().map(|first| first.seq).filter(|seq| *seq < end)
        else {
            self.context.screen.note("— this is the beginning —");
            return Ok(());
        };
        if first > 1 {
            self.context.screen.note("— /more shows earlier messages —");
        }
        self.show_again(&items, first, end).await;
        self.show_news().await
    }

    /// Shows the messages from `first` to before `end`, whether they were shown or not.
    async fn show_again(&mut self, items: &[Item], first: u64, end: u64) {
        for item in items {
            if let Item::Message { message, state } = item
                && (first..end).contains(&message.seq)
            {
                self.learn_names([&**message]).await;
                self.show_here(message, state.as_ref());
            }
        }
    }
}
