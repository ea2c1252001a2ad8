//! Follows messages for a script, over interruptions too.

use super::{history, show};
use crate::chats::Directory;
use crate::context::Context;
use crate::failure::{Failure, reason};
use crate::state::Arrival;
use whatschat_client::core::id::ChatId;
use whatschat_client::core::messages::Message;
use whatschat_client::{Error, Event, ServerEvent};

/// What `tail` follows.
struct Tail<'a> {
    context: &'a Context,
    directory: Directory,
    only: Option<ChatId>,
    left: Option<u64>,
    /// Whether it was said that the server is away.
    away: bool,
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
    let mut tail = Tail { context, directory, only, left: count, away: false };
    let mut events = context.client.events();
    while tail.left != Some(0) {
        match events.next().await {
            Some(event) => tail.follow(event).await?,
            None => return Err(Failure::NotLoggedIn),
        }
    }
    Ok(())
}

impl Tail<'_> {
    async fn follow(&mut self, event: Event) -> Result<(), Failure> {
        match event {
            Event::Connected => self.connected().await,
            Event::Disconnected { why, .. } => {
                self.disconnected(&why);
                Ok(())
            }
            Event::Server(ServerEvent::NewMessage(message)) => self.arrive(&message).await,
            Event::LoggedOut(error) => Err(error.into()),
            Event::Server(_) => Ok(()),
        }
    }

    /// Prints what was missed since the list of chats was first read.
    async fn connected(&mut self) -> Result<(), Failure> {
        self.away = false;
        self.directory.refresh(self.context).await?;
        let behind = self.directory.behind();
        for (chat, seen) in behind {
            for message in history::since(self.context, chat, seen).await? {
                self.arrive(&message).await?;
            }
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

    async fn arrive(&mut self, message: &Message) -> Result<(), Failure> {
        if self.directory.state.chat(message.chat_id).is_none() {
            self.directory.refresh_before(self.context, message).await?;
        }
        let new = self.directory.state.arrive(message) != Arrival::Again;
        let wanted = self.only.is_none_or(|chat| chat == message.chat_id);
        if !new || !wanted || self.left == Some(0) {
            return Ok(());
        }
        self.left = self.left.map(|left| left - 1);
        self.print(message).await;
        Ok(())
    }

    async fn print(&mut self, message: &Message) {
        if self.context.screen.is_json() {
            return self.context.screen.json(message);
        }
        let sender = self.directory.sender(self.context, message).await;
        let chat = self.directory.state.chat(message.chat_id).map(|known| known.chat.name.as_str());
        self.context.screen.show(show::text(message, chat, &sender));
    }
}
