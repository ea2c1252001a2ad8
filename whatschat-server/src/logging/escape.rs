//! Lines that stay one line each, whatever somebody managed to get logged.

use std::io::{Result, Write};

/// Writes what it is given with its control characters made visible, but for the end of the line.
/// The log gives it one line at a time.
pub(super) struct Escaped<W>(pub(super) W);

impl<W: Write> Write for Escaped<W> {
    fn write(&mut self, line: &[u8]) -> Result<usize> {
        self.0.write_all(escape(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> Result<()> {
        self.0.flush()
    }
}

fn escape(line: &str) -> String {
    let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
    let mut escaped = String::with_capacity(line.len());
    for letter in text.chars() {
        if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') {
            escaped.extend(letter.escape_default());
        } else {
            escaped.push(letter);
        }
    }
    escaped + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_begin_a_line_of_its_own_or_colour_it() {
        let mut written = vec![];
        let line = "warn name=a\n2026-01-01 info all is well\x1b[31m\u{9b}\r你好\n".as_bytes();
        assert_eq!(Escaped(&mut written).write(line).unwrap(), line.len());
        let shown = "warn name=a\\n2026-01-01 info all is well\\u{1b}[31m\\u{9b}\\r你好\n";
        assert_eq!(String::from_utf8(written).unwrap(), shown);
    }
}
