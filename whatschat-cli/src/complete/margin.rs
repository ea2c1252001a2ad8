//! What stands beside the prompt as long as the line is empty, such as who is typing; and the news
//! that one is typing oneself, since when.

use super::beginning::Beginning;
use crate::sanitise;
use crate::typed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use tokio::sync::Notify;
use tokio::time::Instant;
use unicode_width::UnicodeWidthChar;

/// What the line editor takes for the margin: it must know its width beforehand, and the words come
/// and go.
pub(super) const PLACE: &str = " ";

/// The margin. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Margin(Arc<Shared>);

#[derive(Default)]
struct Shared {
    words: RwLock<String>,
    typed: Notify,
    line: Mutex<Beginning>,
}

impl Margin {
    /// Puts other words there; says whether they are others.
    pub(crate) fn write(&self, words: &str) -> bool {
        let words = sanitise::line(words);
        let mut now = self.0.words.write().unwrap_or_else(PoisonError::into_inner);
        let is_other = *now != words;
        *now = words;
        is_other
    }

    /// Waits until somebody types at a message.
    pub(crate) async fn message_typed(&self) {
        self.0.typed.notified().await;
    }

    /// Notes what stands on the line now.
    pub(super) fn typed(&self, line: &str) {
        self.line().typed(line);
        if !line.trim().is_empty() && !typed::is_command(line) {
            self.0.typed.notify_one();
        }
    }

    /// Notes that a line can be typed.
    pub(super) fn prompted(&self) {
        self.line().prompted();
    }

    /// Notes that the line that was typed is dealt with.
    pub(crate) fn line_ended(&self) {
        self.line().ended();
    }

    /// When the line that is being typed, or else dealt with, was begun.
    pub(crate) fn line_begun(&self) -> Option<Instant> {
        self.line().get()
    }

    fn line(&self) -> MutexGuard<'_, Beginning> {
        self.0.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The words, as far as there is room for them.
    pub(super) fn text(&self, room: usize) -> String {
        let words = self.0.words.read().unwrap_or_else(PoisonError::into_inner);
        let mut left = room;
        let fits = |c: &char| {
            let rest = left.checked_sub(c.width().unwrap_or(0));
            left = rest.unwrap_or(0);
            rest.is_some()
        };
        words.chars().take_while(fits).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_end_where_the_line_does() {
        let margin = Margin::default();
        assert!(margin.write("小明 is typing…"));
        assert!(!margin.write("小明 is typing…"));
        assert_eq!(margin.text(80), "小明 is typing…");
        assert_eq!(margin.text(6), "小明 i");
        assert_eq!(margin.text(3), "小");
    }
}
