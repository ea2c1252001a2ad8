//! Lays a text out in lines: wrapped to the terminal's width, and indented from the second on.
//!
//! Only the first line of a text begins at the left edge. So nobody can write a message whose
//! second line, or whose overlong first one, looks like a line of somebody else.

use super::{Style, Text};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands before all lines of a text but the first.
const INDENT: &str = "      ";
const TAB: &str = "    ";
/// Where less fits on a line, the terminal may wrap as it likes.
const NARROWEST: usize = 20;

type Styled = (Style, char);

/// How many columns a text of one line takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

impl Text {
    /// The lines to print: of at most `columns` columns where that is known, with colours or without.
    pub(crate) fn render(&self, columns: Option<usize>, colour: bool) -> String {
        let columns = columns.filter(|&columns| columns >= NARROWEST).unwrap_or(usize::MAX);
        let mut out = String::new();
        for (number, line) in self.wrapped(columns).iter().enumerate() {
            if number > 0 {
                out.push('\n');
                out.push_str(INDENT);
            }
            push_line(&mut out, line, colour);
        }
        out
    }

    /// The text, or its beginning where it takes more than `columns` on one line.
    pub(crate) fn cut_to(self, columns: usize) -> Self {
        if self.width() <= columns {
            return self;
        }
        let mut left = columns.saturating_sub(1);
        let mut fits = |c: &char| {
            let rest = left.checked_sub(c.width().unwrap_or(0));
            left = rest.unwrap_or(0);
            rest.is_some()
        };
        let mut pieces = Vec::new();
        for (style, text) in self.pieces {
            let cut: String = text.chars().take_while(&mut fits).collect();
            let is_whole = cut.len() == text.len();
            pieces.push((style, cut));
            if !is_whole {
                break;
            }
        }
        pieces.push((Style::Dim, "…".into()));
        Self { pieces }
    }

    fn wrapped(&self, columns: usize) -> Vec<Vec<Styled>> {
        let mut lines = Vec::new();
        for line in self.lines() {
            let mut rest = line.as_slice();
            loop {
                let indent = if lines.is_empty() { 0 } else { INDENT.len() };
                let (head, tail) = split_to_fit(rest, columns.saturating_sub(indent));
                lines.push(head.to_vec());
                rest = tail;
                if rest.is_empty() {
                    break;
                }
            }
        }
        lines
    }

    fn lines(&self) -> Vec<Vec<Styled>> {
        let mut lines = vec![Vec::new()];
        for (style, text) in &self.pieces {
            for c in text.chars() {
                match c {
                    '\n' => lines.push(Vec::new()),
                    '\t' => push_all(&mut lines, *style, TAB),
                    c => push_all(&mut lines, *style, c.encode_utf8(&mut [0; 4])),
                }
            }
        }
        lines
    }
}

fn push_all(lines: &mut [Vec<Styled>], style: Style, text: &str) {
    if let Some(line) = lines.last_mut() {
        line.extend(text.chars().map(|c| (style, c)));
    }
}

/// Splits after what fits, at a space where there is one; the space itself is dropped.
fn split_to_fit(line: &[Styled], columns: usize) -> (&[Styled], &[Styled]) {
    let mut used = 0;
    let mut space = None;
    for (at, &(_, c)) in line.iter().enumerate() {
        used += c.width().unwrap_or(0);
        if used > columns && at > 0 {
            return match space {
                _ if c == ' ' => (&line[..at], &line[at + 1..]),
                Some(space) => (&line[..space], &line[space + 1..]),
                None => line.split_at(at),
            };
        }
        // A break in the first quarter would leave most of the line empty.
        if c == ' ' && used > columns / 4 {
            space = Some(at);
        }
    }
    (line, &[])
}

fn push_line(out: &mut String, line: &[Styled], colour: bool) {
    let mut current = None;
    for &(style, c) in line {
        let sgr = style.sgr().filter(|_| colour);
        if sgr != current {
            out.push_str("\u{1b}[0");
            sgr.iter().for_each(|sgr| out.extend([";", *sgr]));
            out.push('m');
            current = sgr;
        }
        out.push(c);
    }
    if current.is_some() {
        out.push_str("\u{1b}[0m");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &Text, columns: usize) -> String {
        text.render(Some(columns), false)
    }

    #[test]
    fn a_second_line_cannot_pass_for_another_persons() {
        let text =
            Text::new().dim("12:00 ").person("eve").body(Style::Plain, ": hi\n12:01 bob: yes");
        assert_eq!(plain(&text, 80), "12:00 eve: hi\n      12:01 bob: yes");
        let name = Text::new().person("eve\n12:01 bob").plain(": hi");
        assert_eq!(plain(&name, 80), r"eve\u{a}12:01 bob: hi");
    }

    #[test]
    fn an_overlong_line_is_wrapped_and_indented() {
        let text = Text::from(format!("eve: {}12:01 bob: yes", " ".repeat(60)));
        for line in plain(&text, 40).lines().skip(1) {
            assert!(line.starts_with(INDENT), "{line:?}");
        }
        let words = Text::from("one two three four five six seven");
        assert_eq!(plain(&words, 20), "one two three four\n      five six seven");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let text = Text::from("你好世界".repeat(5));
        let shown = plain(&text, 20);
        assert!(shown.lines().all(|line| line.width() <= 20), "{shown}");
        assert_eq!(shown.replace(['\n', ' '], ""), "你好世界".repeat(5));
        assert_eq!(Text::from("你好").pad_to(6).width(), 6);
    }

    #[test]
    fn a_row_ends_where_the_terminal_does() {
        let row = Text::new().plain("你好").dim("世界").plain("!");
        let cut = |columns| row.clone().cut_to(columns).render(None, false);
        assert_eq!(cut(9), "你好世界!");
        assert_eq!(cut(8), "你好世…");
        assert_eq!(cut(7), "你好世…");
        assert_eq!(cut(5), "你好…");
    }

    #[test]
    fn colours_are_only_there_when_wanted() {
        let text = Text::new().dim("a").plain("b");
        assert_eq!(text.render(None, true), "\u{1b}[0;2ma\u{1b}[0mb");
        assert_eq!(text.render(None, false), "ab");
    }
}
