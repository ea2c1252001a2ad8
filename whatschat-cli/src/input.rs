//! Where lines come from: a person at a terminal, or a script.

mod interrupts;
mod script;
mod terminal;

pub(crate) use interrupts::{Signal, Signals, interrupted};
pub(crate) use script::Script;
pub(crate) use terminal::{Terminal, ask_secret};

/// Runs what blocks, such as reading standard input, on a thread of its own, so that Ctrl-C is
/// heard. The program does not wait for that thread when it ends.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    let (done, result) = tokio::sync::oneshot::channel();
    // Fails where nobody waits any more.
    std::thread::spawn(move || done.send(work()));
    result.await.unwrap_or_else(|_| Err(std::io::ErrorKind::Interrupted.into()))
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) enum Ask {
    /// A message or a command.
    Line(LineAsk),
    /// One answer in a dialogue, such as an e-mail address.
    Field {
        /// What is asked for.
        label: String,
        /// An earlier answer, to be corrected.
        initial: String,
    },
    /// The same, unseen: a password.
    Secret(String),
}

/// How a line is asked for.
#[derive(Debug, Clone)]
pub(crate) struct LineAsk {
    /// What stands before the line: where messages go.
    pub(crate) prompt: String,
    /// Whether plain text is a message, which is shown anew once it is sent.
    pub(crate) is_message: bool,
    /// Whether the history keeps it: only as long as somebody is logged in.
    pub(crate) is_kept: bool,
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Typed {
    /// A line.
    Line(String),
    /// Ctrl-C, with what stood on the line.
    Interrupt(String),
    /// Ctrl-D, or the script's end.
    End,
    /// The input cannot go on.
    Broken(String),
}

/// Where lines come from.
pub(crate) enum Input {
    Terminal(Terminal),
    Script(Script),
}

impl Input {
    /// Asks; [`answer`](Self::answer) has what comes back.
    pub(crate) fn ask(&mut self, ask: Ask) {
        match self {
            Self::Terminal(terminal) => terminal.ask(ask),
            Self::Script(script) => script.ask(ask),
        }
    }

    /// Asks in other words for a line that was asked for and is not there yet.
    pub(crate) fn ask_anew(&mut self, line: LineAsk) {
        match self {
            Self::Terminal(terminal) => terminal.ask_anew(line),
            Self::Script(script) => script.ask(Ask::Line(line)),
        }
    }

    /// Forgets the lines that were typed, of which a script keeps none.
    pub(crate) fn forget(&self) {
        if let Self::Terminal(terminal) = self {
            terminal.forget();
        }
    }

    /// Waits for what was asked for. Loses nothing when dropped.
    pub(crate) async fn answer(&mut self) -> Typed {
        match self {
            Self::Terminal(terminal) => terminal.answer().await,
            Self::Script(script) => script.answer().await,
        }
    }

    /// Whether a script is played.
    pub(crate) fn is_script(&self) -> bool {
        matches!(self, Self::Script(_))
    }
}
