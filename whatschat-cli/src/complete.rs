//! Completion and hints while a line is typed.

mod beginning;
mod candidates;
mod files;
mod margin;

pub(crate) use candidates::Names;
pub(crate) use margin::Margin;

use crate::screen::Gate;
use candidates::Candidates;
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::{Context, Result};
use std::borrow::Cow;
use std::cell::RefCell;
use unicode_width::UnicodeWidthChar;

/// What the line editor asks for help.
#[derive(rustyline::Helper, rustyline::Validator)]
pub(crate) struct Helper {
    candidates: Candidates,
    margin: Margin,
    gate: Gate,
    colour: bool,
    help: Help,
    /// How many columns there are for the margin.
    room: usize,
    /// What stands on the line: rustyline forgets it at Ctrl-C.
    line: RefCell<String>,
}

/// How much help a line gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Help {
    /// Completion and hints.
    Full,
    /// None, for an answer of a dialogue.
    Nothing,
    /// None, and the line is not shown.
    Secret,
}

impl Helper {
    /// Helps with the commands, and with `names` as they become known.
    pub(crate) fn new(names: Names, margin: Margin, gate: Gate, colour: bool) -> Self {
        Self {
            candidates: Candidates::new(names),
            margin,
            gate,
            colour,
            help: Help::Full,
            room: 0,
            line: RefCell::default(),
        }
    }

    /// Chooses how the next line is helped, and how much room it has.
    pub(crate) fn set(&mut self, help: Help, room: usize) {
        (self.help, self.room) = (help, room);
        if help == Help::Full {
            self.margin.prompted();
        }
    }

    /// What stands on the line, or stood there when it was abandoned. Never a password.
    pub(crate) fn line(&self) -> String {
        self.line.borrow().clone()
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
        if self.help != Help::Full {
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
        // Asked after each change of the line.
        if self.help != Help::Full {
            self.line.borrow_mut().clear();
            return None;
        }
        if *self.line.borrow() != line {
            line.clone_into(&mut self.line.borrow_mut());
            self.margin.typed(line);
        }
        if line.is_empty() {
            return Some(Hint { text: margin::PLACE.into(), is_usage: true });
        }
        (pos == line.len()).then(|| self.candidates.hint(line)).flatten()
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
    /// The prompt, and before it what is to stand above the line: asked for whenever the line is
    /// painted, with the cursor where the prompt begins.
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        (self.gate.above() + &self.paint("1", prompt)).into()
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if hint == margin::PLACE {
            return self.paint("2", &self.margin.text(self.room)).into_owned().into();
        }
        self.paint("2", hint)
    }

    /// Hides a password, in as many columns as the editor thinks it takes.
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.help != Help::Secret {
            return line.into();
        }
        line.chars().map(|c| "*".repeat(c.width().unwrap_or(0))).collect::<String>().into()
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.help == Help::Secret
    }
}
