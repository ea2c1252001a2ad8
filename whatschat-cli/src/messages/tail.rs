//! Follows messages for a script, over interruptions too.

use super::show;
use crate::chats::{Directory, learn};
use crate::context::Context;
use crate::failure::{Failure, reason};
use crate::state::Arrival;
use std::time::Duration;
use whatschat_client::core::id::ChatId;
use whatschat_client::core::messages::Message;
use whatschat_client::{Error, Event, ServerEvent};

/// How long to wait before what was missed is read again, where that failed.
const PAUSE: Duration = Duration::from_secs(3);

/// What `tail` follows.
struct Tail<'a> {
    context: &'a Context,
    directory: Directory,
    only: Option<ChatId>,
    left: Option<u64>,
    /// Whether it was said that the server is away.
    away: bool,
    /// Whether messages may have been missed that could not be read yet.
    behind: bool,
}

/// Prints messages as they arrive: all, or those of one chat; for ever, or `count` of them.
pub(super) async fn run(
    context: &Context,
    chat: Option<&str>,
    count: Option<u64>,
) -> Result<(), Failure> {
    let mut directory = Directory::load(context).await?;
    let only = match chat {
        Some(chat) => Some(directory.find(context, chat).await?),
        None => None,
    };
    let mut tail = Tail { context, directory, only, left: count, away: false, behind: false };
    let mut events = context.client.events();
    while tail.left != Some(0) {
        tokio::select! {
            event = events.next() => tail.follow(event.ok_or(Failure::NotLoggedIn)?).await?,
            () = tokio::time::sleep(PAUSE), if tail.behind && !tail.away => tail.catch_up().await,
        }
    }
    Ok(())
}

impl Tail<'_> {
    async fn follow(&mut self, event: Event) -> Result<(), Failure> {
        match event {
            Event::Connected => {
                self.away = false;
                self.catch_up().await;
            }
            Event::Reset(_) => self.catch_up().await,
            Event::Disconnected { why, .. } => self.disconnected(&why),
            Event::Server(ServerEvent::NewMessage(message)) => self.live(&message).await,
            Event::LoggedOut(error) | Event::StoreFailed(error) => return Err(error.into()),
            Event::Synced | Event::Server(_) => {}
        }
        Ok(())
    }

    /// Prints a message unless others are missing before it: then all of them in their order.
    async fn live(&mut self, message: &Message) {
        if !self.wants(message.chat_id) || self.behind {
            // What is wanted comes with the next catch-up.
            return;
        }
        if self.directory.state.is_next(message) {
            self.arrive(message).await;
        } else {
            self.catch_up().await;
        }
    }

    /// Prints what was missed since the list of chats was first read. What fails is tried again.
    async fn catch_up(&mut self) {
        let read = self.read_missed().await;
        let was_behind = std::mem::replace(&mut self.behind, read.is_err());
        if let (Err(failure), false) = (read, was_behind) {
            let text = format!("cannot read what was missed: {failure}; trying again");
            self.context.screen.fail(text.into());
        }
    }

    async fn read_missed(&mut self) -> Result<(), Failure> {
        self.directory.refresh(self.context).await?;
        for (chat, seen) in self.directory.behind() {
            if !self.wants(chat) {
                continue;
            }
            let missed = self.context.client.messages().since(chat, seen).await?;
            for message in &missed {
                self.arrive(message).await;
            }
            self.directory.complete(chat, missed.last());
        }
        Ok(())
    }

    /// Says once that the server is away, however often it is tried.
    fn disconnected(&mut self, why: &Error) {
        if !std::mem::replace(&mut self.away, true) {
            let text = format!("the server is away ({}); trying again", reason(why));
            self.context.screen.fail(text.into());
        }
    }

    fn wants(&self, chat: ChatId) -> bool {
        self.only.is_none_or(|only| only == chat)
    }

    async fn arrive(&mut self, message: &Message) {
        let new = self.directory.state.arrive(message) != Arrival::Again;
        if new && self.wants(message.chat_id) && self.left != Some(0) {
            self.left = self.left.map(|left| left - 1);
            self.print(message).await;
        }
    }

    async fn print(&mut self, message: &Message) {
        if self.context.screen.is_json() {
            return self.context.screen.json(message);
        }
        let state = &mut self.directory.state;
        learn(self.context, state, message).await;
        let chat = state.chat(message.chat_id).map(|known| known.chat.name.as_str());
        self.context.screen.show(show::text(message, chat, state));
    }
}
