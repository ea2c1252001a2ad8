//! How many rows of the terminal a typed line takes.

use unicode_width::UnicodeWidthChar;

/// The rows of `prompt` and `line` together; 0 where that is not certain.
pub(super) fn rows(prompt: &str, line: &str, columns: Option<usize>) -> usize {
    // `columns` leaves the last column free, which the editor does not.
    let Some(columns) = columns.map(|columns| columns + 1).filter(|&columns| columns > 2) else {
        return 0;
    };
    let (mut row, mut column) = (1, 0);
    for c in prompt.chars().chain(line.chars()) {
        let Some(width) = sure_width(c) else { return 0 };
        if c == '\n' {
            (row, column) = (row + 1, 0);
            continue;
        }
        column += width;
        if column > columns {
            (row, column) = (row + 1, width);
        }
        if column == columns {
            (row, column) = (row + 1, 0);
        }
    }
    row
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
