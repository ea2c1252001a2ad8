//! The interactive loop: what is typed, what happens on the server, what changes in the store.

mod chats;
mod events;
mod greet;
mod line;
mod play;
mod reset;

pub(crate) use play::Play;

use crate::app::{App, Heard, Link};
use crate::command::Options;
use crate::complete::{Helper, Margin, Names};
use crate::context::Context;
use crate::failure::Failure;
use crate::input::{Input, Script, Signal, Signals, Terminal, Typed};
use crate::profile::Profile;
use crate::screen::{Gate, has_colour};
use std::io::{IsTerminal, Read};
use std::time::Duration;
use tokio::time::{Instant, Interval};

/// How often the profile is looked at for a login by another process, and a store that failed is
/// tried again.
const LOOK: Duration = Duration::from_secs(5);

/// Somebody who types would see nothing of what is asked.
const NO_SCREEN: &str = "the interactive client needs a terminal to show itself on: for a file or \
                         another program, use a command such as `whatschat tail`, `whatschat \
                         history` or `whatschat send`, or give it its lines through a pipe";

/// What the loop goes on with.
enum News {
    Typed(Typed),
    Heard(Heard),
    MessageTyped,
    TypingEnds,
    MarkDue,
    Look,
    Signal(Signal),
}

/// Opens the interactive client, at a terminal or with lines from a pipe.
pub(crate) async fn interact(options: &Options, profile: Profile) -> Result<(), Failure> {
    let (types, shows) = (std::io::stdin().is_terminal(), std::io::stdout().is_terminal());
    if types && !shows {
        return Err(Failure::Usage(NO_SCREEN.into()));
    }
    if !types {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|why| Failure::local("cannot read standard input", why))?;
        return play::play(options, profile, Script::typed(&text), true).await;
    }
    let _lock = profile.lock()?;
    let (names, margin) = (Names::default(), Margin::default());
    let (gate, nudges) = Gate::new();
    let colour = has_colour();
    let helper = Helper::new(names.clone(), margin.clone(), gate.clone(), colour);
    let (terminal, screen) = Terminal::open(&profile, helper, (gate, nudges))?;
    let context = Context::open(options, profile, screen)?;
    let mut app = App::new(context, Input::Terminal(terminal), names, margin);
    let done = app.converse(false).await;
    app.context.screen.finish();
    done
}

impl App {
    /// Goes on until it is left, or until a failure that `stops` it.
    async fn converse(&mut self, stops: bool) -> Result<(), Failure> {
        let signals = Signals::listen();
        let mut signals = signals.map_err(|why| Failure::local("no signals", why))?;
        self.greet().await;
        let mut look = tokio::time::interval(LOOK);
        self.ask_line();
        let mut ended = Ok(());
        while !self.is_leaving() {
            let news = self.news(&mut look, &mut signals).await;
            let asked = matches!(news, News::Typed(_));
            if let Err(failure) = self.handle(news, &mut signals).await
                && self.fails(failure, stops, &mut ended)
            {
                break;
            }
            self.write_margin();
            if asked && !self.is_leaving() {
                self.ask_line();
            }
        }
        let left = self.farewell().await;
        ended.and(left)
    }

    /// Tells a failure. A script ends with its first, at once or, where it goes on, at last. Says
    /// whether it ends at once.
    fn fails(&self, failure: Failure, stops: bool, ended: &mut Result<(), Failure>) -> bool {
        self.tell(&failure);
        let is_cancelled = self.input.is_script() && matches!(failure, Failure::Cancelled);
        if self.input.is_script() && (ended.is_ok() || is_cancelled) {
            *ended = Err(failure);
        }
        stops || is_cancelled
    }

    /// Waits for the next thing that happens.
    async fn news(&mut self, look: &mut Interval, signals: &mut Signals) -> News {
        let listens = !self.input.is_script() || !self.is_busy();
        tokio::select! {
            typed = self.input.answer(), if listens => News::Typed(typed),
            heard = self.connection.next() => News::Heard(heard),
            () = self.margin.message_typed() => News::MessageTyped,
            () = until(self.typing.next_end()) => News::TypingEnds,
            () = self.marks.due() => News::MarkDue,
            _ = look.tick() => News::Look,
            signal = signals.next() => News::Signal(signal),
        }
    }

    /// Whether a script has to wait until what it did is done.
    fn is_busy(&self) -> bool {
        match self.connection.link {
            Link::Fresh => self.connection.is_listening(),
            Link::Up => !self.connection.synced || self.outbox.awaits(),
            Link::Down => false,
        }
    }

    async fn handle(&mut self, news: News, signals: &mut Signals) -> Result<(), Failure> {
        match news {
            News::Typed(typed) => return self.typed(typed, signals).await,
            News::Heard(heard) => return self.heard(heard).await,
            News::MessageTyped => self.tell_typing(),
            // The margin is written after everything that happens.
            News::TypingEnds => {}
            News::MarkDue => self.marks.tell(&self.context.client),
            News::Look => {
                if self.context.is_taken_over()? {
                    return self.taken_over().await;
                }
                if !self.connection.is_listening() && self.connection.store.is_some() {
                    return self.connect().await;
                }
                return self.follow_again();
            }
            News::Signal(Signal::Terminate) => self.leave(),
            News::Signal(Signal::Interrupt) if self.input.is_script() => {
                return Err(Failure::Cancelled);
            }
            // Between two lines; while one is typed, it comes as a key.
            News::Signal(Signal::Interrupt) => {
                return self.typed(Typed::Interrupt(String::new()), signals).await;
            }
        }
        Ok(())
    }
}

/// Waits until `time`; for ever without one.
async fn until(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}
