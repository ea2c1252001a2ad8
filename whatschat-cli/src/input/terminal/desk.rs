//! Where the line editor works.

use super::{Ask, Typed, erase};
use crate::complete::{Help, Helper};
use crate::screen::{self, Gate};
use crate::typed;
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{Cmd, ColorMode, CompletionType, ConditionalEventHandler, Config, Editor, Event};
use rustyline::{EventContext, EventHandler, KeyCode, KeyEvent, Modifiers, RepeatCount, Result};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc as blocking};
use tokio::sync::mpsc::UnboundedSender;
use unicode_width::UnicodeWidthStr;

type LineEditor = Editor<Helper, DefaultHistory>;

/// How many lines the history keeps.
const HISTORY: usize = 1000;

/// Whether a password is being typed. Nothing of it may get into the kill ring, from where it
/// could be pasted into a message.
#[derive(Clone, Default)]
struct Secrecy(Arc<AtomicBool>);

/// Stops the printer as soon as a line is ended: what is printed between that and its erasure
/// would be erased in its place.
struct EndOfLine(Gate);

/// Tells the printer that a key changes what stands above the line: a list of completions, an
/// empty screen, another program's words.
struct Disturbs(Gate);

/// What the editor's thread works with.
pub(super) struct Desk {
    editor: LineEditor,
    gate: Gate,
    secrecy: Secrecy,
    history: PathBuf,
}

/// Makes the editor, with the history of the last time.
pub(super) fn editor(history: &Path, helper: Helper) -> Result<LineEditor> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        // Without colours it would not ask the helper, which hides passwords.
        .color_mode(ColorMode::Forced)
        .max_history_size(HISTORY)?
        .bell_style(rustyline::config::BellStyle::None)
        .build();
    let mut editor = LineEditor::with_config(config)?;
    editor.set_helper(Some(helper));
    // The first time there is no history.
    let _ = editor.load_history(history);
    Ok(editor)
}

fn bind(
    editor: &mut LineEditor,
    on: impl Into<Event>,
    run: impl ConditionalEventHandler + 'static,
) {
    editor.bind_sequence(on, EventHandler::Conditional(Box::new(run)));
}

impl ConditionalEventHandler for Secrecy {
    fn handle(&self, event: &Event, _: RepeatCount, _: bool, _: &EventContext) -> Option<Cmd> {
        use KeyCode::{Backspace, BracketedPasteStart, Char};
        let allowed = match event.get(0) {
            Some(KeyEvent(Char(c), Modifiers::CTRL)) => matches!(c, 'C' | 'D' | 'H'),
            Some(KeyEvent(Char(_) | Backspace | BracketedPasteStart, held)) => {
                matches!(*held, Modifiers::NONE | Modifiers::SHIFT)
            }
            _ => false,
        };
        (self.0.load(Ordering::Relaxed) && !allowed).then_some(Cmd::Noop)
    }
}

impl ConditionalEventHandler for EndOfLine {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext) -> Option<Cmd> {
        self.0.close();
        None
    }
}

impl ConditionalEventHandler for Disturbs {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext) -> Option<Cmd> {
        self.0.disturb();
        None
    }
}

impl Desk {
    /// Puts the editor to work.
    pub(super) fn new(mut editor: LineEditor, gate: Gate, history: PathBuf) -> Self {
        let secrecy = Secrecy::default();
        bind(&mut editor, Event::Any, secrecy.clone());
        for enter in [KeyEvent(KeyCode::Enter, Modifiers::NONE), KeyEvent::ctrl('J')] {
            bind(&mut editor, enter, EndOfLine(gate.clone()));
        }
        let tab = KeyEvent(KeyCode::Tab, Modifiers::NONE);
        for key in [tab, KeyEvent::ctrl('L'), KeyEvent::ctrl('Z')] {
            bind(&mut editor, key, Disturbs(gate.clone()));
        }
        editor.bind_sequence(KeyEvent(KeyCode::Enter, Modifiers::ALT), Cmd::Newline);
        Self { editor, gate, secrecy, history }
    }

    /// Answers what is asked until nobody asks any more.
    pub(super) fn work(
        mut self,
        asked: &blocking::Receiver<(u64, Ask)>,
        to: &UnboundedSender<(u64, Typed)>,
    ) {
        while let Ok(first) = asked.recv() {
            // Nobody waits for what was asked before the newest.
            let (number, ask) = asked.try_iter().last().unwrap_or(first);
            let typed = match ask {
                Ask::Line { prompt, is_message } => self.line(&prompt, is_message),
                Ask::Field { label, initial } => self.field(&label, &initial),
                Ask::Secret(label) => self.secret(&label),
            };
            if to.send((number, typed)).is_err() {
                return;
            }
        }
    }

    fn line(&mut self, prompt: &str, is_message: bool) -> Typed {
        let typed = self.read(prompt, "", Help::Full);
        if let Typed::Line(text) | Typed::Interrupt(text) = &typed {
            // A history that cannot be written is no reason to lose the line itself.
            let _ = self.editor.add_history_entry(typed::for_history(text));
            let _ = self.editor.append_history(&self.history);
        }
        let rows = match &typed {
            Typed::Line(text)
                if is_message && !typed::is_command(text) && !text.trim().is_empty() =>
            {
                erase::rows(prompt, text, screen::columns())
            }
            _ => 0,
        };
        // The message appears again above the line, with its time and state: once is enough.
        screen::erase_rows(rows);
        if rows == 0 {
            self.gate.disturb();
        }
        typed
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
        self.secrecy.0.store(help == Help::Secret, Ordering::Relaxed);
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
