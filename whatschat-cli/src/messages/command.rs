//! Messages from scripts: send, read back, follow.

use super::tail::Tail;
use super::{history, line};
use crate::chats::{Directory, learn, mentioned};
use crate::context::Context;
use crate::failure::Failure;
use crate::input::blocking;
use whatschat_client::ErrorCode;
use whatschat_client::core::id::ClientMessageId;
use whatschat_client::core::messages::{SearchMessages, SendMessage};

/// Why a repetition is refused.
const OTHER_WORDS: &str = "a message with this --id was sent before, in other words: with another \
                           text, to another chat, or when its @names were those of other members. \
                           Nothing was sent now: `whatschat history` shows what was. To send this \
                           too, give it a new --id";

/// Commands about messages, for scripts.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Send a message
    ///
    /// Where the network fails it is tried a few times, and becomes one message. Who may have to
    /// repeat the command itself gives it an --id.
    Send {
        /// A user name, a chat's name or a chat's id; `@name` is always the person.
        to: String,
        /// What to send; `-` reads it from standard input.
        #[arg(allow_hyphen_values = true)]
        text: String,
        /// An id of your choice for it: repeated with the same id, it is sent once.
        ///
        /// A repetition must say the same to the same chat, and its @names must still be those of
        /// the same members; otherwise it is refused, and what was sent first stays. Where chats
        /// may be renamed, name the chat by its id.
        #[arg(long, value_name = "UUID")]
        id: Option<ClientMessageId>,
    },
    /// Find messages that have all these words, newest first
    Search {
        /// What to look for.
        words: String,
        /// How many.
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
        limit: u32,
    },
    /// Print messages as they arrive, until interrupted
    ///
    /// It goes on where the last `tail` of this profile and chat ended, and the first time with
    /// now. None is missed and none comes twice, whether the network or the server went away or
    /// this was stopped by Ctrl-C or SIGTERM. Where it is killed (`kill -9`), or nobody reads what it
    /// prints, the last line may come twice; none is missed, but what is in a pipe counts as printed.
    /// The place is kept for 30 days: a gap is told on standard error. With --json each line has a
    /// `cursor`, for scripts that keep their place themselves and give it as --since.
    Tail(Tail),
    /// Print the messages of a chat, oldest first
    History {
        /// A user name, a chat's name or a chat's id.
        chat: String,
        /// How many.
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
        /// Only messages before the one with this number.
        #[arg(long, value_name = "SEQ")]
        before: Option<u64>,
    },
}

impl Command {
    /// Carries the command out.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Send { to, text, id } => send(context, &to, text, id).await,
            Self::Search { words, limit } => search(context, words, limit).await,
            Self::Tail(tail) => tail.run(context).await,
            Self::History { chat, limit, before } => list(context, &chat, limit, before).await,
        }
    }
}

async fn send(
    context: &Context,
    to: &str,
    text: String,
    id: Option<ClientMessageId>,
) -> Result<(), Failure> {
    let text = if text == "-" { read_input().await? } else { text };
    let mut directory = Directory::load(context).await?;
    let chat = directory.open(context, to).await?;
    let mentions = mentioned(context, &directory.state, chat, &text).await?;
    let draft = SendMessage { mentions, client_message_id: id, ..SendMessage::text(chat, text) };
    let sent = context.client.messages().send_request(draft).await.map_err(Failure::from);
    let is_other = |why: Failure| why.reworded(ErrorCode::ClientMessageIdUsed, OTHER_WORDS);
    let message = sent.map_err(is_other)?;
    if context.screen.is_json() {
        context.screen.json(&message);
    } else {
        context.screen.show(format!("sent #{}", message.seq));
    }
    Ok(())
}

async fn read_input() -> Result<String, Failure> {
    let text = blocking(|| std::io::read_to_string(std::io::stdin())).await;
    let text = text.map_err(|why| Failure::local("cannot read standard input", why))?;
    Ok(text.trim_end_matches(['\n', '\r']).into())
}

async fn search(context: &Context, search: String, limit: u32) -> Result<(), Failure> {
    let request = SearchMessages { limit, ..SearchMessages::newest(search) };
    let found = context.client.messages().search_all(request).await?;
    let mut directory = Directory::load(context).await?;
    for message in &found.messages {
        if context.screen.is_json() {
            context.screen.json(message);
        } else {
            learn(context, &mut directory.state, message).await;
            let chat = directory.state.chat(message.chat_id).map(|known| known.name.as_str());
            context.screen.show(line::text(message, chat, &directory.state));
        }
    }
    Ok(())
}

async fn list(
    context: &Context,
    chat: &str,
    limit: u32,
    before: Option<u64>,
) -> Result<(), Failure> {
    let mut directory = Directory::load(context).await?;
    let chat = directory.find(context, chat).await?;
    for message in history::page(context, chat, before, limit).await? {
        if context.screen.is_json() {
            context.screen.json(&message);
        } else {
            learn(context, &mut directory.state, &message).await;
            let text =
                line::text(&message, None, &directory.state).dim(&format!(" #{}", message.seq));
            context.screen.show(text);
        }
    }
    Ok(())
}
