//! When the line that is being typed was begun.

use std::time::Duration;
use tokio::time::Instant;

/// How soon after its prompt a line stands there that was begun before that, while nobody read it.
const AT_ONCE: Duration = Duration::from_millis(50);

/// When lines were begun.
#[derive(Default)]
pub(super) struct Beginning {
    /// When the prompt came.
    prompted: Option<Instant>,
    /// When what stands behind it was begun.
    begun: Option<Instant>,
    /// When the line before was begun, and when it ended.
    before: Option<(Instant, Instant)>,
}

impl Beginning {
    /// Notes that the prompt is there.
    pub(super) fn prompted(&mut self) {
        self.prompted = Some(Instant::now());
    }

    /// Notes what stands on the line now.
    pub(super) fn typed(&mut self, line: &str) {
        self.begun = match self.begun {
            _ if line.is_empty() => None,
            None => Some(self.earliest()),
            begun => begun,
        };
    }

    /// When a line that has just come may have been begun.
    fn earliest(&self) -> Instant {
        let is_ahead = self.prompted.is_some_and(|prompted| prompted.elapsed() < AT_ONCE);
        let before = self.before.filter(|_| is_ahead);
        before.map_or_else(Instant::now, |(_, ended)| ended)
    }

    /// Notes that the line is ended.
    pub(super) fn ended(&mut self) {
        if let Some(begun) = self.begun.take() {
            self.before = Some((begun, Instant::now()));
        }
    }

    /// When the line that stands there was begun, or else the one before.
    pub(super) fn get(&self) -> Option<Instant> {
        self.begun.or(self.before.map(|(begun, _)| begun))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    const A_WHILE: Duration = Duration::from_secs(5);

    #[tokio::test(start_paused = true)]
    async fn a_line_is_as_old_as_its_first_letter() {
        let mut line = Beginning::default();
        line.prompted();
        advance(A_WHILE).await;
        line.typed("h");
        let begun = Instant::now();
        advance(A_WHILE).await;
        line.prompted(); // in other words
        line.typed("hi");
        assert_eq!(line.get(), Some(begun));
        line.typed("");
        advance(A_WHILE).await;
        line.typed("x");
        assert_eq!(line.get(), Some(Instant::now()), "what was there before is gone");
        line.ended();
        assert_eq!(line.get(), Some(Instant::now()), "it is dealt with");
    }

    #[tokio::test(start_paused = true)]
    async fn what_stands_there_with_the_prompt_was_begun_when_the_line_before_had_ended() {
        let mut line = Beginning::default();
        line.prompted();
        line.typed("/open nobody");
        line.ended();
        let ended = Instant::now();
        advance(A_WHILE).await;
        line.prompted();
        line.typed("n");
        line.typed("not for alice");
        assert_eq!(line.get(), Some(ended));
    }
}
