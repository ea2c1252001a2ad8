//! The lines that were typed, which the editor brings back with ↑, and their file.

use super::desk::LineEditor;
use crate::input::Typed;
use crate::typed;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The history, as the program and the editor's thread share it. Cheap to clone.
#[derive(Clone)]
pub(super) struct History {
    file: PathBuf,
    /// Whether the editor still has lines of a session that is over.
    over: Arc<AtomicBool>,
}

impl History {
    /// The history that is kept in `file`.
    pub(super) fn new(file: PathBuf) -> Self {
        Self { file, over: Arc::default() }
    }

    /// Gives the editor the lines of the last time.
    pub(super) fn load(&self, editor: &mut LineEditor) {
        // The first time there is no history.
        let _ = editor.load_history(&self.file);
    }

    /// Has the lines forgotten. The editor is on its own thread, and does so before it reads on.
    pub(super) fn forget(&self) {
        self.over.store(true, Ordering::SeqCst);
    }

    /// Keeps a line, or what was given up of one.
    pub(super) fn keep(&self, editor: &mut LineEditor, typed: &Typed) {
        if let Typed::Line(text) | Typed::Interrupt(text) = typed {
            // A history that cannot be written is no reason to lose the line itself.
            let _ = editor.add_history_entry(typed::for_history(text));
            let _ = editor.append_history(&self.file);
        }
        // The session may have ended while that was written.
        self.sweep(editor);
    }

    /// Clears away what is to be forgotten.
    pub(super) fn sweep(&self, editor: &mut LineEditor) {
        if self.over.swap(false, Ordering::SeqCst) {
            let _ = editor.clear_history();
            let _ = fs::remove_file(&self.file);
        }
    }
}
