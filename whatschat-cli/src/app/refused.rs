//! What was refused, and what waits behind it.

use super::App;
use super::unsent::{behind_refused, is_refused, messages};
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
        if self.outbox.hold_up(behind) {
            let (what, wait) = (messages(count), if count == 1 { "waits" } else { "wait" });
            let first = "first /retry or /discard that";
            let text = format!("— {what} {wait} behind what was refused: {first} —");
            self.context.screen.note(&text);
        }
    }
}
