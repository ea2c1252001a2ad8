//! What was printed last, directly above the line that is being typed, to be printed anew when a
//! part of it changes.

use std::collections::VecDeque;
use whatschat_client::core::id::ClientMessageId;

/// By what a line that may change is known: the message that it shows.
pub(crate) type Tag = ClientMessageId;

/// The columns and rows of a terminal.
pub(super) type Size = (usize, usize);

/// How many rows back a line can change on a terminal of so many. Also with a long line being typed
/// they are in sight; what is not, a terminal cannot print anew.
pub(super) const fn reach(height: usize) -> usize {
    height * 2 / 3
}

/// The lines above the line that is being typed, as long as nobody else has printed there.
#[derive(Debug, Default)]
pub(super) struct Recent {
    lines: VecDeque<(Option<Tag>, String)>,
    size: Option<Size>,
}

impl Recent {
    /// Notes what is printed; it ends in a line feed.
    pub(super) fn push(&mut self, tag: Option<Tag>, line: &str, size: Option<Size>) {
        // Terminals disagree on the width of what this selector follows: rows cannot be counted.
        if self.size != size || line.contains('\u{fe0f}') {
            self.forget();
        }
        self.size = size;
        self.lines.push_back((tag, line.into()));
        let reach = size.map_or(0, |(_, height)| reach(height));
        while rows(self.lines.iter()) > reach {
            self.lines.pop_front();
        }
    }

    /// Nothing is where it was.
    pub(super) fn forget(&mut self) {
        self.lines.clear();
    }

    /// What prints a line anew and all below it; `None` where it is out of reach.
    pub(super) fn amend(&mut self, tag: Tag, line: &str, size: Option<Size>) -> Option<String> {
        if self.size != size {
            self.forget();
        }
        let at = self.lines.iter().rposition(|(of, _)| *of == Some(tag))?;
        let up = rows(self.lines.range(at..));
        line.clone_into(&mut self.lines[at].1);
        let anew: String = self.lines.range(at..).map(|(_, line)| line.as_str()).collect();
        Some(format!("\u{1b}[{up}A\u{1b}[J{anew}"))
    }
}

fn rows<'a>(lines: impl Iterator<Item = &'a (Option<Tag>, String)>) -> usize {
    lines.map(|(_, line)| line.matches('\n').count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(n: u8) -> Tag {
        format!("0190b5a4-0000-4000-8000-00000000000{n}").parse().unwrap()
    }

    #[test]
    fn a_line_is_printed_anew_with_those_below_it() {
        let mut recent = Recent::default();
        recent.push(Some(tag(1)), "one …\n", Some((80, 24)));
        recent.push(None, "bob: two\n      rows\n", Some((80, 24)));
        let anew = recent.amend(tag(1), "one ✓\n", Some((80, 24))).unwrap();
        assert_eq!(anew, "\u{1b}[3A\u{1b}[Jone ✓\nbob: two\n      rows\n");
        assert!(recent.amend(tag(2), "two\n", Some((80, 24))).is_none());
    }

    #[test]
    fn what_has_scrolled_away_or_moved_stays_as_it_is() {
        let mut recent = Recent::default();
        recent.push(Some(tag(1)), "one …\n", Some((80, 24)));
        (0..reach(24)).for_each(|_| recent.push(None, "more\n", Some((80, 24))));
        assert!(recent.amend(tag(1), "one ✓\n", Some((80, 24))).is_none());
        recent.push(Some(tag(2)), "two …\n", Some((80, 24)));
        assert!(
            recent.amend(tag(2), "two ✓\n", Some((60, 24))).is_none(),
            "the terminal is narrower"
        );
    }
}
