//! The interactive loop: what is typed, what happens on the server, what becomes of messages.

mod events;
mod greet;
mod play;

pub(crate) use play::Play;

use crate::app::App;
use crate::command::Options;
use crate::complete::{Helper, Names};
use crate::context::Context;
use crate::failure::Failure;
use crate::input::{Input, Script, Terminal, Typed, interrupted, terminated};
use crate::profile::Profile;
use crate::typed::{self, Line};
use std::io::{IsTerminal, Read};
use std::time::Duration;
use whatschat_client::Event;

/// How often the profile is looked at for a session that another process has renewed.
const LOOK: Duration = Duration::from_secs(10);

/// What the loop goes on with.
enum News {
    Typed(Typed),
    Event(Option<Event>),
    Sent,
    SendDue,
    MarkDue,
    Look,
    Terminated,
}

/// Opens the interactive client, at a terminal or with lines from a pipe.
pub(crate) async fn interact(options: &Options, profile: Profile) -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|why| Failure::local("cannot read standard input", why))?;
        return play::play(options, profile, &text, true).await;
    }
    let _lock = profile.lock()?;
    let names = Names::default();
    let colour = crate::screen::has_colour();
    let (terminal, screen) = Terminal::open(&profile, Helper::new(names.clone(), colour))?;
    let context = Context::open(options, profile, screen)?;
    let mut app = App::new(context, Input::Terminal(terminal), names)?;
    let done = app.converse(Script::never_stops).await;
    app.context.screen.finish();
    done
}

impl App {
    /// Goes on until it is left; `stops` says which failures end it.
    async fn converse(&mut self, stops: fn(&Failure) -> bool) -> Result<(), Failure> {
        self.greet().await;
        let mut look = tokio::time::interval(LOOK);
        let mut interrupts = 0;
        self.input.ask(self.prompt());
        let ended = loop {
            let news = self.news(&mut look).await;
            let asked = matches!(news, News::Typed(_));
            interrupts = if matches!(news, News::Typed(Typed::Interrupt(_))) { interrupts + 1 } else { 0 };
            if let Err(failure) = self.handle(news, interrupts).await {
                self.context.screen.fail(crate::text::Text::of(crate::text::Style::Error, &failure.to_string()));
                if stops(&failure) {
                    break Err(failure);
                }
            }
            if self.is_leaving() {
                break Ok(());
            }
            if asked {
                self.input.ask(self.prompt());
            }
        };
        self.farewell().await.and(ended)
    }
}
