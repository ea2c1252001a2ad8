//! While a message is handled, nothing is read of its client, pongs included.

use super::Session;
use std::time::Instant;

/// A message of a session is being handled, as long as this lives.
pub(in crate::socketio::engine) struct AtWork<'a>(&'a Session);

impl Session {
    pub(in crate::socketio::engine) fn at_work(&self) -> AtWork<'_> {
        self.lock().at_work = Some(Instant::now());
        AtWork(self)
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.lock().rest(Instant::now(), &self.0.config);
    }
}
