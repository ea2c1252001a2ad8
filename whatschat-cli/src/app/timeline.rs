//! The open chat's timeline, and how the screen keeps up with it.

use super::{App, Link};
use crate::failure::Failure;
use crate::state::Open;
use std::time::Duration;
use tokio::time::timeout;
use whatschat_client::core::id::ChatId;
use whatschat_client::timeline::Item;

/// How long a chat that is opened may wait for the server.
const PATIENCE: Duration = Duration::from_secs(3);

impl App {
    /// Opens a chat with its `count` newest messages, which come from the server where they are
    /// not here and it can be reached.
    pub(crate) async fn open_timeline(
        &mut self,
        id: ChatId,
        name: String,
        count: u32,
    ) -> Result<(), Failure> {
        let mut timeline = self.context.client.chats().open(id)?.timeline(count);
        if self.connection.link != Link::Down {
            // What comes later is shown then.
            drop(timeout(PATIENCE, timeline.filled()).await);
        }
        timeline.catch_up().await?;
        // Until here the chat of before stays open: this may fail, or be left with Ctrl-C.
        self.close_chat();
        self.connection.timeline = Some(timeline);
        self.state.open = Some(Open::new(id, name));
        self.doubted_until = None;
        Ok(())
    }

    /// Follows a chat through the store.
    pub(super) fn follow_chat(&mut self, id: ChatId, count: u32) -> Result<(), Failure> {
        self.connection.timeline = Some(self.context.client.chats().open(id)?.timeline(count));
        Ok(())
    }

    /// Follows the open chat again, where its timeline has ended with the connection of the store.
    pub(crate) fn follow_again(&mut self) -> Result<(), Failure> {
        match &self.state.open {
            Some(open) if self.connection.timeline.is_none() => self.follow_chat(open.id, 1),
            _ => Ok(()),
        }
    }

    /// Closes the open chat; its name, if one was open.
    pub(crate) fn close_chat(&mut self) -> Option<String> {
        self.connection.timeline = None;
        self.typing.forget();
        self.state.open.take().map(|open| open.name)
    }

    /// The items of the open chat as they are now.
    pub(crate) async fn items(&mut self) -> Result<Vec<Item>, Failure> {
        match &mut self.connection.timeline {
            Some(timeline) => Ok(timeline.catch_up().await?.to_vec()),
            None => Ok(Vec::new()),
        }
    }

    /// Has the `count` messages before those that the timeline has added to it. Says whether there may
    /// be older ones.
    pub(crate) async fn page_back(&mut self, count: u32) -> Result<bool, Failure> {
        match &mut self.connection.timeline {
            Some(timeline) => Ok(timeline.older(count).await?),
            None => Ok(false),
        }
    }
}
