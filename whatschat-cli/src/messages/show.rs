//! What of messages is shown, where and when.

use super::line::{self, SOMEBODY};
use super::{happening, state::sign};
use crate::app::App;
use crate::chats::learn;
use crate::screen::Tag;
use crate::text::{Style, Text};
use whatschat_client::core::chats::ChatType;
use whatschat_client::core::id::UserId;
use whatschat_client::core::messages::Message;
use whatschat_client::outbox::SendState;

impl App {
    /// A message of the open chat, with its number, and how far it has come.
    pub(crate) fn message_text(&self, message: &Message, state: Option<&SendState>) -> Text {
        let text = line::text(message, None, &self.state).dim(&format!(" #{}", message.seq));
        // What was deleted arrives nowhere any more.
        match state.filter(|_| message.deleted_at.is_none()) {
            Some(state) => text.then(sign(state)),
            None => text,
        }
    }

    pub(super) fn name_of(&self, user: UserId) -> &str {
        self.state.name(user).unwrap_or(SOMEBODY)
    }

    /// Finds out the names of those in messages who are not known.
    pub(crate) async fn learn_names<'a>(
        &mut self,
        messages: impl IntoIterator<Item = &'a Message>,
    ) {
        for message in messages {
            learn(&self.context, &mut self.state, message).await;
        }
    }

    /// Shows a message of the open chat, which is read thereby. One's own takes the place of what
    /// showed it before it was sent.
    pub(crate) fn show_here(&mut self, message: &Message, state: Option<&SendState>) {
        let text = self.message_text(message, state);
        self.state.note_shown(message.id);
        let Some(open) = &mut self.state.open else { return };
        open.show(message, state);
        match message.client_message_id.filter(|_| state.is_some()) {
            Some(tag) if open.pending.remove(&tag) => {
                let is_last = open.pending.is_empty();
                self.settle(tag, message, state, &text);
                if is_last {
                    let seq = message.seq;
                    let sent = format!("— what waited above is sent, up to #{seq}: /history —");
                    self.context.screen.tell_missed(&sent);
                }
            }
            Some(tag) => self.context.screen.show_for_now(tag, text),
            None => self.context.screen.show(text),
        }
        match message.client_message_id {
            Some(id) if state.is_some() => self.outbox.settle(id),
            _ if !self.state.is_me(message.sender_id) => {
                self.marks.read(message.chat_id, message.seq);
            }
            _ => {}
        }
    }

    /// Has a message of one's own take the place of what showed it while it waited. One that is too long
    /// to be changed there has its signs below it.
    fn settle(&self, tag: Tag, message: &Message, state: Option<&SendState>, text: &Text) {
        match state.filter(|_| self.context.screen.is_long(text)) {
            Some(state) => self.context.screen.show_for_now(tag, signs_of(message, state)),
            None => self.context.screen.settle(tag, text),
        }
    }

    /// What shows how far a message has come: the message, or a few signs where it is too long to
    /// be changed in its place.
    pub(super) fn amendable(
        &self,
        message: &Message,
        state: Option<&SendState>,
        text: Text,
    ) -> Text {
        match state.filter(|_| self.context.screen.is_long(&text)) {
            Some(state) => signs_of(message, state),
            None => text,
        }
    }

    /// Shows a message of another chat, unless that one is muted.
    pub(crate) fn show_elsewhere(&mut self, message: &Message) {
        if !self.state.is_me(message.sender_id) {
            self.marks.arrived(message.chat_id, message.seq);
        }
        let is_muted = self.state.chat(message.chat_id).is_some_and(|known| known.settings.muted);
        if !is_muted {
            self.connection.tell(message.chat_id, message.seq);
            let title = self.state.title(message.chat_id);
            self.context.screen.show(line::text(message, title, &self.state));
        }
    }

    /// Shows a message that a search over all chats has found.
    pub(super) fn show_found(&self, message: &Message) {
        let chat = self.state.title(message.chat_id);
        let found = line::text(message, chat, &self.state).dim(&format!(" #{}", message.seq));
        self.context.screen.show(found);
    }

    /// Shows an edit or a deletion of a message that is on the screen.
    pub(crate) fn show_change(&mut self, message: &Message) {
        let open = self.state.open.as_mut().filter(|open| open.id == message.chat_id);
        if !open.is_some_and(|open| open.change(message)) {
            return;
        }
        if message.deleted_at.is_some() {
            return self.tell_deletion(self.deleter(message), message.seq);
        }
        // A call's message tells how it goes on.
        if message.system.is_some() {
            if !happening::rings(message) {
                self.context.screen.show(self.message_text(message, None));
            }
            return;
        }
        let text = Text::new().plain("✎ ").person(self.name_of(message.sender_id));
        let text = text.plain(&format!(" edited #{}: ", message.seq));
        self.context.screen.show(text.body(Style::Plain, &message.content));
    }

    /// Shows a deletion that was just made here, unless its event came before.
    pub(crate) fn show_deletion(&mut self, seq: u64) {
        let Some(open) = &mut self.state.open else { return };
        if open.delete(seq) {
            self.tell_deletion(self.state.me.as_ref().map(|me| me.id), seq);
        }
    }

    /// Who has deleted a message. The server does not tell: in a group it may have been an admin.
    fn deleter(&self, message: &Message) -> Option<UserId> {
        let chat = self.state.chat(message.chat_id)?;
        (chat.r#type == ChatType::Private).then_some(message.sender_id)
    }

    fn tell_deletion(&self, by: Option<UserId>, seq: u64) {
        self.context.screen.show(match by {
            Some(user) => Text::new().person(self.name_of(user)).dim(&format!(" deleted #{seq}")),
            None => Text::new().dim(&format!("#{seq} was deleted")),
        });
    }
}

/// How far a message has come, without the message.
pub(super) fn signs_of(message: &Message, state: &SendState) -> Text {
    Text::new().dim(&format!("#{}", message.seq)).then(sign(state))
}
