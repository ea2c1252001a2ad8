//! What is not sent, as it stands behind the messages of its chat.

use super::outbox::in_a_line;
use crate::app::{App, Link, in_time, is_refused};
use crate::text::{Style, Text};
use whatschat_client::ErrorCode;
use whatschat_client::core::id::{ChatId, ClientMessageId};
use whatschat_client::outbox::{Outgoing, SendState};
use whatschat_client::timeline::{Item, Timeline};

impl App {
    /// Shows what of the open chat waits or was refused, as it was typed, whether it was shown or
    /// not. Says whether there is anything.
    pub(super) async fn show_unsent(&mut self) -> bool {
        let items = self.connection.timeline.iter().flat_map(Timeline::items);
        let unsent: Vec<Outgoing> = items.filter_map(outgoing).cloned().collect();
        let block = self.block_of(&unsent).await;
        for one in &unsent {
            if is_refused(one) {
                self.outbox.fail(one.id);
                let text = self.refusal(one, block.as_deref());
                self.context.screen.show_for_now(one.id, text);
                self.wait_no_more(one.id);
            } else {
                self.show_outgoing(one);
            }
        }
        !unsent.is_empty()
    }

    /// Tells that a message was refused: where it stands, or on a line of its own.
    pub(crate) fn tell_refusal(&mut self, outgoing: &Outgoing, block: Option<&str>) {
        let text = self.refusal(outgoing, block);
        self.context.screen.amend(outgoing.id, &text, Some(text.clone()));
        self.wait_no_more(outgoing.id);
    }

    /// Tried again, a message shows again.
    fn wait_no_more(&mut self, id: ClientMessageId) {
        if let Some(open) = &mut self.state.open {
            open.pending.remove(&id);
        }
    }

    /// A message that was refused, with why and how to go on.
    fn refusal(&mut self, outgoing: &Outgoing, block: Option<&str>) -> Text {
        let number = self.outbox.number(outgoing.id);
        let (chat, text) = (outgoing.draft.chat_id, Text::new().word(Style::Error, "✗ not sent"));
        let title = self.state.title(chat).filter(|_| !self.state.is_open(chat));
        let place = title.map_or_else(String::new, |title| format!(" to {title}"));
        let text = text.plain(&place).plain(": ").body(Style::Plain, &outgoing.draft.content);
        let SendState::Failed { why, code, can_retry } = &outgoing.state else { return text };
        let block = block.filter(|_| *code == Some(ErrorCode::Blocked));
        let why = in_a_line(block.unwrap_or(why));
        // The same words would be refused again.
        let retry = if *can_retry { format!("/retry {number} or ") } else { String::new() };
        text.dim(&format!(" ({why} — {retry}/discard {number})"))
    }

    /// The same as [`own_block`](Self::own_block) for messages of one chat, asked for once.
    async fn block_of(&self, unsent: &[Outgoing]) -> Option<String> {
        let blocked = Some(ErrorCode::Blocked);
        let is_blocked = |one: &&Outgoing| matches!(&one.state, SendState::Failed { code, .. } if *code == blocked);
        let first = unsent.iter().find(is_blocked)?;
        self.own_block(first.draft.chat_id, blocked).await
    }

    /// Why nobody is reached whom one has blocked oneself: the server tells nobody who blocked whom.
    pub(crate) async fn own_block(&self, chat: ChatId, code: Option<ErrorCode>) -> Option<String> {
        if code != Some(ErrorCode::Blocked) || self.connection.link == Link::Down {
            return None;
        }
        let blocked = in_time(self.context.client.users().blocked()).await?.ok()?;
        let people = &self.state.chat(chat)?.participants;
        let name =
            &blocked.iter().find(|user| people.iter().any(|one| one.id == user.id))?.username;
        Some(format!("you have blocked {name}: /unblock {name}"))
    }
}

fn outgoing(item: &Item) -> Option<&Outgoing> {
    match item {
        Item::Outgoing(outgoing) => Some(outgoing),
        Item::Message { .. } | Item::Gap { .. } => None,
    }
}
