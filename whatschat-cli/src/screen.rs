//! The screen: with its parts, the only place that prints. It takes [`Text`], which is harmless by
//! construction, and JSON, which it makes so.

mod json;
mod printer;
mod progress;
mod recent;
mod terminal;
mod transcript;

pub(crate) use printer::{Gate, Nudges};
pub(crate) use progress::ProgressBar;
pub(crate) use recent::Tag;
use terminal::size;
pub(crate) use terminal::{columns, erase_rows, has_colour, leave_line};
pub(crate) use transcript::Transcript;

use crate::sanitise;
use crate::text::{Style, Text};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

/// Where everything that people see goes. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Screen {
    sink: Arc<Sink>,
    colour: bool,
    json: bool,
}

enum Sink {
    /// Standard output.
    Output,
    /// Standard output, remembered for a script's `/wait`.
    Remembered(Transcript),
    /// Above the line that is being typed.
    Printer(Gate),
}

impl Screen {
    fn new(sink: Sink, json: bool) -> Self {
        Self { sink: Arc::new(sink), colour: has_colour(), json }
    }

    /// Prints to standard output; with `json`, failures are JSON too.
    pub(crate) fn output(json: bool) -> Self {
        Self::new(Sink::Output, json)
    }

    /// Prints to standard output and remembers what was shown.
    pub(crate) fn remembered(transcript: Transcript) -> Self {
        Self::new(Sink::Remembered(transcript), false)
    }

    /// Prints above the line that is being typed.
    pub(crate) fn above(printer: Gate) -> Self {
        Self::new(Sink::Printer(printer), false)
    }

    /// Shows a text, which ends its line.
    pub(crate) fn show(&self, text: impl Into<Text>) {
        let text = text.into();
        let columns = self.columns();
        match &*self.sink {
            Sink::Output => {
                print(&text.render(columns, self.colour));
            }
            Sink::Remembered(transcript) => {
                let shown = text.render(columns, false);
                print_step(&shown);
                transcript.push(&shown);
            }
            Sink::Printer(printer) => printer.print(None, text.render(columns, self.colour)),
        }
    }

    /// Shows a text that must not be lost: says so where it cannot be written.
    pub(crate) fn keep_text(&self, text: &Text) -> io::Result<()> {
        write(io::stdout(), &text.render(self.columns(), self.colour))
    }

    /// Shows a text that may change later.
    pub(crate) fn show_for_now(&self, tag: Tag, text: Text) {
        match &*self.sink {
            Sink::Printer(printer) => {
                printer.print(Some(tag), text.render(self.columns(), self.colour));
            }
            Sink::Output | Sink::Remembered(_) => self.show(text),
        }
    }

    /// Changes a text where it stands; shows another one where that cannot be done.
    pub(crate) fn amend(&self, tag: Tag, text: &Text, otherwise: Option<Text>) {
        match &*self.sink {
            Sink::Printer(printer) => {
                let render = |text: &Text| text.render(self.columns(), self.colour);
                printer.amend(tag, render(text), otherwise.as_ref().map(render));
            }
            Sink::Output | Sink::Remembered(_) => {
                otherwise.into_iter().for_each(|text| self.show(text));
            }
        }
    }

    /// Changes a text that waited, and leaves it as it is where that cannot be done: shown again, many
    /// would push those that follow out of reach, too. [`tell_missed`](Self::tell_missed) makes up for it.
    pub(crate) fn settle(&self, tag: Tag, text: &Text) {
        match &*self.sink {
            Sink::Printer(printer) => printer.settle(tag, text.render(self.columns(), self.colour)),
            Sink::Output | Sink::Remembered(_) => self.show(text.clone()),
        }
    }

    /// Shows a remark where some texts stand as they were that have been settled.
    pub(crate) fn tell_missed(&self, text: &str) {
        if let Sink::Printer(printer) = &*self.sink {
            let text = Text::of(Style::Dim, text);
            printer.print_if_missed(text.render(self.columns(), self.colour));
        }
    }

    /// Whether a text takes more rows than can be changed later.
    pub(crate) fn is_long(&self, text: &Text) -> bool {
        let rows = text.render(self.columns(), false).matches('\n').count() + 1;
        size().is_some_and(|(_, height)| rows > recent::reach(height))
    }

    /// Whether what is shown can change later.
    pub(crate) fn can_amend(&self) -> bool {
        matches!(&*self.sink, Sink::Printer(_))
    }

    /// Has the line that is being typed painted again, with what stands in its margin.
    pub(crate) fn repaint(&self) {
        if let Sink::Printer(printer) = &*self.sink {
            printer.repaint();
        }
    }

    /// Shows a row of a list, cut where the terminal ends: a list is read down its columns.
    pub(crate) fn row(&self, text: Text) {
        self.show(match self.columns() {
            Some(columns) => text.cut_to(columns),
            None => text,
        });
    }

    /// Shows a word and what it means beside it, from column `at` on, or below where it is long.
    pub(crate) fn entry(&self, word: Text, at: usize, meaning: &str) {
        let row = word.clone().pad_to(at).plain(" ").dim(meaning);
        let fits = self.columns().is_none_or(|columns| row.width() <= columns);
        self.show(if fits { row } else { word.body(Style::Dim, &format!("\n{meaning}")) });
    }

    /// How many columns a line may fill; `None` where that does not matter.
    pub(crate) fn columns(&self) -> Option<usize> {
        match &*self.sink {
            Sink::Remembered(_) => None,
            Sink::Output | Sink::Printer(_) => columns(),
        }
    }

    /// Repeats what a script typed; no `/wait` finds it.
    pub(crate) fn echo(&self, line: &str) {
        print_step(&sanitise::line(line));
    }

    /// Shows a remark of the client itself, which steps back.
    pub(crate) fn note(&self, text: &str) {
        self.show(Text::of(Style::Dim, text));
    }

    /// Shows that something went well.
    pub(crate) fn done(&self, text: &str) {
        self.show(Text::of(Style::Good, text));
    }

    /// Shows that something needs attention.
    pub(crate) fn warn(&self, text: &str) {
        self.show(Text::of(Style::Warning, text));
    }

    /// Tells a failure: in the conversation, or on standard error where there is none.
    pub(crate) fn fail(&self, text: Text) {
        match &*self.sink {
            Sink::Output => {
                let text = Text::from("whatschat: ").then(text);
                complain(&text.render(None, false));
            }
            Sink::Remembered(_) | Sink::Printer(_) => self.show(text),
        }
    }

    /// Waits until everything is on the screen.
    pub(crate) fn finish(&self) {
        if let Sink::Printer(printer) = &*self.sink {
            printer.drain();
        }
    }
}

/// Why standard output could not be written, the first time. It is the process's, and so is this.
static LOST: OnceLock<String> = OnceLock::new();

/// Why something is missing on standard output, such as for a full disk; `None` where nothing is.
pub(crate) fn why_lost() -> Option<&'static str> {
    LOST.get().map(String::as_str)
}

/// Whether nobody reads standard output any more.
static UNREAD: AtomicBool = AtomicBool::new(false);

/// Prints. Says whether its reader has gone with this, as in `whatschat history | head`: what is being
/// done is done to its end all the same.
fn print(line: &str) -> bool {
    match write(io::stdout(), line) {
        Err(why) if why.kind() == io::ErrorKind::BrokenPipe => !UNREAD.swap(true, Relaxed),
        Err(why) => {
            LOST.get_or_init(|| why.to_string());
            false
        }
        Ok(()) => false,
    }
}

/// The same for a script, whose exit code tells all that counts of what follows.
fn print_step(line: &str) {
    if print(line) {
        complain("whatschat: nobody reads standard output any more; the script goes on");
    }
}

/// Writes to standard error. Where that fails, there is no other place to say so.
fn complain(line: &str) {
    drop(write(io::stderr(), line));
}

fn write(mut to: impl Write, line: &str) -> io::Result<()> {
    writeln!(to, "{line}").and_then(|()| to.flush())
}
