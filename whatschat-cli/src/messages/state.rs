//! How far one's own messages have come, in few signs, and how the screen keeps up with it.

use super::history::messages;
use super::line::{SOMEBODY, answering};
use super::show::signs_of;
use crate::app::{App, in_time, is_refused};
use crate::clock;
use crate::failure::Failure;
use crate::state::Notice;
use crate::text::{Style, Text};
use whatschat_client::core::messages::Message;
use whatschat_client::outbox::{Outgoing, SendState};
use whatschat_client::timeline::{Item, Timeline};

/// The signs, for `/help`.
pub(crate) const LEGEND: &str = "Behind what you say: … waits to be sent, ✓ is sent, ✓✓ has arrived \
                                 at everybody, ✓✓ read was read by everybody, ✗ was refused: \
                                 /retry or /discard it.";

/// A state in few signs.
pub(super) fn sign(state: &SendState) -> Text {
    let (style, sign) = match state {
        SendState::Queued | SendState::Sending => (Style::Dim, "…"),
        SendState::Sent(_) => (Style::Dim, "✓"),
        SendState::Delivered(_) => (Style::Dim, "✓✓"),
        SendState::Read(_) => (Style::Good, "✓✓ read"),
        SendState::Failed { .. } => (Style::Error, "✗"),
    };
    Text::new().plain(" ").word(style, sign)
}

impl App {
    /// Whether the screen does not show an item of the open chat as it is.
    pub(crate) fn is_news(&self, item: &Item) -> bool {
        let Some(open) = &self.state.open else { return false };
        match item {
            Item::Message { message, state } => {
                open.notice(message, state.as_ref()) != Notice::Nothing
            }
            Item::Outgoing(outgoing) => {
                self.context.screen.can_amend()
                    && !open.pending.contains(&outgoing.id)
                    && !is_refused(outgoing)
            }
            Item::Gap { .. } => false,
        }
    }

    /// Shows an item of the open chat that the screen does not show as it is.
    fn show_item(&mut self, item: &Item) {
        match item {
            Item::Message { message, state } => self.show_message(message, state.as_ref()),
            Item::Outgoing(outgoing) => self.show_outgoing(outgoing),
            Item::Gap { .. } => {}
        }
    }

    fn show_message(&mut self, message: &Message, state: Option<&SendState>) {
        let Some(open) = &self.state.open else { return };
        match open.notice(message, state) {
            Notice::New => self.show_here(message, state),
            Notice::Changed => {
                if let Some(open) = &mut self.state.open {
                    open.bring(message.seq, state);
                }
                self.show_change(message);
            }
            Notice::Further => self.show_further(message, state),
            Notice::Nothing => {}
        }
    }

    /// Shows a message of one's own that waits to be sent.
    pub(super) fn show_outgoing(&mut self, outgoing: &Outgoing) {
        let text = self.outgoing_text(outgoing).then(sign(&outgoing.state));
        self.context.screen.show_for_now(outgoing.id, text);
        if let Some(open) = &mut self.state.open {
            open.pending.insert(outgoing.id);
        }
    }

    /// Shows behind it that a message was taken back.
    pub(super) fn show_discarded(&mut self, outgoing: &Outgoing) {
        let text = self.outgoing_text(outgoing).plain(" ").dim("discarded");
        if let Some(open) = &mut self.state.open
            && open.pending.remove(&outgoing.id)
        {
            self.context.screen.amend(outgoing.id, &text, None);
        }
    }

    fn outgoing_text(&self, outgoing: &Outgoing) -> Text {
        let (me, now) = (self.state.own_name().unwrap_or(SOMEBODY), clock::now());
        let typed_at = outgoing.id.made_at().unwrap_or_else(|| now.to_utc().into());
        let text = Text::new().dim(&clock::short(typed_at, now)).plain(" ").person(me).plain(": ");
        let text = text.dim(&self.answered(outgoing).unwrap_or_default());
        text.body(Style::Plain, &outgoing.draft.content)
    }

    /// What a message answers that waits; in few words where that is not in the open chat.
    pub(super) fn answered(&self, outgoing: &Outgoing) -> Option<String> {
        let id = outgoing.draft.reply_to?;
        let mut items = self.connection.timeline.iter().flat_map(|open| messages(open.items()));
        let said = |one: &Message| answering(self.name_of(one.sender_id), &one.content);
        Some(items.find(|one| one.id == id).map_or_else(|| "(an answer) ".into(), said))
    }

    /// Shows how far a message of one's own has come: behind it, or on a line of its own where it
    /// has scrolled away and is the newest.
    fn show_further(&mut self, message: &Message, state: Option<&SendState>) {
        let text = self.amendable(message, state, self.message_text(message, state));
        let Some(open) = &mut self.state.open else { return };
        open.bring(message.seq, state);
        let (Some(state), Some(tag)) = (state, message.client_message_id) else { return };
        let is_worth_it = matches!(state, SendState::Read(_)) && open.is_newest_own(message.seq);
        let short = is_worth_it.then(|| signs_of(message, state));
        self.context.screen.amend(tag, &text, short);
    }

    /// Shows what the screen does not show yet of the open chat.
    pub(crate) async fn show_news(&mut self) -> Result<(), Failure> {
        self.show_new(|_| true).await;
        Ok(())
    }

    /// Shows what the screen does not show yet of the open chat's messages, and behind them all
    /// that is not sent. Says whether there is any of that.
    pub(super) async fn show_to_the_end(&mut self) -> bool {
        self.show_new(|item| matches!(item, Item::Message { .. })).await;
        self.show_unsent().await
    }

    async fn show_new(&mut self, is_meant: impl Fn(&Item) -> bool) {
        let items = self.connection.timeline.iter().flat_map(Timeline::items);
        let news = items.filter(|item| is_meant(item) && self.is_news(item));
        let news: Vec<Item> = news.cloned().collect();
        // Whose name the server does not say in time is somebody.
        let _ = in_time(self.learn_names(messages(&news))).await;
        for item in &news {
            self.show_item(item);
        }
    }
}
