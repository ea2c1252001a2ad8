//! The store has begun anew: the screen may show what is not so any more.

use crate::app::App;
use crate::chats::enter;
use crate::failure::Failure;
use whatschat_client::core::sync::ResetReason;

const RESTORED: &str = "The server has come back from a backup: what stands above may be gone.";
const TOO_OLD: &str = "You were away for too long: what stands above may have changed.";

impl App {
    /// Says that what is on the screen counts no more, and shows the open chat anew.
    pub(super) async fn begun_anew(&mut self, reason: ResetReason) -> Result<(), Failure> {
        self.stored().await?;
        let open = self.state.open.as_ref().map(|open| open.id);
        match reason {
            ResetReason::OtherLog => self.context.screen.warn(RESTORED),
            ResetReason::TooOld if open.is_some() => self.context.screen.warn(TOO_OLD),
            ResetReason::TooOld => {}
        }
        let Some(open) = open else { return Ok(()) };
        match enter(self, open).await {
            // It began after the backup.
            Err(Failure::Refused(_)) => {
                self.gone(open, |name| format!("{name} is gone"));
                Ok(())
            }
            entered => entered,
        }
    }
}
