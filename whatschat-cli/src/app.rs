//! The interactive client: what its commands change, and what they need.

mod ahead;
mod confirm;
mod connection;
mod ending;
mod form;
mod marks;
mod outbox;
mod patience;
mod refused;
mod session;
mod timeline;
mod typing;
mod unsent;

pub(crate) use connection::{Connection, Heard, Link};
pub(crate) use form::{Entry, Form};
pub(crate) use marks::Marks;
pub(crate) use outbox::Outbox;
pub(crate) use patience::in_time;
pub(crate) use typing::Typing;
pub(crate) use unsent::{Unsent, is_refused, not_sent};

use crate::complete::{Margin, Names};
use crate::context::Context;
use crate::failure::Failure;
use crate::input::{Ask, Input, LineAsk, Typed};
use crate::profile::Language;
use crate::state::{Open, State};
use tokio::task::JoinSet;
use tokio::time::Instant;
use whatschat_client::core::auth::Session;
use whatschat_client::core::id::{CallId, ChatId};

/// The advice to somebody who is not logged in.
pub(crate) const NOT_LOGGED_IN: &str =
    "You are not logged in. Type /login, or /register for a new account.";
/// The advice to somebody of whom the server wants to know first that the address is theirs.
pub(crate) const NOT_VERIFIED: &str = "Verify your e-mail address first: /verify TOKEN, with the \
                                       token from the mail. /verify has another mail sent.";
/// The advice to somebody who writes to nobody.
const NO_CHAT: &str =
    "No chat is open. Open one with /open and somebody's name; /chats shows yours.";

/// The interactive client.
pub(crate) struct App {
    pub(crate) context: Context,
    pub(crate) state: State,
    pub(crate) outbox: Outbox,
    pub(crate) marks: Marks,
    pub(crate) input: Input,
    pub(crate) connection: Connection,
    pub(crate) typing: Typing,
    pub(crate) margin: Margin,
    /// Whether Ctrl-C was the last thing typed: the second one leaves.
    pub(crate) interrupted: bool,
    /// Until when lines were begun before anybody could see that an `/open` failed.
    doubted_until: Option<Instant>,
    /// The sessions as they were numbered the last time.
    pub(crate) listed_sessions: Vec<Session>,
    /// The call that rings, if one does.
    pub(crate) ringing: Option<CallId>,
    /// The sessions of before that are being ended at their servers.
    pub(crate) endings: JoinSet<()>,
    names: Names,
    /// Whether a message being typed vanishes from the screen until it is sent.
    erases: bool,
    leaving: bool,
}

impl App {
    /// Sets the client up.
    pub(crate) fn new(context: Context, input: Input, names: Names, margin: Margin) -> Self {
        Self {
            context,
            state: State::default(),
            outbox: Outbox::default(),
            marks: Marks::default(),
            input,
            connection: Connection::default(),
            typing: Typing::default(),
            margin,
            interrupted: false,
            doubted_until: None,
            listed_sessions: Vec::new(),
            ringing: None,
            endings: JoinSet::new(),
            names,
            erases: false,
            leaving: false,
        }
    }

    /// Asks for the next line.
    pub(crate) fn ask_line(&mut self) {
        let line = self.line_ask();
        self.input.ask(Ask::Line(line));
    }

    /// Asks for it with another prompt, where the line is being typed already.
    pub(crate) fn ask_line_anew(&mut self) {
        let line = self.line_ask();
        self.input.ask_anew(line);
    }

    fn line_ask(&mut self) -> LineAsk {
        let (prompt, is_message) = match (&self.state.open, &self.state.me) {
            (Some(open), _) => (format!("{}> ", crate::sanitise::line(&open.name)), true),
            (None, Some(_)) => ("> ".into(), false),
            (None, None) => ("(not logged in)> ".into(), false),
        };
        self.erases = is_message;
        LineAsk { prompt, is_message, is_kept: self.state.me.is_some() }
    }

    /// Asks one question of a dialogue.
    pub(crate) async fn ask(&mut self, ask: Ask) -> Result<String, Failure> {
        self.input.ask(ask);
        match self.input.answer().await {
            Typed::Line(text) => Ok(text),
            Typed::End if self.input.is_script() => {
                Err(Failure::Usage("The script ends in the middle of a dialogue.".into()))
            }
            Typed::Interrupt(_) | Typed::End => Err(Failure::Cancelled),
            Typed::Broken(why) => Err(Failure::Local(why)),
        }
    }

    /// The open chat, or the advice to open one.
    pub(crate) fn open_chat(&self) -> Result<&Open, Failure> {
        self.trust_what_was_typed()?;
        let advice = if self.state.me.is_some() { NO_CHAT } else { NOT_LOGGED_IN };
        self.state.open.as_ref().ok_or_else(|| Failure::Usage(advice.into()))
    }

    /// The id of the open chat, or the advice to open one.
    pub(crate) fn open_id(&self) -> Result<ChatId, Failure> {
        self.open_chat().map(|open| open.id)
    }

    /// Tells the completion which names there are.
    pub(crate) fn tell_names(&self) {
        let chats = self.state.chats().iter().map(|known| known.name.as_str());
        let me = self.state.me.as_ref().and_then(|me| me.name.as_deref());
        let users = self.state.names().filter(|name| Some(*name) != me);
        self.names.set(chats, users);
    }

    /// Lets the server speak another language.
    pub(crate) async fn speak(&mut self, language: Language) -> Result<(), Failure> {
        self.context.speak(language).await?;
        self.context.screen.done(match language {
            Language::Zh => "服务器将使用中文。",
            Language::En => "The server will speak English.",
        });
        Ok(())
    }

    /// Ends the client after this line.
    pub(crate) fn leave(&mut self) {
        self.leaving = true;
    }

    /// Whether the client is to end.
    pub(crate) fn is_leaving(&self) -> bool {
        self.leaving
    }
}
