//! What was refused, and what waits behind it.

use super::App;
use super::unsent::{behind_refused, is_refused};
use crate::failure::Failure;
use whatschat_client::outbox::{Outgoing, SendState};

impl App {
    /// Tells which messages were refused, and that others wait behind them, once each.
    pub(crate) async fn tell_refused(&mut self) -> Result<(), Failure> {
        let waiting = self.outgoing().await?;
        for outgoing in waiting.iter().filter(|one| is_refused(one)) {
            if self.outbox.fail(outgoing.id) {
                self.tell_why(outgoing).await;
            }
        }
        self.tell_held_up(&waiting);
        // Where their chat is not open any more, nothing else tells that they are sent.
        if self.state.open.is_none() {
            self.outbox.await_only(|id| waiting.iter().any(|waiting| waiting.id == id));
        }
        Ok(())
    }

    async fn tell_why(&mut self, outgoing: &Outgoing) {
        let SendState::Failed { code, .. } = &outgoing.state else { return };
        let block = self.own_block(outgoing.draft.chat_id, *code).await;
        self.tell_refusal(outgoing, block.as_deref());
    }

    fn tell_held_up(&mut self, waiting: &[Outgoing]) {
        let behind = behind_refused(waiting);
        let count = behind.len();
        if self.outbox.hold_up(behind) == 0 {
            return;
        }
        let what =
            if count == 1 { "1 message waits".into() } else { format!("{count} messages wait") };
        let text = format!("— {what} behind what was refused: first /retry or /discard that —");
        self.context.screen.note(&text);
    }
}
