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

/// Those before the place `end`.
fn before(items: &[Item], end: u64) -> impl DoubleEndedIterator<Item = &Message> {
    messages(items).filter(move |message| message.seq < end)
}

impl App {
    /// Shows what a chat that has just been opened begins with.
    pub(crate) async fn show_opened(&mut self) -> Result<(), Failure> {
        let items = self.items().await?;
        if items.is_empty() {
            self.context.screen.note("— no messages yet —");
        } else {
            self.tell_older(false).await?;
        }
        self.show_news().await
    }

    /// Shows the newest `count` messages of the open chat again.
    pub(super) async fn show_newest(&mut self, count: u32) -> Result<(), Failure> {
        if self.read_back(u64::MAX, count).await? {
            return Ok(());
        }
        self.context.screen.note("— no messages yet —");
        Ok(())
    }

    /// Shows the `count` messages before those that were shown last of the open chat.
    pub(super) async fn show_more(&mut self, count: u32) -> Result<(), Failure> {
        let shown = self.open_chat()?.read_back;
        let first = messages(&self.items().await?).next().map_or(0, |first| first.seq);
        if !self.read_back(shown.unwrap_or(first), count).await? {
            self.context.screen.note("— this is the beginning —");
        }
        Ok(())
    }

    /// Shows the `count` messages before the place `end`; says whether there are any.
    async fn read_back(&mut self, end: u64, count: u32) -> Result<bool, Failure> {
        self.open_id()?;
        let known = before(&self.items().await?, end).count();
        let missing = count.saturating_sub(u32::try_from(known).unwrap_or(u32::MAX));
        if missing > 0 {
            self.page_back(missing).await?;
        }
        let items = self.items().await?;
        let first = before(&items, end).rev().take(count as usize).last().map(|first| first.seq);
        let Some(first) = first else { return Ok(false) };
        self.tell_older(before(&items, first).next().is_some()).await?;
        if let Some(open) = &mut self.state.open {
            open.read_back = Some(first);
        }
        self.show_again(&items, first, end).await;
        self.show_news().await?;
        Ok(true)
    }

    /// Says how to see older messages, where the timeline has some or knows that there are any.
    async fn tell_older(&self, has_some: bool) -> Result<(), Failure> {
        let Some(timeline) = &self.connection.timeline else { return Ok(()) };
        if has_some || timeline.has_older().await? {
            self.context.screen.note("— /more shows earlier messages —");
        }
        Ok(())
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
