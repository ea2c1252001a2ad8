//! A person at a terminal. The line editor blocks, so it has a thread of its own.

mod desk;
mod erase;
mod guard;
mod history;
mod keys;

use super::{Ask, LineAsk, Typed};
use crate::complete::Helper;
use crate::failure::Failure;
use crate::profile::Profile;
use crate::screen::{Gate, Nudges, Screen};
use desk::Desk;
use guard::TerminalGuard;
use history::History;
use std::sync::mpsc as blocking;
use std::thread;
use tokio::sync::mpsc;

pub(crate) use desk::ask_secret;

/// The line editor, from the outside.
pub(crate) struct Terminal {
    asks: blocking::Sender<(u64, Ask)>,
    answers: mpsc::UnboundedReceiver<(u64, Typed)>,
    /// Which question is the newest: nobody waits for the answers to earlier ones.
    asked: u64,
    /// Whether that is not answered yet.
    waits: bool,
    gate: Gate,
    history: History,
    _guard: TerminalGuard,
}

impl Terminal {
    /// Takes the terminal, and gives the screen that prints above the line being typed.
    pub(crate) fn open(
        profile: &Profile,
        helper: Helper,
        (gate, nudges): (Gate, Nudges),
    ) -> Result<(Self, Screen), Failure> {
        let guard = TerminalGuard::new();
        let cannot = |why| Failure::local("this terminal cannot be used", why);
        let history = History::new(profile.history());
        let mut editor = desk::editor(&history, helper).map_err(cannot)?;
        gate.start(nudges, editor.create_external_printer().map_err(cannot)?);
        let desk = Desk::new(editor, gate.clone(), history.clone());
        let (asks, asked) = blocking::channel();
        let (answer, answers) = mpsc::unbounded_channel();
        thread::spawn(move || desk.work(&asked, &answer));
        let screen = Screen::above(gate.clone());
        Ok((Self { asks, answers, asked: 0, waits: false, gate, history, _guard: guard }, screen))
    }

    pub(super) fn ask(&mut self, ask: Ask) {
        self.asked += 1;
        self.waits = true;
        // When the thread has ended, `answer` tells.
        let _ = self.asks.send((self.asked, ask));
    }

    /// Asks for the line that is being typed in other words: what stands on it stays. It is the
    /// same question, so that a line that was ended just before answers it. While nothing is
    /// asked, in the middle of a command, the next question comes by itself.
    pub(super) fn ask_anew(&mut self, line: LineAsk) {
        if !self.waits {
            return;
        }
        let _ = self.asks.send((self.asked, Ask::Line(line)));
        // While it reads a line, the editor takes the signal for itself; before that it would
        // reach the program, as a Ctrl-C that nobody typed.
        #[cfg(unix)]
        if self.gate.is_open() {
            let _ = nix::sys::signal::raise(nix::sys::signal::Signal::SIGINT);
        }
    }

    /// Forgets the lines that were typed.
    pub(super) fn forget(&self) {
        self.history.forget();
    }

    pub(super) async fn answer(&mut self) -> Typed {
        loop {
            match self.answers.recv().await {
                Some((number, typed)) if number == self.asked => {
                    self.waits = false;
                    return typed;
                }
                Some(_) => {}
                None => return Typed::End,
            }
        }
    }
}
