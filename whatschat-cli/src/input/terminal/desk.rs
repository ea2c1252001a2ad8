//! Where the line editor works.

use super::{Ask, Typed, erase};
use crate::complete::Helper;
use crate::screen::{self, Gate};
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{Cmd, CompletionType, ConditionalEventHandler, Config, Editor, Event};
use rustyline::{EventContext, EventHandler, KeyCode, KeyEvent, Modifiers, RepeatCount, Result};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc as blocking};
use tokio::sync::mpsc::UnboundedSender;

type LineEditor = Editor<Helper, DefaultHistory>;

/// How many lines the history keeps.
const HISTORY: usize = 1000;

/// What stood on the line when Ctrl-C was typed: rustyline itself forgets it.
#[derive(Clone, Default)]
pub(super) struct Abandoned(Arc<Mutex<String>>);

/// What the editor's thread works with.
pub(super) struct Desk {
    pub(super) editor: LineEditor,
    pub(super) gate: Gate,
    pub(super) abandoned: Abandoned,
    pub(super) history: PathBuf,
}

/// Makes the editor, with the history of the last time.
pub(super) fn editor(history: &Path, helper: Helper) -> Result<(LineEditor, Abandoned)> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .max_history_size(HISTORY)?
        .bell_style(rustyline::config::BellStyle::None)
        .build();
    let mut editor = LineEditor::with_config(config)?;
    editor.set_helper(Some(helper));
    // The first time there is no history.
    let _ = editor.load_history(history);
    let abandoned = Abandoned::default();
    let keep: Box<dyn ConditionalEventHandler> = Box::new(abandoned.clone());
    editor.bind_sequence(KeyEvent::ctrl('C'), EventHandler::Conditional(keep));
    editor.bind_sequence(KeyEvent(KeyCode::Enter, Modifiers::ALT), Cmd::Newline);
    Ok((editor, abandoned))
}

impl ConditionalEventHandler for Abandoned {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext) -> Option<Cmd> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = context.line().into();
        Some(Cmd::Interrupt)
    }
}

impl Desk {
    /// Answers what is asked until nobody asks any more.
    pub(super) fn work(
        mut self,
        asked: &blocking::Receiver<(u64, Ask)>,
        to: &UnboundedSender<(u64, Typed)>,
    ) {
        while let Ok((number, ask)) = asked.recv() {
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
        let typed = self.read(prompt, "", true);
        if let Typed::Line(text) | Typed::Interrupt(text) = &typed {
            // A history that cannot be written is no reason to lose the line itself.
            let _ = self.editor.add_history_entry(text.as_str());
            let _ = self.editor.append_history(&self.history);
        }
        if let Typed::Line(text) = &typed
            && is_message
            && !text.starts_with('/')
            && !text.trim().is_empty()
        {
            // The message appears once it is sent, with its number and time: once is enough.
            screen::erase_rows(erase::rows(prompt, text, screen::columns()));
        }
        typed
    }

    fn field(&mut self, label: &str, initial: &str) -> Typed {
        self.read(&format!("{label}: "), initial, false)
    }

    fn read(&mut self, prompt: &str, initial: &str, complete: bool) -> Typed {
        if let Some(helper) = self.editor.helper_mut() {
            helper.set_active(complete);
        }
        self.gate.open();
        let read = self.editor.readline_with_initial(prompt, (initial, ""));
        self.gate.close();
        match read {
            Ok(text) => Typed::Line(text),
            Err(ReadlineError::Interrupted) => Typed::Interrupt(self.abandoned.take()),
            Err(ReadlineError::Eof) => Typed::End,
            Err(why) => Typed::Broken(why.to_string()),
        }
    }

    /// Reads a password: not through the line editor, whose kill ring would keep it.
    fn secret(&mut self, label: &str) -> Typed {
        self.gate.drain();
        match ask_secret(label) {
            Ok(secret) => Typed::Line(secret),
            Err(why) if why.kind() == ErrorKind::Interrupted => Typed::Interrupt(String::new()),
            Err(why) if why.kind() == ErrorKind::UnexpectedEof => Typed::End,
            Err(why) => Typed::Broken(why.to_string()),
        }
    }
}

impl Abandoned {
    fn take(&self) -> String {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Asks for a password without showing it. Blocks.
pub(crate) fn ask_secret(label: &str) -> io::Result<String> {
    rpassword::prompt_password(format!("{label}: "))
}
