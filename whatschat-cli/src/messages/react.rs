//! What one does with a message that is there: answer, react, pin, pass on.

use super::{find, line, look, number, once};
use crate::app::App;
use crate::chats;
use crate::failure::Failure;
use crate::text::Text;
use crate::typed::Rest;
use clap::Subcommand;
use whatschat_client::core::messages::{PinChanged, Reaction, ReactionsChanged};

/// Commands about one message of the open chat, which its number names.
#[derive(Debug, Subcommand)]
pub(crate) enum Typed {
    /// Answer a message
    Reply {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
        /// The answer.
        #[arg(value_name = "TEXT")]
        text: Rest,
    },
    /// React to a message, with an emoji or a short word
    React {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
        /// With what.
        #[arg(value_name = "EMOJI")]
        emoji: String,
    },
    /// Take a reaction back
    Unreact {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
        /// Which one.
        #[arg(value_name = "EMOJI")]
        emoji: String,
    },
    /// Pin a message; in a group for its admins
    Pin {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
    },
    /// Unpin a message; in a group for its admins
    Unpin {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
    },
    /// Show the pinned messages of the open chat
    Pins,
    /// Pass a message on to another chat
    Forward {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
        /// A user name, a chat's name, or a number of /chats.
        #[arg(value_name = "CHAT")]
        chat: Rest,
    },
    /// Show what a message said before it was edited
    Edits {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
    },
    /// Show whom a message has reached
    Seen {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
    },
    /// Delete a message for yourself alone
    Hide {
        /// The number behind the message.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
    },
}

impl Typed {
    /// Carries the command out.
    pub(crate) async fn run(self, app: &mut App) -> Result<(), Failure> {
        match self {
            Self::Reply { number, text } => reply(app, number, &text.0).await,
            Self::React { number, emoji } => once::react(app, number, emoji).await,
            Self::Unreact { number, emoji } => once::unreact(app, number, emoji).await,
            Self::Pin { number } => once::pin(app, number).await,
            Self::Unpin { number } => once::unpin(app, number).await,
            Self::Pins => pins(app).await,
            Self::Forward { number, chat } => forward(app, number, &chat.into_name()).await,
            Self::Edits { number } => look::edits(app, number).await,
            Self::Seen { number } => look::seen(app, number).await,
            Self::Hide { number } => hide(app, number).await,
        }
    }
}

async fn reply(app: &mut App, number: u64, text: &str) -> Result<(), Failure> {
    let id = find(app, number).await?;
    app.say(text, Some(id)).await
}

async fn pins(app: &mut App) -> Result<(), Failure> {
    let pinned = app.context.client.messages().pins(app.open_id()?).await?;
    app.learn_names(&pinned).await;
    for message in &pinned {
        app.context.screen.show(app.message_text(message, None));
    }
    if pinned.is_empty() {
        app.context.screen.note("— nothing is pinned here —");
    }
    Ok(())
}

async fn forward(app: &mut App, number: u64, chat: &str) -> Result<(), Failure> {
    let id = find(app, number).await?;
    let to = chats::find_or_begin(&app.context, &mut app.state, chat, chats::TYPED).await?;
    app.context.client.messages().forward(id, to).await?;
    if app.state.chat(to).is_none() {
        app.learn_chat(to).await?; // it has just begun
    }
    let title = app.state.title(to).unwrap_or("that chat");
    app.context.screen.done(&format!("#{number} is passed on to {title}."));
    Ok(())
}

async fn hide(app: &mut App, number: u64) -> Result<(), Failure> {
    let id = find(app, number).await?;
    app.context.client.messages().delete_for_me(id).await?;
    app.context.screen.done(&format!("#{number} is gone, for you alone."));
    Ok(())
}

impl App {
    /// Shows what the reactions to a message on the screen are now.
    pub(crate) fn show_reactions(&self, change: &ReactionsChanged) {
        let open = self.state.open.as_ref().filter(|open| open.id == change.chat_id);
        let Some(seq) = open.and_then(|open| open.number_of(change.message_id)) else { return };
        let text = Text::new().person(self.name_of(change.user_id));
        let now = match change.reactions.as_slice() {
            [] => "took the last reaction back".into(),
            some => format!("reacted: {}", line::reactions(some)),
        };
        self.context.screen.show(text.dim(&format!(" {now} #{seq}")));
    }

    /// Shows the reactions to a message that is not on the screen, where no event does.
    pub(super) fn show_unseen(&self, number: u64, reactions: &[Reaction]) -> Result<(), Failure> {
        if self.open_chat()?.shown(number).is_none() {
            let now = line::reactions(reactions);
            self.context.screen.done(&format!("#{number} has these reactions now: {now}"));
        }
        Ok(())
    }

    /// Shows that a message of the open chat was pinned or unpinned.
    pub(crate) fn show_pin(&self, change: &PinChanged) {
        if !self.state.is_open(change.message.chat_id) {
            return;
        }
        let did = if change.message.pinned_at.is_some() { "pinned" } else { "unpinned" };
        let text = Text::new().person(self.name_of(change.user_id));
        self.context.screen.show(text.dim(&format!(" {did} #{}", change.message.seq)));
    }
}
