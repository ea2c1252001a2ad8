//! How a typed line stands on the rows of the terminal.

use unicode_width::UnicodeWidthChar;

/// The rows of `prompt` and `line` together; 0 where that is not certain.
pub(super) fn rows(prompt: &str, line: &str, columns: Option<usize>) -> usize {
    laid_out(prompt, line, columns).map_or(0, |text| text.matches('\n').count() + 1)
}

/// `prompt` and `line` as the editor shows them, each row but the last ended; `None` where that is not
/// certain.
pub(super) fn laid_out(prompt: &str, line: &str, columns: Option<usize>) -> Option<String> {
    // `columns` leaves the last column free, which the editor does not.
    let columns = columns.map(|columns| columns + 1).filter(|&columns| columns > 2)?;
    let (mut text, mut column) = (String::new(), 0);
    for c in prompt.chars().chain(line.chars()) {
        let width = sure_width(c)?;
        if c == '\n' {
            column = 0;
        } else if column + width > columns {
            text.push('\n');
            column = width;
        } else {
            column += width;
        }
        text.push(c);
        if column == columns {
            text.push('\n');
            column = 0;
        }
    }
    Some(text)
}

/// The width of `c` where all terminals agree on it. To erase too much is worse than nothing.
fn sure_width(c: char) -> Option<usize> {
    match c.width() {
        _ if c == '\n' => Some(0),
        Some(0) | None => None,
        Some(_) if ('\u{1f3fb}'..='\u{1f3ff}').contains(&c) => None,
        width => width,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_the_line_editor_lays_out() {
        let rows = |line: &str| rows("> ", line, Some(19));
        assert_eq!(rows("hello"), 1);
        assert_eq!(rows(&"x".repeat(17)), 1);
        assert_eq!(rows(&"x".repeat(18)), 2, "the cursor stands on the next row");
        assert_eq!(rows("你好你好你好你好"), 1);
        assert_eq!(rows("你好你好你好你好你"), 2);
        assert_eq!(rows("two\nlines"), 2);
        assert_eq!(rows("family 👨\u{200d}👩"), 0);
    }

    #[test]
    fn without_a_terminal_nothing_is_erased() {
        assert_eq!(rows("> ", "hello", None), 0);
    }
}
