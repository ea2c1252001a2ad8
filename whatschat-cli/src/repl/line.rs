//! What is done with what was typed.

use crate::app::{App, NOT_LOGGED_IN, NOT_VERIFIED};
use crate::failure::Failure;
use crate::input::{Signal, Signals, Typed};
use crate::text::{Style, Text};
use crate::typed::{self, Line};
use whatschat_client::ErrorCode;

impl App {
    /// Deals with what came from the keyboard or the script.
    pub(super) async fn typed(
        &mut self,
        typed: Typed,
        signals: &mut Signals,
    ) -> Result<(), Failure> {
        self.margin.line_ended();
        let again = matches!(typed, Typed::Interrupt(_)) && std::mem::take(&mut self.interrupted);
        match typed {
            Typed::Line(line) => return self.line(&line, signals).await,
            Typed::Interrupt(text) if text.is_empty() && again => self.leave(),
            Typed::Interrupt(text) => {
                self.interrupted = true;
                let is_kept = !text.is_empty() && self.state.me.is_some();
                let kept = if is_kept { "the line is kept, ↑ brings it back; " } else { "" };
                self.context.screen.note(&format!("— {kept}Ctrl-C once more leaves —"));
            }
            Typed::End => self.leave(),
            Typed::Broken(why) => {
                if !self.input.is_script() {
                    self.leave();
                }
                return Err(Failure::Local(why));
            }
        }
        Ok(())
    }

    async fn line(&mut self, line: &str, signals: &mut Signals) -> Result<(), Failure> {
        self.interrupted = false;
        if typed::needs_login(line) && !self.context.is_logged_in() {
            return Err(Failure::NotLoggedIn);
        }
        match typed::read(line).map_err(|why| self.misread(why))? {
            Line::Nothing => Ok(()),
            Line::Message(text) => {
                let said = self.say(&text, None).await;
                said.inspect_err(|_| self.give_back(&text))
            }
            Line::Command(command) => tokio::select! {
                done = Box::pin(command.run(self)) => done,
                signal = signals.next() => self.give_up(signal),
            },
        }
    }

    /// Who misspelt `/open` may have typed on for the chat that they meant.
    fn misread(&mut self, why: String) -> Failure {
        if why.ends_with("/open?") {
            self.doubt_what_was_typed_ahead();
        }
        Failure::Usage(why)
    }

    /// Leaves a command in the middle.
    fn give_up(&mut self, signal: Signal) -> Result<(), Failure> {
        match signal {
            Signal::Interrupt => Err(Failure::Cancelled),
            Signal::Terminate => {
                self.leave();
                Ok(())
            }
        }
    }

    /// Tells what went wrong.
    pub(crate) fn tell(&self, failure: &Failure) {
        if matches!(failure, Failure::NotLoggedIn) {
            return self.context.screen.warn(NOT_LOGGED_IN);
        }
        if failure.refused_with() == Some(ErrorCode::EmailNotVerified) {
            return self.context.screen.warn(NOT_VERIFIED);
        }
        let style = match failure {
            Failure::Cancelled => Style::Dim,
            Failure::Usage(_) | Failure::NotLoggedIn | Failure::LoggedInElsewhere(_) => {
                Style::Warning
            }
            Failure::Refused(_) | Failure::Local(_) | Failure::Away(_) | Failure::Foreign(_) => {
                Style::Error
            }
        };
        self.context.screen.fail(Text::of(style, &failure.to_string()));
    }
}
