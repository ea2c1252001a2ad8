//! Chats: list them, open one, begin one, put one away.

mod directory;
mod list;
mod mentions;
mod open;

pub(crate) use directory::{Directory, TYPED, find_or_begin, learn, user_named};
pub(crate) use list::presence_text;
pub(crate) use mentions::mentioned;
pub(crate) use open::{enter, peer};

use crate::app::App;
use crate::clock;
use crate::context::Context;
use crate::failure::Failure;
use crate::typed::Rest;
use chrono::TimeDelta;
use clap::Subcommand;
use whatschat_client::core::chats::{ChatType, UpdateChat};
use whatschat_client::core::id::ChatId;

/// What is not seen must not be lost.
const MORE_WAS_SAID: &str = "Nothing is cleared, for more was said here meanwhile. Look at it, then \
                             type /clear again.";

/// Commands about chats.
#[derive(Debug, Subcommand)]
pub(crate) enum Typed {
    /// List your chats, with what is unread
    Chats,
    /// Open a chat; what you type from then on is sent there
    ///
    /// Name a person, a chat, or a number of the list that /chats shows. Where a person and a
    /// group have the same name, @name is the person.
    Open {
        /// A user name, a chat's name, or a number of /chats.
        #[arg(value_name = "CHAT")]
        chat: Rest,
    },
    /// Close the open chat
    Close,
    /// Give the open chat a name: a group for everyone, a private chat for you alone
    Rename {
        /// The name from now on.
        #[arg(value_name = "NAME")]
        name: Rest,
    },
    /// Show who is in the open chat, and who is there
    Who,
    /// Mark the open chat as read
    Read,
    /// Mark the open chat as unread, to come back to it, and close it
    Unread,
    /// Take the open chat out of your list, and clear what you see of it
    Clear,
    /// Put the open chat away
    Archive,
    /// Take the open chat out of the archive
    Unarchive,
    /// Keep the open chat silent
    Mute {
        /// For how many hours; for ever when left out.
        #[arg(value_name = "HOURS", value_parser = clap::value_parser!(u32).range(1..=100_000))]
        hours: Option<u32>,
    },
    /// Let the open chat be heard again
    Unmute,
}

/// Commands about chats, for scripts.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List your chats, the one with the newest message first
    Chats,
}

impl Typed {
    /// Carries the command out.
    pub(crate) async fn run(self, app: &mut App) -> Result<(), Failure> {
        match self {
            Self::Chats => list::show(app).await,
            Self::Open { chat } => open::open(app, &chat.into_name()).await,
            Self::Close => close(app),
            Self::Rename { name } => rename(app, name.into_name()).await,
            Self::Who => list::who(app).await,
            Self::Read => read(app).await,
            Self::Unread => unread(app).await,
            Self::Clear => clear(app).await,
            other => other.settings(app).await,
        }
    }

    /// Carries out what changes what the open chat is to the user.
    async fn settings(self, app: &mut App) -> Result<(), Failure> {
        let id = app.open_id()?;
        let chats = app.context.client.chats();
        let done = match self {
            Self::Archive => {
                chats.archive(id).await?;
                "archived"
            }
            Self::Unarchive => {
                chats.unarchive(id).await?;
                "taken out of the archive"
            }
            Self::Mute { hours } => {
                let until = hours.map(|hours| clock::now() + TimeDelta::hours(hours.into()));
                chats.mute(id, until.map(|time| time.to_utc().into())).await?;
                "muted"
            }
            _ => {
                chats.unmute(id).await?;
                "unmuted"
            }
        };
        changed(app, done);
        Ok(())
    }
}

fn changed(app: &App, done: &str) {
    let Some(open) = &app.state.open else { return };
    let text = format!("{} is {done}.", open.name);
    app.context.screen.done(&text);
}

fn close(app: &mut App) -> Result<(), Failure> {
    app.open_id()?;
    if let Some(name) = app.close_chat() {
        app.context.screen.note(&format!("— {name} is closed —"));
    }
    Ok(())
}

async fn read(app: &mut App) -> Result<(), Failure> {
    let id = app.open_id()?;
    let newest = app.state.chat(id).and_then(|known| known.last_message.as_ref());
    let seq = newest.map_or(0, |message| message.seq).max(app.open_chat()?.newest().unwrap_or(0));
    app.context.client.chats().mark_read(id, seq).await?;
    app.context.screen.done("Everything here is read.");
    Ok(())
}

async fn unread(app: &mut App) -> Result<(), Failure> {
    app.context.client.chats().mark_unread(app.open_id()?).await?;
    if let Some(name) = app.close_chat() {
        app.context.screen.note(&format!("— {name} is unread, and closed —"));
    }
    Ok(())
}

/// The place of a chat's newest message, as the server has it.
async fn newest(app: &App, chat: ChatId) -> Result<u64, Failure> {
    let newest = app.context.client.messages().latest(chat, 1).await?;
    Ok(newest.first().map_or(0, |message| message.seq))
}

async fn clear(app: &mut App) -> Result<(), Failure> {
    let (id, name) = (app.open_id()?, app.open_chat()?.name.clone());
    let loss = format!("You lose all that was said in the chat {name} until now; others keep it.");
    let seen = newest(app, id).await?;
    app.confirm(&loss).await?;
    if !app.input.is_script() && newest(app, id).await? > seen {
        return Err(Failure::Usage(MORE_WAS_SAID.into()));
    }
    let is_group = app.state.chat(id).is_some_and(|known| known.r#type == ChatType::Group);
    app.context.client.chats().delete(id).await?;
    app.connection.tell(id, seen); // one is in it all the same
    app.close_chat();
    // Nobody finds a group by its name that is not in their list.
    let again = if is_group { format!("; /open {id} shows it before") } else { String::new() };
    let cleared =
        format!("— {name} is cleared, and out of your list until somebody writes{again} —");
    app.context.screen.note(&cleared);
    Ok(())
}

async fn rename(app: &mut App, name: String) -> Result<(), Failure> {
    let id = app.open_id()?;
    let change = UpdateChat { id, name: Some(name), description: None };
    let before = app.open_chat()?.name.clone();
    let chat = app.context.client.chats().update(change).await?;
    // The prompt changes when the store hears of it, which may have the old name until then.
    app.context.screen.done(&format!("{before} is called {} now.", chat.name));
    Ok(())
}

impl Command {
    /// Carries the command out.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let directory = Directory::load(context).await?;
        for known in directory.state.chats() {
            if context.screen.is_json() {
                context.screen.json(known);
            } else {
                context.screen.row(list::row(&directory.state, known, context.screen.columns()));
            }
        }
        Ok(())
    }
}
