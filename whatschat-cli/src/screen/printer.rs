//! Prints above the line that is being typed.
//!
//! What is to be shown waits in a queue. Between two lines it is written before the next prompt.
//! While a line is typed, the line editor writes it in front of the prompt whenever it paints its
//! line: only then is it certain what stands where. It is made to paint by its own printer, which
//! may take its time, and is given nothing that would matter by then.

use super::recent::{Recent, Size, Tag};
use super::terminal::size;
use rustyline::ExternalPrinter;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// One row up and down again: nothing, and the editor paints its line below it.
const NOTHING: &str = "\u{1b}[A\n";

/// What waits to be shown, and what stands above the line. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Gate {
    place: Arc<Mutex<Place>>,
    nudges: Sender<()>,
}

/// The other end of a gate, for the thread that makes the editor paint.
pub(crate) struct Nudges(Receiver<()>);

#[derive(Default)]
struct Place {
    jobs: Vec<Job>,
    recent: Recent,
    /// Whether a line that was to be settled was out of reach.
    missed: bool,
    /// Whether a line is being typed.
    editing: bool,
}

enum Job {
    /// Print a line; it may change later.
    Print(Option<Tag>, String),
    /// Print a line anew, or another one where it is out of reach.
    Amend(Tag, String, Option<String>),
    /// Print a line anew; it is missed where it is out of reach.
    Settle(Tag, String),
    /// Print a line where some were missed.
    IfMissed(String),
}

impl Gate {
    /// A gate that is closed.
    pub(crate) fn new() -> (Self, Nudges) {
        let (nudges, received) = channel();
        (Self { place: Arc::default(), nudges }, Nudges(received))
    }

    /// Makes the editor paint from now on where something waits.
    pub(crate) fn start(&self, nudges: Nudges, to: impl ExternalPrinter + Send + 'static) {
        let gate = self.clone();
        thread::spawn(move || gate.nudge(&nudges, to));
    }

    fn nudge(&self, nudges: &Nudges, mut to: impl ExternalPrinter) {
        while nudges.0.recv().is_ok() {
            if self.is_open() && to.print(NOTHING.into()).is_err() {
                return;
            }
        }
    }

    pub(super) fn print(&self, tag: Option<Tag>, line: String) {
        self.push(Job::Print(tag, line + "\n"));
    }

    pub(super) fn settle(&self, tag: Tag, line: String) {
        self.push(Job::Settle(tag, line + "\n"));
    }

    /// Prints a line where some were out of reach that were to be settled since the last time.
    pub(super) fn print_if_missed(&self, line: String) {
        self.push(Job::IfMissed(line + "\n"));
    }

    pub(super) fn amend(&self, tag: Tag, line: String, otherwise: Option<String>) {
        self.push(Job::Amend(tag, line + "\n", otherwise.map(|line| line + "\n")));
    }

    fn push(&self, job: Job) {
        self.lock().jobs.push(job);
        self.repaint();
    }

    pub(super) fn repaint(&self) {
        // The thread lives as long as the process, or as the terminal.
        let _ = self.nudges.send(());
    }

    /// The editor is about to read a line, below what waits.
    pub(crate) fn open(&self) {
        self.drain();
        self.lock().editing = true;
    }

    /// The editor is about to give its line away: nothing is printed from here on.
    pub(crate) fn close(&self) {
        self.lock().editing = false;
    }

    /// Whether a line is being typed.
    pub(crate) fn is_open(&self) -> bool {
        self.lock().editing
    }

    /// A line was typed, and stays where it stands.
    pub(crate) fn typed(&self, line: &str) {
        self.lock().recent.push(None, line, size());
    }

    /// Something stands now between what was printed and the line that is being typed.
    pub(crate) fn disturb(&self) {
        self.lock().recent.forget();
    }

    /// What the editor writes in front of its prompt.
    pub(crate) fn above(&self) -> String {
        let mut place = self.lock();
        if place.editing { place.take() } else { String::new() }
    }

    /// Prints what waits, where no line is being typed.
    pub(super) fn drain(&self) {
        let waiting = self.lock().take();
        let mut out = io::stdout();
        // A terminal that is gone needs nothing.
        let _ = out.write_all(waiting.as_bytes()).and_then(|()| out.flush());
    }

    fn lock(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// What prints all that waits.
    fn take(&mut self) -> String {
        let size = size();
        let jobs = std::mem::take(&mut self.jobs);
        jobs.into_iter().filter_map(|job| job.print(self, size)).collect()
    }
}

impl Job {
    /// What prints it, if anything is to be printed.
    fn print(self, place: &mut Place, size: Option<Size>) -> Option<String> {
        let (tag, line) = match self {
            Self::Print(tag, line) => (tag, line),
            Self::Amend(tag, line, otherwise) => {
                let anew = place.recent.amend(tag, &line, size);
                if anew.is_some() {
                    return anew;
                }
                (Some(tag), otherwise?)
            }
            Self::Settle(tag, line) => {
                let anew = place.recent.amend(tag, &line, size);
                place.missed |= anew.is_none();
                return anew;
            }
            Self::IfMissed(line) => (None, std::mem::take(&mut place.missed).then_some(line)?),
        };
        place.recent.push(tag, &line, size);
        Some(line)
    }
}
