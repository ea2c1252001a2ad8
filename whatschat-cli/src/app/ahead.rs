//! Lines that were typed ahead of an `/open` that failed: they were meant for another chat.

use super::App;
use crate::failure::Failure;
use std::time::Duration;
use tokio::time::Instant;

/// How soon a line comes that was typed before anybody could read that `/open` failed.
const GLANCE: Duration = Duration::from_millis(400);

impl App {
    /// Takes what comes in the next moment for typed ahead: it does nothing in the open chat.
    pub(crate) fn doubt_what_was_typed_ahead(&mut self) {
        self.doubted_until = self.state.open.as_ref().map(|_| Instant::now() + GLANCE);
    }

    /// Refuses what was typed ahead.
    pub(super) fn trust_what_was_typed(&self) -> Result<(), Failure> {
        match (&self.state.open, self.doubted_until) {
            (Some(open), Some(until)) if Instant::now() < until => Err(Failure::Usage(format!(
                "This came before you could see that /open failed, so nothing was done in {}: ↑ brings \
                 it back.",
                open.name
            ))),
            _ => Ok(()),
        }
    }
}
