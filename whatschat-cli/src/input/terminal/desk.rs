//! Where the line editor works.

use super::history::History;
use super::keys::{self, Secrecy};
use super::{Ask, LineAsk, Typed, erase};
use crate::complete::{Help, Helper};
use crate::screen::{self, Gate};
use crate::typed;
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{ColorMode, CompletionType, Config, Editor, Result};
use std::io;
use std::sync::mpsc as blocking;
use tokio::sync::mpsc::UnboundedSender;
use unicode_width::UnicodeWidthStr;

pub(super) type LineEditor = Editor<Helper, DefaultHistory>;

/// How many lines the history keeps.
const HISTORY: usize = 1000;

/// What the editor's thread works with.
pub(super) struct Desk {
    editor: LineEditor,
    gate: Gate,
    secrecy: Secrecy,
    history: History,
}

/// Makes the editor, with the history of the last time.
pub(super) fn editor(history: &History, helper: Helper) -> Result<LineEditor> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        // Without colours it would not ask the helper, which hides passwords.
        .color_mode(ColorMode::Forced)
        .max_history_size(HISTORY)?
        .bell_style(rustyline::config::BellStyle::None)
        .build();
    let mut editor = LineEditor::with_config(config)?;
    editor.set_helper(Some(helper));
    history.load(&mut editor);
    Ok(editor)
}

impl Desk {
    /// Puts the editor to work.
    pub(super) fn new(mut editor: LineEditor, gate: Gate, history: History) -> Self {
        let secrecy = keys::bind(&mut editor, &gate);
        Self { editor, gate, secrecy, history }
    }

    /// Answers what is asked until nobody asks any more.
    pub(super) fn work(
        mut self,
        asked: &blocking::Receiver<(u64, Ask)>,
        to: &UnboundedSender<(u64, Typed)>,
    ) {
        let mut done = 0;
        while let Ok(first) = asked.recv() {
            // Nobody waits for what was asked before the newest.
            let (number, ask) = asked.try_iter().last().unwrap_or(first);
            // What was asked in other words may have been answered just before.
            if number == done {
                continue;
            }
            let typed = match ask {
                Ask::Line(line) => self.line(line, asked),
                Ask::Field { label, initial } => self.field(&label, &initial),
                Ask::Secret(label) => self.secret(&label),
            };
            done = number;
            if to.send((number, typed)).is_err() {
                return;
            }
        }
    }

    /// Reads a line. Where it is asked for in other words meanwhile, what stands on it stays.
    fn line(&mut self, mut line: LineAsk, asked: &blocking::Receiver<(u64, Ask)>) -> Typed {
        let mut begun = String::new();
        loop {
            self.history.sweep(&mut self.editor);
            let typed = self.read(&line.prompt, &begun, Help::Full);
            let Typed::Interrupt(text) = typed else { return self.take(&line, typed) };
            let Some((_, Ask::Line(other))) = asked.try_iter().last() else {
                return self.take(&line, Typed::Interrupt(text));
            };
            // The new prompt takes the place of the old one.
            self.erase(erase::rows(&line.prompt, &text, screen::columns()));
            (line, begun) = (other, text);
        }
    }

    fn take(&mut self, line: &LineAsk, typed: Typed) -> Typed {
        if line.is_kept {
            self.history.keep(&mut self.editor, &typed);
        }
        let is_message =
            |text: &str| line.is_message && !typed::is_command(text) && !text.trim().is_empty();
        match &typed {
            // The message appears again above the line, with its time and state: once is enough.
            Typed::Line(text) if is_message(text) => {
                self.erase(erase::rows(&line.prompt, text, screen::columns()));
            }
            Typed::Line(text) => match erase::laid_out(&line.prompt, text, screen::columns()) {
                Some(stays) => self.gate.typed(&(stays + "\n")),
                None => self.gate.disturb(),
            },
            _ => self.gate.disturb(),
        }
        typed
    }

    fn erase(&self, rows: usize) {
        screen::erase_rows(rows);
        if rows == 0 {
            self.gate.disturb();
        }
    }

    fn field(&mut self, label: &str, initial: &str) -> Typed {
        self.gate.disturb();
        self.read(&format!("{label}: "), initial, Help::Nothing)
    }

    /// Reads a password, through the line editor as well: it has what was typed ahead.
    fn secret(&mut self, label: &str) -> Typed {
        self.gate.disturb();
        match self.read(&format!("{label}: "), "", Help::Secret) {
            // As pasted with the end of its line.
            Typed::Line(secret) => Typed::Line(secret.trim_end_matches(['\r', '\n']).into()),
            other => other,
        }
    }

    fn read(&mut self, prompt: &str, initial: &str, help: Help) -> Typed {
        let room = screen::columns().map_or(0, |columns| columns.saturating_sub(prompt.width()));
        if let Some(helper) = self.editor.helper_mut() {
            helper.set(help, room);
        }
        self.secrecy.set(help == Help::Secret);
        self.gate.open();
        let read = self.editor.readline_with_initial(prompt, (initial, ""));
        self.gate.close();
        match read {
            Ok(text) => Typed::Line(text),
            Err(ReadlineError::Interrupted) => {
                Typed::Interrupt(self.editor.helper().map(Helper::line).unwrap_or_default())
            }
            Err(ReadlineError::Eof) => Typed::End,
            Err(why) => Typed::Broken(why.to_string()),
        }
    }
}

/// Asks for a password without showing it. Blocks.
pub(crate) fn ask_secret(label: &str) -> io::Result<String> {
    rpassword::prompt_password(format!("{label}: "))
}
