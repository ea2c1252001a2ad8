//! Times, and what is said of them.

use crate::Result;
use std::io::{Write as _, stdout};
use std::time::Duration;

/// How long things took.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn note(&mut self, took: Duration) {
        self.0.push(took);
    }

    pub(crate) fn join(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Says the middle one, and what 99 of a hundred took at most.
    pub(crate) fn print(&mut self, what: &str) -> Result<()> {
        self.0.sort_unstable();
        let at = |hundredth: usize| self.0.get(self.0.len() * hundredth / 100).copied();
        let (p50, p99) = (at(50).unwrap_or_default(), at(99).unwrap_or_default());
        let most = self.0.last().copied().unwrap_or_default();
        writeln!(stdout(), "{what}: p50 {p50:.2?}, p99 {p99:.2?}, slowest {most:.2?}")?;
        Ok(())
    }
}

/// How many a second.
#[expect(clippy::cast_precision_loss, reason = "rates are shown without decimals")]
pub(crate) fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}
