//! Lines that were begun ahead of an `/open` that failed: they were meant for another chat.

use super::App;
use crate::failure::Failure;
use std::time::Duration;
use tokio::time::Instant;

/// How long it takes to read that `/open` failed.
const TO_READ: Duration = Duration::from_secs(1);

impl App {
    /// Doubts lines that are begun before one can have read that an `/open` failed, however late they
    /// are ended: they do nothing in the open chat.
    pub(crate) fn doubt_what_was_typed_ahead(&mut self) {
        self.doubted_until = self.state.open.as_ref().map(|_| Instant::now() + TO_READ);
    }

    /// Refuses what was typed ahead.
    pub(super) fn trust_what_was_typed(&self) -> Result<(), Failure> {
        let begun = self.margin.line_begun();
        let is_ahead = self.doubted_until.zip(begun).is_some_and(|(until, begun)| begun < until);
        match &self.state.open {
            Some(open) if is_ahead => Err(Failure::Usage(format!(
                "You began this before you could see that /open failed, so nothing was done in {}: ↑ \
                 brings it back.",
                open.name
            ))),
            _ => Ok(()),
        }
    }
}
