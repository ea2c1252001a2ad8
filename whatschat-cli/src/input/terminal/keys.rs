//! Keys that do more than the line editor knows of.

use super::desk::LineEditor;
use crate::screen::Gate;
use rustyline::{Cmd, ConditionalEventHandler, Event, EventContext, EventHandler};
use rustyline::{KeyCode, KeyEvent, Modifiers, RepeatCount};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a password is being typed. Nothing of it may get into the kill ring, from where it
/// could be pasted into a message.
#[derive(Clone, Default)]
pub(super) struct Secrecy(Arc<AtomicBool>);

/// Stops the printer as soon as a line is ended: what is printed between that and its erasure
/// would be erased in its place.
struct EndOfLine(Gate);

/// Tells the printer that a key changes what stands above the line: a list of completions, an
/// empty screen, another program's words.
struct Disturbs(Gate);

/// Binds them all.
pub(super) fn bind(editor: &mut LineEditor, gate: &Gate) -> Secrecy {
    let secrecy = Secrecy::default();
    on(editor, Event::Any, secrecy.clone());
    for enter in [KeyEvent(KeyCode::Enter, Modifiers::NONE), KeyEvent::ctrl('J')] {
        on(editor, enter, EndOfLine(gate.clone()));
    }
    let tab = KeyEvent(KeyCode::Tab, Modifiers::NONE);
    for key in [tab, KeyEvent::ctrl('L'), KeyEvent::ctrl('Z')] {
        on(editor, key, Disturbs(gate.clone()));
    }
    editor.bind_sequence(KeyEvent(KeyCode::Enter, Modifiers::ALT), Cmd::Newline);
    secrecy
}

fn on(
    editor: &mut LineEditor,
    keys: impl Into<Event>,
    run: impl ConditionalEventHandler + 'static,
) {
    editor.bind_sequence(keys, EventHandler::Conditional(Box::new(run)));
}

impl Secrecy {
    /// Says whether what is typed from now on is a password.
    pub(super) fn set(&self, is_secret: bool) {
        self.0.store(is_secret, Ordering::Relaxed);
    }
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
