//! What a script was shown, so that it can wait for a line.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// The lines shown so far. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Transcript {
    shared: Arc<(Mutex<Lines>, Notify)>,
}

#[derive(Default)]
struct Lines {
    all: Vec<String>,
    /// How many were looked at by a wait that succeeded.
    passed: usize,
}

impl Transcript {
    pub(super) fn push(&self, shown: &str) {
        self.lock().all.extend(shown.lines().map(Into::into));
        self.shared.1.notify_waiters();
    }

    /// Returns once a line contains `pattern` that no earlier wait went past.
    pub(crate) async fn wait_for(&self, pattern: &str) {
        loop {
            let news = self.shared.1.notified();
            if self.pass(pattern) {
                return;
            }
            news.await;
        }
    }

    fn pass(&self, pattern: &str) -> bool {
        let mut lines = self.lock();
        let passed = lines.passed;
        let Some(at) = lines.all[passed..].iter().position(|line| line.contains(pattern)) else {
            return false;
        };
        lines.passed = passed + at + 1;
        true
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wait_finds_each_line_once_and_goes_on_behind_it() {
        let transcript = Transcript::default();
        transcript.push("one hello\ntwo");
        transcript.push("three hello");
        transcript.wait_for("hello").await;
        assert!(transcript.pass("hello"));
        assert!(!transcript.pass("hello"));
        assert!(!transcript.pass("two"));
    }

    #[tokio::test]
    async fn a_wait_ends_when_the_line_comes() {
        let transcript = Transcript::default();
        let other = transcript.clone();
        let waiting = tokio::spawn(async move { other.wait_for("late").await });
        tokio::task::yield_now().await;
        transcript.push("better late than never");
        waiting.await.unwrap();
    }
}
