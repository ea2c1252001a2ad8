//! What the terminal can do, and what is told to it besides text.

use std::io::{self, IsTerminal, Write};

/// Whether colours are wanted, and there is a terminal to show them.
pub(crate) fn has_colour() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !unwanted
}

/// Erases the line that was just typed, all of its rows.
pub(crate) fn erase_rows(rows: usize) {
    if rows > 0 {
        raw(&format!("\u{1b}[{rows}A\u{1b}[J"));
    }
}

/// Leaves a line that nobody will finish: bracketed paste off, and on to the next row.
pub(crate) fn leave_line() {
    raw("\u{1b}[?2004l\n");
}

fn raw(sequence: &str) {
    let mut out = io::stdout();
    // A terminal that is gone needs nothing.
    let _ = out.write_all(sequence.as_bytes()).and_then(|()| out.flush());
}

/// How many columns a line may fill; `None` where there is no terminal.
pub(crate) fn columns() -> Option<usize> {
    size().map(|(columns, _)| columns)
}

/// The same, and how many rows there are.
pub(super) fn size() -> Option<(usize, usize)> {
    let (width, height) = terminal_size::terminal_size_of(io::stdout())?;
    // The last column stays free: some terminals wrap as soon as it is used.
    Some((usize::from(width.0).saturating_sub(1), height.0.into()))
}
