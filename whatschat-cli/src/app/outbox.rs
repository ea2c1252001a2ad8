//! What is still to be sent, and what people know of it. The SDK's outbox keeps and sends it.

use super::App;
use crate::failure::Failure;
use crate::text::{Style, Text};
use std::collections::HashSet;
use whatschat_client::core::id::{ClientMessageId, MessageId};
use whatschat_client::core::limits::CONTENT_MAX;
use whatschat_client::core::messages::{Message, SendMessage};
use whatschat_client::outbox::Outgoing;

/// What people know of the messages that are not sent.
#[derive(Default)]
pub(crate) struct Outbox {
    /// The messages by the numbers under which people see them.
    numbered: Vec<ClientMessageId>,
    /// Those that were said to have failed.
    failed: HashSet<ClientMessageId>,
    /// What was written in this run, and of which nothing was heard yet.
    awaited: HashSet<ClientMessageId>,
    /// What waits behind a refused one: until that goes, nothing is heard of it.
    held_up: HashSet<ClientMessageId>,
    /// What was written or tried again in this run.
    own: HashSet<ClientMessageId>,
    /// What was not sent as the session began here: it is shown when it is, among all that was missed.
    pub(crate) left_over: HashSet<ClientMessageId>,
}

impl Outbox {
    /// The number under which people see a message.
    pub(crate) fn number(&mut self, id: ClientMessageId) -> usize {
        let known = self.numbered.iter().position(|known| *known == id);
        known.unwrap_or_else(|| {
            self.numbered.push(id);
            self.numbered.len() - 1
        }) + 1
    }

    /// The message that people see under this number.
    pub(crate) fn numbered(&self, number: usize) -> Option<ClientMessageId> {
        self.numbered.get(number.checked_sub(1)?).copied()
    }

    /// Awaits the fate of a message, for the first time or again.
    pub(crate) fn await_fate(&mut self, id: ClientMessageId) {
        self.failed.remove(&id);
        self.awaited.insert(id);
        self.own.insert(id);
    }

    /// Notes that a message was sent or is wanted no more.
    pub(crate) fn settle(&mut self, id: ClientMessageId) {
        self.awaited.remove(&id);
        self.failed.remove(&id);
    }

    /// Notes that people know that a message was refused. Says whether they did not yet.
    pub(crate) fn fail(&mut self, id: ClientMessageId) -> bool {
        self.awaited.remove(&id);
        self.failed.insert(id)
    }

    /// Whether the fate of some message is awaited, and may come.
    pub(crate) fn awaits(&self) -> bool {
        !self.awaited.is_subset(&self.held_up)
    }

    /// Notes what waits behind refused messages. Says whether that is news of an awaited one.
    pub(super) fn hold_up(&mut self, behind: HashSet<ClientMessageId>) -> bool {
        let is_news = behind.difference(&self.held_up).any(|id| self.awaited.contains(id));
        self.held_up = behind;
        is_news
    }

    /// Notes that a refused message goes; the store tells soon what is held up all the same.
    pub(crate) fn let_go(&mut self) {
        self.held_up.clear();
    }

    /// Forgets what was sent or taken back by others.
    pub(super) fn await_only(&mut self, waits: impl Fn(ClientMessageId) -> bool) {
        self.awaited.retain(|id| waits(*id));
    }

    /// Whether a message was written or tried again in this run.
    pub(crate) fn is_own(&self, id: ClientMessageId) -> bool {
        self.own.contains(&id)
    }
}

impl App {
    /// Sends a message to the open chat as soon as that can be done. It mentions the members whose
    /// names stand in it behind an `@`.
    pub(crate) async fn say(
        &mut self,
        text: &str,
        answers: Option<MessageId>,
    ) -> Result<(), Failure> {
        let chat = self.open_id()?;
        short_enough(text)?;
        let draft = SendMessage {
            reply_to: answers,
            mentions: self.mentioned(chat, text).await,
            ..SendMessage::text(chat, text)
        };
        let id = self.context.client.outbox()?.send_draft(draft).await?;
        self.outbox.await_fate(id);
        Ok(())
    }

    /// Shows a message again that could not even be kept, where the screen has lost it. One that is
    /// too long would fill the screen, and the history has it.
    pub(crate) fn give_back(&self, text: &str) {
        if self.erases && short_enough(text).is_err() {
            self.context.screen.note("— not sent; ↑ brings the message back —");
        } else if self.erases {
            let lost = Text::new().word(Style::Error, "not sent, and not kept: ");
            self.context.screen.show(lost.body(Style::Plain, text));
        }
    }

    /// Has a script wait until a message that was just sent is on the screen.
    pub(crate) fn await_shown(&mut self, message: &Message) {
        let open = self.state.open.as_ref().filter(|open| open.id == message.chat_id);
        let is_awaited = open.is_some_and(|open| open.shown(message.seq).is_none());
        if let Some(id) = message.client_message_id.filter(|_| is_awaited) {
            self.outbox.await_fate(id);
        }
    }

    /// The messages that are not sent, in their order; none where nobody is logged in.
    pub(crate) async fn outgoing(&self) -> Result<Vec<Outgoing>, Failure> {
        match &self.connection.store {
            Some(store) => Ok(store.outgoing(None).await?),
            None => Ok(Vec::new()),
        }
    }
}

/// Refuses a message that the server would: waiting to be sent, it would hold others up.
fn short_enough(text: &str) -> Result<(), Failure> {
    let length = text.chars().count();
    if length <= CONTENT_MAX {
        return Ok(());
    }
    let why = format!("This message has {length} characters, and may have {CONTENT_MAX} at most.");
    Err(Failure::Usage(why))
}
