//! Completion and hints while a line is typed.

mod candidates;

pub(crate) use candidates::Names;

use candidates::Candidates;
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::{Context, Result};
use std::borrow::Cow;

/// What the line editor asks for help.
#[derive(rustyline::Helper, rustyline::Validator)]
pub(crate) struct Helper {
    candidates: Candidates,
    colour: bool,
    /// Off while an answer of a dialogue is typed.
    active: bool,
}

impl Helper {
    /// Helps with the commands, and with `names` as they become known.
    pub(crate) fn new(names: Names, colour: bool) -> Self {
        Self { candidates: Candidates::new(names), colour, active: true }
    }

    /// Switches completion on or off.
    pub(crate) fn set_active(&mut self, active: bool) {
        self.active = active;
    }

    fn paint<'a>(&self, sgr: &str, text: &'a str) -> Cow<'a, str> {
        if !self.colour {
            return text.into();
        }
        format!("\u{1b}[{sgr}m{text}\u{1b}[0m").into()
    }
}

impl Completer for Helper {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> Result<(usize, Vec<Pair>)> {
        if !self.active {
            return Ok((pos, Vec::new()));
        }
        let (start, found) = self.candidates.find(&line[..pos]);
        let pair = |text: String| Pair { display: text.trim_end().into(), replacement: text };
        Ok((start, found.into_iter().map(pair).collect()))
    }
}

impl Hinter for Helper {
    type Hint = Hint;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<Hint> {
        let at_end = self.active && pos == line.len();
        at_end.then(|| self.candidates.hint(line)).flatten()
    }
}

/// A hint; the right arrow key takes over only what can be typed.
pub(crate) struct Hint {
    text: String,
    is_usage: bool,
}

impl rustyline::hint::Hint for Hint {
    fn display(&self) -> &str {
        &self.text
    }

    fn completion(&self) -> Option<&str> {
        (!self.is_usage).then_some(&self.text)
    }
}

impl Highlighter for Helper {
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        self.paint("1", prompt)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        self.paint("2", hint)
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        false
    }
}
