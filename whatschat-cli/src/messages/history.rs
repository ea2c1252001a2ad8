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

/// How many messages lack of the `count` before the place `end`. The timeline may have let go of
/// that place since it was shown: then what follows it lacks, too.
fn missing(items: &[Item], end: u64, count: u32) -> u32 {
    let gone = messages(items).next().map_or(0, |first| first.seq.saturating_sub(end));
    let known = before(items, end).count() as u64;
    u32::try_from(u64::from(count).saturating_sub(known).saturating_add(gone)).unwrap_or(u32::MAX)
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
        self.show_to_the_end().await;
        Ok(())
    }

    /// Shows the newest `count` messages of the open chat again, and what is not sent.
    pub(super) async fn show_newest(&mut self, count: u32) -> Result<(), Failure> {
        self.open_id()?;
        let has_some = self.read_back(u64::MAX, count).await;
        let has_unsent = self.show_to_the_end().await;
        if !has_some? && !has_unsent {
            self.context.screen.note("— no messages yet —");
        }
        Ok(())
    }

    /// Shows the `count` messages before those that were shown last of the open chat.
    pub(super) async fn show_more(&mut self, count: u32) -> Result<(), Failure> {
        let shown = self.open_chat()?.read_back;
        let first = messages(&self.items().await?).next().map(|first| first.seq);
        let end = shown.or(first);
        if !self.read_back(end.unwrap_or(u64::MAX), count).await? {
            self.context.screen.note(match end {
                Some(1) => "— this is the beginning —",
                // One was not in the group then, or has deleted what was said.
                Some(_) => "— you see nothing before this —",
                None => "— you see no messages here —",
            });
        }
        self.show_news().await
    }

    /// Shows the `count` messages before the place `end`, those that are here where others cannot be
    /// read now; says whether there are any.
    async fn read_back(&mut self, end: u64, count: u32) -> Result<bool, Failure> {
        let paged = self.page_back_to(end, count).await;
        let items = self.items().await?;
        let first = before(&items, end).rev().take(count as usize).last().map(|first| first.seq);
        let Some(first) = first else { return paged.map(|()| false) };
        self.tell_older(before(&items, first).next().is_some()).await?;
        if let Some(open) = &mut self.state.open {
            open.read_back = Some(first);
        }
        self.show_again(&items, first, end).await;
        if let Err(why) = paged {
            if self.input.is_script() {
                return Err(why);
            }
            self.context.screen.note(&format!("— earlier messages cannot be read now: {why} —"));
        }
        Ok(true)
    }

    /// Has the timeline page back to the `count` messages before the place `end`, as far as that goes:
    /// what the store has comes first.
    async fn page_back_to(&mut self, end: u64, count: u32) -> Result<(), Failure> {
        let mut lacked = u32::MAX;
        loop {
            let lacks = missing(&self.items().await?, end, count);
            if lacks == 0 || lacks >= lacked || !self.page_back(lacks).await? {
                return Ok(());
            }
            lacked = lacks;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::tests::message;

    #[test]
    fn what_the_timeline_has_let_go_of_is_read_again_with_what_is_before_it() {
        let item = |seq| Item::Message { message: Box::new(message(1, seq, 1, "")), state: None };
        let items: Vec<_> = (700..710).map(item).collect();
        assert_eq!(missing(&items, u64::MAX, 20), 10);
        assert_eq!(missing(&items, 705, 5), 0);
        assert_eq!(missing(&items, 700, 20), 20);
        assert_eq!(missing(&items, 500, 20), 220);
        assert_eq!(missing(&[], 500, 20), 20);
    }
}
