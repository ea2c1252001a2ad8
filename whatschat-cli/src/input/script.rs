//! Lines from a file in place of a terminal: tests are written so.
//!
//! One line is what one would type. In a file, `#` begins a comment. `/wait PATTERN [SECONDS]` waits until
//! a line is shown that contains the pattern, behind the one where the last wait ended.

use super::{Ask, Typed};
use crate::screen::{Screen, Transcript};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long `/wait` waits when it names no time.
const PATIENCE: Duration = Duration::from_secs(10);

/// A script being played.
pub(crate) struct Script {
    lines: VecDeque<String>,
    has_comments: bool,
    transcript: Transcript,
    screen: Screen,
    asked: Option<Ask>,
    wait: Option<Wait>,
}

#[derive(Debug, Clone)]
struct Wait {
    pattern: String,
    until: Instant,
    patience: Duration,
}

impl Script {
    /// Plays a file, and gives the screen that remembers what is shown.
    pub(crate) fn file(text: &str) -> (Self, Screen) {
        Self::play(text, true)
    }

    /// The same for lines from a pipe, as they would be typed: `#` means nothing in them.
    pub(crate) fn typed(text: &str) -> (Self, Screen) {
        Self::play(text, false)
    }

    fn play(text: &str, has_comments: bool) -> (Self, Screen) {
        let transcript = Transcript::default();
        let screen = Screen::remembered(transcript.clone());
        let lines = text.lines().map(Into::into).collect();
        let (asked, wait, shown) = (None, None, screen.clone());
        (Self { lines, has_comments, transcript, screen: shown, asked, wait }, screen)
    }

    pub(super) fn ask(&mut self, ask: Ask) {
        self.asked = Some(ask);
    }

    pub(super) async fn answer(&mut self) -> Typed {
        loop {
            if let Some(typed) = self.pass_wait().await {
                return typed;
            }
            let Some(line) = self.lines.pop_front() else { return Typed::End };
            if self.skips(&line) {
                continue;
            }
            self.echo(&line);
            match Wait::read(&line) {
                Some(wait) => self.wait = Some(wait),
                None => return Typed::Line(line),
            }
        }
    }

    /// Whether a line is there for the reader alone. An answer in a dialogue never is.
    fn skips(&self, line: &str) -> bool {
        let is_answer = matches!(self.asked, Some(Ask::Field { .. } | Ask::Secret(_)));
        !is_answer && (line.trim().is_empty() || self.has_comments && line.starts_with('#'))
    }

    /// Waits if the script is at a `/wait`; gives what goes wrong with it.
    async fn pass_wait(&mut self) -> Option<Typed> {
        let wait = self.wait.clone()?;
        let passed = timeout_at(wait.until, self.transcript.wait_for(&wait.pattern)).await;
        self.wait = None;
        let Wait { pattern, patience, .. } = wait;
        let seconds = patience.as_secs();
        passed.is_err().then(|| Typed::Broken(format!("no `{pattern}` within {seconds} s")))
    }

    fn echo(&self, line: &str) {
        match &self.asked {
            Some(Ask::Secret(label)) => self.screen.echo(&format!("{label}: ")),
            Some(Ask::Field { label, .. }) => self.screen.echo(&format!("{label}: {line}")),
            Some(Ask::Line(ask)) => self.screen.echo(&format!("{}{line}", ask.prompt)),
            None => {}
        }
    }
}

impl Wait {
    fn read(line: &str) -> Option<Self> {
        let rest = line.strip_prefix("/wait ")?.trim();
        let timed = rest.rsplit_once(' ').and_then(|(pattern, seconds)| {
            Some((pattern.trim(), Duration::from_secs(seconds.parse().ok()?)))
        });
        let (pattern, patience) = timed.unwrap_or((rest, PATIENCE));
        let until = Instant::now() + patience;
        Some(Self { pattern: pattern.into(), until, patience })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::LineAsk;

    #[tokio::test]
    async fn comments_and_empty_lines_are_left_out() {
        let (mut script, _) = Script::file("# a test\n\n/open bob\n你好\n");
        assert_eq!(script.answer().await, Typed::Line("/open bob".into()));
        assert_eq!(script.answer().await, Typed::Line("你好".into()));
        assert_eq!(script.answer().await, Typed::End);
        let (mut script, _) = Script::typed("# a title\n");
        assert_eq!(script.answer().await, Typed::Line("# a title".into()));
    }

    #[tokio::test]
    async fn an_answer_is_taken_as_it_stands() {
        let (mut script, _) = Script::file("#Secret1\n\n# a comment\n");
        script.ask(Ask::Secret("Password".into()));
        assert_eq!(script.answer().await, Typed::Line("#Secret1".into()));
        script.ask(Ask::Field { label: "E-mail".into(), initial: String::new() });
        assert_eq!(script.answer().await, Typed::Line(String::new()));
        let line = LineAsk { prompt: "> ".into(), is_message: false, is_kept: true };
        script.ask(Ask::Line(line));
        assert_eq!(script.answer().await, Typed::End);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_holds_the_script_until_the_line_is_shown_or_its_time_is_up() {
        let (mut script, screen) = Script::file("/wait bob: hi\nhello\n/wait more 2\nbye");
        screen.show("12:00 bob: hi #1");
        assert_eq!(script.answer().await, Typed::Line("hello".into()));
        assert_eq!(script.answer().await, Typed::Broken("no `more` within 2 s".into()));
    }

    #[test]
    fn a_wait_may_name_its_time() {
        let wait = Wait::read("/wait bob: hi all 30").unwrap();
        assert_eq!((wait.pattern.as_str(), wait.patience.as_secs()), ("bob: hi all", 30));
        let wait = Wait::read("/wait bob: hi all").unwrap();
        assert_eq!((wait.pattern.as_str(), wait.patience), ("bob: hi all", PATIENCE));
        assert!(Wait::read("/waiter").is_none());
    }
}
