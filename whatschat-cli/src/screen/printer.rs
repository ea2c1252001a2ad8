//! Prints above the line that is being typed, through rustyline.
//!
//! A thread of its own does it, since rustyline takes one line at a time and makes the printer
//! wait for it. Between two lines what is to be shown is gathered, and printed before the next
//! prompt; while a line is typed, rustyline prints it above that line.

use super::columns;
use super::recent::{Recent, Tag};
use rustyline::ExternalPrinter;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How long what waits may take to be printed.
const PATIENCE: Duration = Duration::from_millis(200);

/// Who has the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// Nobody for long: the next line is about to be read.
    Nobody,
    /// The line editor, above whose line one can print.
    Editor,
    /// Nobody: one can print as one likes.
    Printer,
}

/// The terminal, as the printer sees it.
struct Place {
    holder: Holder,
    /// Whether a line is on its way to the terminal.
    printing: bool,
    /// Whether somebody else has printed below what the printer printed.
    disturbed: bool,
}

/// Tells the printer when it may print.
#[derive(Clone)]
pub(crate) struct Gate {
    shared: Arc<(Mutex<Place>, Condvar)>,
    jobs: Sender<Job>,
}

/// Queues lines for the thread that prints.
pub(crate) struct Printer {
    gate: Gate,
}

enum Job {
    /// Print a line; it may change later.
    Print(Option<Tag>, String),
    /// Print a line anew, or another one where it is out of reach.
    Amend(Tag, String, Option<String>),
    /// Have the line that is being typed painted again.
    Repaint,
    Report(Sender<()>),
}

impl Printer {
    /// Starts the thread.
    pub(crate) fn start(to: impl ExternalPrinter + Send + 'static) -> (Self, Gate) {
        let (jobs, queue) = channel();
        let shared = Arc::new((
            Mutex::new(Place { holder: Holder::Nobody, printing: false, disturbed: false }),
            Condvar::new(),
        ));
        let gate = Gate { shared, jobs };
        let waiting = gate.clone();
        thread::spawn(move || run(to, &queue, &waiting));
        (Self { gate: gate.clone() }, gate)
    }

    pub(super) fn print(&self, tag: Option<Tag>, line: String) {
        self.send(Job::Print(tag, line + "\n"));
    }

    pub(super) fn amend(&self, tag: Tag, line: String, otherwise: Option<String>) {
        self.send(Job::Amend(tag, line + "\n", otherwise.map(|line| line + "\n")));
    }

    pub(super) fn repaint(&self) {
        if self.gate.is_with_editor() {
            self.send(Job::Repaint);
        }
    }

    fn send(&self, job: Job) {
        // The thread lives as long as the process.
        let _ = self.gate.jobs.send(job);
    }

    pub(super) fn finish(&self) {
        self.gate.drain();
    }
}

impl Gate {
    /// The editor is about to read a line, below what waits.
    pub(crate) fn open(&self) {
        self.drain();
        self.set(Holder::Editor);
    }

    /// The editor is about to give its line away: nothing is printed from here on. Waits for what
    /// is being printed, but not for what the editor takes only with its next line.
    pub(crate) fn close(&self) {
        let (lock, changed) = &*self.shared;
        self.set(Holder::Nobody);
        let printing = |place: &mut Place| place.printing;
        drop(changed.wait_timeout_while(lock_of(lock), PATIENCE, printing));
    }

    /// Prints all that waits, then closes: what comes next has the terminal for itself.
    pub(crate) fn drain(&self) {
        self.set(Holder::Printer);
        let (done, waiting) = channel();
        if self.jobs.send(Job::Report(done)).is_ok() {
            // The thread may be stuck with a line that rustyline takes only with the next read.
            let _ = waiting.recv_timeout(PATIENCE);
        }
        self.close();
    }

    /// Something stands now between what was printed and the line that is being typed.
    pub(crate) fn disturb(&self) {
        lock_of(&self.shared.0).disturbed = true;
    }

    fn take_disturbed(&self) -> bool {
        std::mem::take(&mut lock_of(&self.shared.0).disturbed)
    }

    /// Whether a line is being read.
    pub(crate) fn is_with_editor(&self) -> bool {
        lock_of(&self.shared.0).holder == Holder::Editor
    }

    fn set(&self, holder: Holder) {
        lock_of(&self.shared.0).holder = holder;
        self.shared.1.notify_all();
    }

    /// Waits until one may print.
    fn begin(&self) {
        let closed = |place: &mut Place| place.holder == Holder::Nobody;
        let open = self.shared.1.wait_while(lock_of(&self.shared.0), closed);
        open.unwrap_or_else(PoisonError::into_inner).printing = true;
    }

    fn end(&self) {
        lock_of(&self.shared.0).printing = false;
        self.shared.1.notify_all();
    }
}

fn lock_of(place: &Mutex<Place>) -> MutexGuard<'_, Place> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

fn run(mut to: impl ExternalPrinter, queue: &Receiver<Job>, gate: &Gate) {
    let mut recent = Recent::default();
    while let Ok(job) = queue.recv() {
        if let Job::Report(done) = job {
            // Whoever asked may have stopped waiting.
            let _ = done.send(());
            continue;
        }
        gate.begin();
        if gate.take_disturbed() {
            recent.forget();
        }
        let printed = job.print(&mut recent).map_or(Ok(()), |text| to.print(text));
        gate.end();
        if printed.is_err() {
            return;
        }
    }
}

impl Job {
    /// What is to be printed, if anything.
    fn print(self, recent: &mut Recent) -> Option<String> {
        let columns = columns();
        match self {
            Self::Print(tag, line) => {
                recent.push(tag, &line, columns);
                Some(line)
            }
            Self::Amend(tag, line, otherwise) => recent.amend(tag, &line, columns).or_else(|| {
                let line = otherwise?;
                recent.push(Some(tag), &line, columns);
                Some(line)
            }),
            // One row up and down again: the editor paints its line below what it is given.
            Self::Repaint => Some("\u{1b}[A\n".into()),
            Self::Report(_) => None,
        }
    }
}
