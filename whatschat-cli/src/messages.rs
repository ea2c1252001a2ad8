//! Messages: read back, search, edit, delete; and sending and following them from scripts.

mod command;
mod happening;
mod history;
mod line;
mod look;
mod mentioned;
mod once;
mod outbox;
mod react;
mod show;
mod state;
mod tail;
mod unsent;

pub(crate) use command::Command;
pub(crate) use happening::words as happening;
pub(crate) use line::{UNREADABLE, cut, said};
pub(crate) use outbox::Typed as TypedOutbox;
pub(crate) use react::Typed as TypedReact;
pub(crate) use state::LEGEND;

use crate::app::App;
use crate::failure::Failure;
use crate::typed::Rest;
use clap::Subcommand;
use whatschat_client::ErrorCode;
use whatschat_client::core::id::MessageId;
use whatschat_client::core::messages::{ListMessages, Message, SearchMessages};

/// How many messages `/more` shows.
const MORE: u32 = 20;
/// Why others' messages stay as they are.
const NOT_YOURS: &str = "Only your own messages can be changed.";
const NOT_YOURS_NOR_ADMIN: &str = "Only your own messages can be deleted, and in a group its admins \
                                   can delete any.";

/// Commands about the messages of the open chat.
#[derive(Debug, Subcommand)]
pub(crate) enum Typed {
    /// Show the newest messages of the open chat
    History {
        /// How many, up to 1000.
        #[arg(value_name = "N", default_value_t = MORE, value_parser = clap::value_parser!(u32).range(1..=1000))]
        count: u32,
    },
    /// Show the messages before those that were shown last
    More,
    /// Find messages of the open chat that have all these words
    Search {
        /// What to look for.
        #[arg(value_name = "WORDS")]
        words: Rest,
    },
    /// Find messages of all your chats that have all these words
    Find {
        /// What to look for.
        #[arg(value_name = "WORDS")]
        words: Rest,
    },
    /// Give a message of yours a new text
    Edit {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
        /// The new text.
        #[arg(value_name = "TEXT")]
        text: Rest,
    },
    /// Delete a message for everyone
    Delete {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
    },
}

/// Reads `12`, or `#12` as the screen shows it.
pub(crate) fn number(text: &str) -> Result<u64, std::num::ParseIntError> {
    text.trim_start_matches('#').parse()
}

impl Typed {
    /// Carries the command out.
    pub(crate) async fn run(self, app: &mut App) -> Result<(), Failure> {
        match self {
            Self::History { count } => app.show_newest(count).await,
            Self::More => app.show_more(MORE).await,
            Self::Search { words } => search(app, words.into_name()).await,
            Self::Find { words } => find_everywhere(app, words.into_name()).await,
            Self::Edit { number, text } => edit(app, number, text.0).await,
            Self::Delete { number } => delete(app, number).await,
        }
    }
}

async fn search(app: &mut App, words: String) -> Result<(), Failure> {
    let chat = app.open_id().map_err(|failure| match failure {
        Failure::Usage(why) => Failure::Usage(format!("{why} /find searches all of them.")),
        other => other,
    })?;
    let newest = ListMessages { search: Some(words), limit: 50, ..ListMessages::newest(chat) };
    let found = app.context.client.messages().list(newest).await?;
    app.learn_names(&found.messages).await;
    for message in found.messages.iter().rev() {
        app.context.screen.show(app.message_text(message, None));
    }
    let (shown, total) = (found.messages.len(), found.pagination.total);
    app.context.screen.note(&match total {
        0 => "— nothing found —".into(),
        _ if total > shown as u64 => format!("— the newest {shown} of {total} found —"),
        _ => format!("— {total} found —"),
    });
    Ok(())
}

async fn find_everywhere(app: &mut App, words: String) -> Result<(), Failure> {
    let found = app.context.client.messages().search_all(SearchMessages::newest(words)).await?;
    app.learn_names(&found.messages).await;
    for message in found.messages.iter().rev() {
        app.show_found(message);
    }
    app.context.screen.note(match (found.messages.is_empty(), found.next) {
        (true, _) => "— nothing found —",
        (false, Some(_)) => "— the newest that were found; more words find fewer —",
        (false, None) => "— that is all —",
    });
    Ok(())
}

async fn edit(app: &mut App, number: u64, text: String) -> Result<(), Failure> {
    let id = find(app, number).await?;
    let edited = app.context.client.messages().edit(id, text).await.map_err(Failure::from);
    let message = edited.map_err(|failure| failure.reworded(ErrorCode::Forbidden, NOT_YOURS))?;
    app.show_change(&message);
    Ok(())
}

async fn delete(app: &mut App, number: u64) -> Result<(), Failure> {
    if app.open_chat()?.is_deleted(number) {
        app.context.screen.note(&format!("— #{number} is deleted already —"));
        return Ok(());
    }
    let id = find(app, number).await?;
    let deleted = app.context.client.messages().delete(id).await.map_err(Failure::from);
    deleted.map_err(|failure| failure.reworded(ErrorCode::Forbidden, NOT_YOURS_NOR_ADMIN))?;
    app.show_deletion(number);
    Ok(())
}

/// The message of the open chat with this number.
async fn find(app: &App, number: u64) -> Result<MessageId, Failure> {
    match app.open_chat()?.shown(number) {
        Some(shown) => Ok(shown.id),
        None => match app.kept(number).await? {
            Some(id) => Ok(id),
            None => Ok(app.message(number).await?.id),
        },
    }
}

impl App {
    /// The message of the open chat with this number, if the store has it.
    async fn kept(&self, number: u64) -> Result<Option<MessageId>, Failure> {
        let (chat, Some(store)) = (self.open_id()?, &self.connection.store) else {
            return Ok(None);
        };
        let found = store.messages(chat, number.checked_add(1), 1).await?;
        Ok(found.into_iter().find(|message| message.seq == number).map(|message| message.id))
    }

    /// The message of the open chat with this number, as it is now.
    pub(crate) async fn message(&self, number: u64) -> Result<Message, Failure> {
        let request = ListMessages {
            before: Some(number.saturating_add(1)),
            limit: 1,
            ..ListMessages::newest(self.open_id()?)
        };
        let page = self.context.client.messages().list(request).await?;
        page.messages.into_iter().find(|message| message.seq == number).ok_or_else(|| {
            let why = format!("There is no message #{number} here: the number stands behind it.");
            Failure::Usage(why)
        })
    }
}
