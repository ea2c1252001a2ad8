//! What is typed in the interactive client: a message, or a command behind a slash.

pub(crate) mod grammar;
mod parse;

pub(crate) use parse::{Line, for_history, is_command, needs_login, read};

use crate::app::App;
use crate::failure::Failure;
use crate::profile::Language;
use crate::{auth, calls, chats, files, groups, health, help, messages, status, users};
use clap::{Parser, Subcommand};
use std::convert::Infallible;
use std::str::FromStr;

/// Lets clap parse a line whose first word is a command.
#[derive(Debug, Parser)]
#[command(no_binary_name = true, disable_help_flag = true, disable_help_subcommand = true)]
struct Words {
    #[command(subcommand)]
    command: Command,
}

/// Every command of the interactive client, room by room.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Chats(chats::Typed),
    #[command(flatten)]
    Groups(groups::Typed),
    #[command(flatten)]
    Messages(messages::Typed),
    #[command(flatten)]
    React(messages::TypedReact),
    #[command(flatten)]
    Outbox(messages::TypedOutbox),
    #[command(flatten)]
    Files(files::Typed),
    #[command(flatten)]
    Users(users::Typed),
    #[command(flatten)]
    Calls(calls::Typed),
    #[command(flatten)]
    Status(status::Command),
    #[command(flatten)]
    Auth(auth::Typed),
    #[command(flatten)]
    Health(health::Command),
    #[command(flatten)]
    General(General),
}

/// Commands of the client itself.
#[derive(Debug, Subcommand)]
pub(crate) enum General {
    /// Show what you can do, or explain a command or a topic
    Help {
        /// What to explain: a command, with or without its slash, a topic, or all of them.
        #[arg(value_name = "COMMAND|TOPIC")]
        topic: Option<String>,
    },
    /// Choose the language in which the server speaks to you
    Lang {
        /// `zh` for Chinese, `en` for English.
        language: Language,
    },
    /// Leave; unsent messages are kept for the next time
    #[command(alias = "exit")]
    Quit,
}

impl Command {
    /// Carries the command out.
    pub(crate) async fn run(self, app: &mut App) -> Result<(), Failure> {
        match self {
            Self::Chats(command) => command.run(app).await,
            Self::Groups(command) => command.run(app).await,
            Self::Messages(command) => command.run(app).await,
            Self::React(command) => command.run(app).await,
            Self::Outbox(command) => command.run(app).await,
            Self::Files(command) => command.run(app).await,
            Self::Users(command) => command.run(app).await,
            Self::Calls(command) => command.run(app).await,
            Self::Status(command) => command.run(&app.context).await,
            Self::Auth(command) => command.run(app).await,
            Self::Health(command) => command.run(&app.context).await,
            Self::General(General::Help { topic }) => {
                help::show(&app.context.screen, topic.as_deref())
            }
            Self::General(General::Lang { language }) => app.speak(language).await,
            Self::General(General::Quit) => {
                app.confirm_end().await?;
                app.leave();
                Ok(())
            }
        }
    }
}

/// The rest of a line. Quotation marks and apostrophes in it mean nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rest(pub(crate) String);

impl FromStr for Rest {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.into()))
    }
}

impl Rest {
    /// A name, for which quotation marks around the whole may be left out or not.
    pub(crate) fn into_name(self) -> String {
        let quoted = ['"', '\'']
            .into_iter()
            .find_map(|mark| self.0.strip_prefix(mark).and_then(|inner| inner.strip_suffix(mark)));
        quoted.map(Into::into).unwrap_or(self.0)
    }
}
