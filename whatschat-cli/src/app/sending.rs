//! Sends messages one at a time, in order, until the server has acknowledged them.

use super::outbox::{Outcome, Sending};
use super::{App, Link};
use crate::failure::Failure;
use crate::text::{Style, Text};
use crate::unsent::Unsent;
use std::time::Duration;
use tokio::time::Instant;
use whatschat_client::core::id::MessageId;
use whatschat_client::core::messages::SendMessage;
use whatschat_client::{Error, Retry};

const AWAY: &str = "the server is away";
const NO_ANSWER: &str = "no answer yet";
/// How long to wait where a send failed though the connection seems to be up.
const PAUSE: Duration = Duration::from_secs(3);

/// Whether it is the message that is no good. A server that is broken says nothing about it.
fn is_final(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if (400..500).contains(&refusal.status))
}

impl App {
    /// Sends a message to the open chat, or keeps it until that can be done. It mentions the
    /// members whose names stand in it behind an `@`.
    pub(crate) fn say(&mut self, text: &str, answers: Option<MessageId>) -> Result<(), Failure> {
        let open = self.open_chat()?;
        let Some(me) = &self.state.me else { return Err(Failure::NotLoggedIn) };
        let request = SendMessage {
            reply_to: answers,
            mentions: self.state.mentioned(open.id, text),
            ..self.context.client.messages().draft(open.id, text)
        };
        let unsent = Unsent { sender: me.id, chat_name: open.name.clone(), request };
        self.outbox.queue.push(unsent.clone())?;
        self.outbox.wrote = Some(unsent.sender);
        if self.link == Link::Down {
            self.tell_unsent(&unsent, AWAY);
        } else if self.outbox.sending.as_ref().is_some_and(|sending| sending.slow) {
            self.tell_unsent(&unsent, NO_ANSWER);
        }
        self.send_next();
        Ok(())
    }

    /// Shows a message again that could not even be queued, where the screen has lost it.
    pub(crate) fn give_back(&self, text: &str) {
        if self.erases {
            let lost = Text::new().word(Style::Error, "not sent, and not kept: ");
            self.context.screen.show(lost.body(Style::Plain, text));
        }
    }

    /// Starts to send the first message that waits, unless it must wait on.
    pub(crate) fn send_next(&mut self) {
        let waits = self.outbox.not_before.is_some_and(|time| time > Instant::now());
        if self.link == Link::Down || self.outbox.is_busy() || waits {
            return;
        }
        self.outbox.not_before = None;
        let first = self.state.me.as_ref().and_then(|me| self.outbox.queue.of(me.id).next());
        let Some(unsent) = first.cloned() else { return };
        let client = self.context.client.clone();
        let handle = tokio::spawn(async move {
            let sent = client.send(unsent.request.clone()).await;
            (unsent, sent)
        });
        self.outbox.sending = Some(Sending { handle, since: Instant::now(), slow: false });
    }

    /// Says that messages wait for a server that does not answer.
    pub(crate) fn tell_slow(&mut self) {
        if let Some(sending) = &mut self.outbox.sending {
            sending.slow = true;
        }
        let Some(me) = self.state.me.as_ref().map(|me| me.id) else { return };
        let waiting: Vec<Unsent> = self.outbox.queue.of(me).cloned().collect();
        for unsent in waiting {
            self.tell_unsent(&unsent, NO_ANSWER);
        }
    }

    /// Forgets a wait: the server is back. A send over the lost connection is begun anew, which
    /// its `clientMessageId` makes harmless.
    pub(crate) fn send_now(&mut self) {
        if let Some(sending) = self.outbox.sending.take() {
            sending.handle.abort();
        }
        self.outbox.not_before = None;
        self.send_next();
    }

    /// Deals with what became of a send, and starts the next.
    pub(crate) fn sent(&mut self, (unsent, result): Outcome) -> Result<(), Failure> {
        let settled = match result {
            Ok(message) => self.settle(&unsent).map(|()| self.show_sent(&message, &unsent)),
            Err(error) => match error.retry() {
                // The message waits for the next login.
                Retry::LogIn => return Err(error.into()),
                Retry::Never if is_final(&error) => {
                    self.settle(&unsent).and_then(|()| Err(self.refused(&unsent, error)))
                }
                Retry::After(wait) => {
                    self.postpone(&unsent, wait.max(PAUSE), error);
                    Ok(())
                }
                Retry::Never => {
                    self.postpone(&unsent, PAUSE, error);
                    Ok(())
                }
            },
        };
        self.send_next();
        settled
    }

    fn settle(&mut self, unsent: &Unsent) -> Result<(), Failure> {
        if let Some(id) = unsent.request.client_message_id {
            self.outbox.told.remove(&id);
        }
        self.outbox.queue.remove(&unsent.request)
    }

    /// Says that a message will never arrive, and why.
    fn refused(&self, unsent: &Unsent, error: Error) -> Failure {
        let text = Text::new().word(Style::Error, "not sent, and not kept: ");
        self.context.screen.show(text.body(Style::Plain, &unsent.request.content));
        error.into()
    }

    fn postpone(&mut self, unsent: &Unsent, wait: Duration, error: Error) {
        self.outbox.not_before = Some(Instant::now() + wait);
        let failure = Failure::from(error);
        let why = match &failure {
            Failure::Away(_) => AWAY.to_owned(),
            other => other.to_string().replace('\n', "; "),
        };
        self.tell_unsent(unsent, &why);
    }

    /// Says once that a message waits.
    pub(crate) fn tell_unsent(&mut self, unsent: &Unsent, why: &str) {
        let id = unsent.request.client_message_id;
        if id.is_some_and(|id| self.outbox.told.insert(id)) {
            let text = Text::new().word(Style::Warning, "not sent: ");
            let text = text.body(Style::Plain, &unsent.request.content);
            self.context
                .screen
                .show(text.dim(&format!(" ({why}; kept, and sent as soon as possible)")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_of_the_message_itself_drops_it() {
        let foreign = |status| Error::Protocol { status, what: "no envelope".into() };
        for error in [foreign(Some(500)), foreign(Some(404)), foreign(None), Error::NotLoggedIn] {
            assert!(!is_final(&error), "{error}");
        }
    }
}
