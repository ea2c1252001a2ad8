//! The interactive loop: what is typed, what happens on the server, what becomes of messages.

mod chats;
mod events;
mod greet;
mod line;
mod play;

pub(crate) use play::Play;

use crate::app::{App, Link, Outcome};
use crate::command::Options;
use crate::complete::{Helper, Names};
use crate::context::Context;
use crate::failure::Failure;
use crate::input::{Input, Script, Signal, Signals, Terminal, Typed};
use crate::profile::Profile;
use std::io::{IsTerminal, Read};
use std::time::Duration;
use tokio::time::{Instant, Interval};
use whatschat_client::{Event, EventStream};

/// How often the profile is looked at for a login by another process, and what must wait is tried
/// again.
const LOOK: Duration = Duration::from_secs(5);

/// What the loop goes on with.
enum News {
    Typed(Typed),
    Event(Option<Box<Event>>),
    Sent(Box<Outcome>),
    SendSlow,
    MarkDue,
    Look,
    Signal(Signal),
}

/// Opens the interactive client, at a terminal or with lines from a pipe.
pub(crate) async fn interact(options: &Options, profile: Profile) -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|why| Failure::local("cannot read standard input", why))?;
        return play::play(options, profile, Script::typed(&text), true).await;
    }
    let _lock = profile.lock()?;
    let names = Names::default();
    let colour = crate::screen::has_colour();
    let (terminal, screen) = Terminal::open(&profile, Helper::new(names.clone(), colour))?;
    let context = Context::open(options, profile, screen)?;
    let mut app = App::new(context, Input::Terminal(terminal), names)?;
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
            if let Err(failure) = self.handle(news, &mut signals).await {
                self.tell(&failure);
                if stops || self.input.is_script() && matches!(failure, Failure::Cancelled) {
                    ended = Err(failure);
                    break;
                }
            }
            if asked && !self.is_leaving() {
                self.ask_line();
            }
        }
        self.farewell().await.and(ended)
    }

    /// Waits for the next thing that happens.
    async fn news(&mut self, look: &mut Interval, signals: &mut Signals) -> News {
        // A script goes on once what it did is done.
        let connecting = self.events.is_some() && self.link == Link::Fresh;
        let listens = !self.input.is_script() || !(self.outbox.is_busy() || connecting);
        let slow = self.outbox.slow_at();
        tokio::select! {
            typed = self.input.answer(), if listens => News::Typed(typed),
            event = next_event(&mut self.events) => News::Event(event.map(Box::new)),
            Some(outcome) = self.outbox.outcome() => News::Sent(Box::new(outcome)),
            () = until(slow) => News::SendSlow,
            () = self.marks.due() => News::MarkDue,
            _ = look.tick() => News::Look,
            signal = signals.next() => News::Signal(signal),
        }
    }

    async fn handle(&mut self, news: News, signals: &mut Signals) -> Result<(), Failure> {
        match news {
            News::Typed(typed) => return self.typed(typed, signals).await,
            News::Event(event) => return self.event(event.map(|event| *event)).await,
            News::Sent(outcome) => return self.sent(*outcome),
            News::SendSlow => self.tell_slow(),
            News::MarkDue => self.marks.tell(&self.context.client),
            News::Look => {
                self.send_next();
                self.catch_up_if_behind().await;
                if self.context.is_taken_over()? {
                    self.taken_over();
                }
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

async fn next_event(events: &mut Option<EventStream>) -> Option<Event> {
    match events {
        Some(events) => events.next().await,
        None => std::future::pending().await,
    }
}

/// Waits until `time`; for ever without one.
async fn until(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}
