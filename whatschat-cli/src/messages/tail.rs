//! Follows messages for a script, over interruptions and restarts.

use super::line;
use crate::chats::{Directory, learn};
use crate::context::Context;
use crate::failure::{CANNOT_WRITE, Failure, reason};
use crate::profile::Position;
use serde::Serialize;
use std::io;
use std::ops::ControlFlow;
use std::str::FromStr;
use std::time::Duration;
use whatschat_client::core::id::ChatId;
use whatschat_client::core::messages::Message;
use whatschat_client::core::sync::Cursor;
use whatschat_client::{Error, Event, Retry, ServerEvent};

/// How long to wait before the server is asked again where to begin.
const PAUSE: Duration = Duration::from_secs(1);

/// What to follow.
#[derive(Debug, clap::Args)]
pub(crate) struct Tail {
    /// Only those of this chat.
    chat: Option<String>,
    /// End after this many messages.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// Begin after the line with this `cursor`, or with `now`; no place is kept then
    #[arg(long, value_name = "CURSOR")]
    since: Option<Since>,
}

/// Where to begin.
#[derive(Debug, Clone, Copy)]
enum Since {
    Now,
    Cursor(Cursor),
}

impl FromStr for Since {
    type Err = <Cursor as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "now" { Ok(Self::Now) } else { text.parse().map(Self::Cursor) }
    }
}

/// A line for programs: the message, and where to go on after it.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    message: &'a Message,
    cursor: Option<Cursor>,
}

/// Whether more is to be printed.
type Next = ControlFlow<()>;

/// A tail that is being followed.
struct Following<'a> {
    context: &'a Context,
    /// What people are called; programs need no names.
    directory: Option<Directory>,
    only: Option<ChatId>,
    position: Option<Position>,
    left: Option<u64>,
    /// Whether it was said that the server is away.
    away: bool,
}

impl Tail {
    /// Prints messages as they arrive: all, or those of one chat; for ever, or some of them.
    pub(super) async fn run(self, context: &Context) -> Result<(), Failure> {
        let me = context.client.user_id().ok_or(Failure::NotLoggedIn)?;
        let mut directory = match (&self.chat, context.screen.is_json()) {
            (None, true) => None,
            _ => Some(Directory::load(context).await?),
        };
        let only = match (&self.chat, &mut directory) {
            (Some(chat), Some(directory)) => Some(directory.find(context, chat).await?),
            _ => None,
        };
        let position = match self.since {
            None => Some(Position::open(&context.profile, &context.server, me, only)?),
            Some(_) => None,
        };
        let left = self.count;
        let following = Following { context, directory, only, position, left, away: false };
        following.follow(self.since).await
    }
}

impl Following<'_> {
    async fn follow(mut self, since: Option<Since>) -> Result<(), Failure> {
        let kept = self.position.as_ref().and_then(Position::kept);
        let since = match since {
            Some(Since::Cursor(cursor)) => cursor,
            Some(Since::Now) => self.now().await?,
            None => match kept {
                Some(kept) => kept,
                None => self.now().await?,
            },
        };
        self.keep(Some(since))?;
        let mut events = self.context.client.events_since(since);
        while self.left != Some(0) {
            let event = events.next().await.ok_or(Failure::NotLoggedIn)?;
            let cursor = events.cursor();
            if self.take(event, cursor).await?.is_break() {
                break;
            }
            self.keep(cursor)?;
        }
        Ok(())
    }

    /// The end of the log.
    async fn now(&mut self) -> Result<Cursor, Failure> {
        loop {
            match self.context.client.sync().snapshot().await {
                Ok(snapshot) => return Ok(snapshot.cursor),
                Err(error) => match error.retry() {
                    Retry::After(wait) => {
                        self.disconnected(&error);
                        tokio::time::sleep(wait.max(PAUSE)).await;
                    }
                    _ => return Err(error.into()),
                },
            }
        }
    }

    /// Keeps the place behind what is printed and flushed. Who is killed in between prints that
    /// line once more, and misses none.
    fn keep(&mut self, cursor: Option<Cursor>) -> Result<(), Failure> {
        match (&mut self.position, cursor) {
            (Some(position), Some(cursor)) => position.keep(cursor),
            _ => Ok(()),
        }
    }

    async fn take(&mut self, event: Event, cursor: Option<Cursor>) -> Result<Next, Failure> {
        match event {
            Event::Connected => self.away = false,
            Event::Reset(_) => self.context.screen.fail(GAP.into()),
            Event::Unreadable { .. } => self.context.screen.fail(line::UNREADABLE.into()),
            Event::Disconnected { why, .. } => self.disconnected(&why),
            Event::Server(ServerEvent::NewMessage(message)) => {
                return self.print(&message, cursor).await;
            }
            Event::LoggedOut(error) | Event::StoreFailed(error) => return Err(error.into()),
            Event::Synced | Event::Server(_) => {}
        }
        Ok(Next::Continue(()))
    }

    /// Says once that the server is away, however often it is tried.
    fn disconnected(&mut self, why: &Error) {
        if !std::mem::replace(&mut self.away, true) {
            let text = format!("the server is away ({}); trying again", reason(why));
            self.context.screen.fail(text.into());
        }
    }

    async fn print(&mut self, message: &Message, cursor: Option<Cursor>) -> Result<Next, Failure> {
        if self.only.is_some_and(|only| only != message.chat_id) {
            return Ok(Next::Continue(()));
        }
        self.left = self.left.map(|left| left - 1);
        let printed = match &mut self.directory {
            Some(directory) if !self.context.screen.is_json() => {
                tell(self.context, directory, message).await
            }
            _ => self.context.screen.keep_json(&Line { message, cursor }),
        };
        match printed {
            Ok(()) => Ok(Next::Continue(())),
            // Who reads has enough, as in `whatschat tail | head`: the next one begins with this line.
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => Ok(Next::Break(())),
            Err(why) => Err(Failure::local(CANNOT_WRITE, why)),
        }
    }
}

async fn tell(context: &Context, directory: &mut Directory, message: &Message) -> io::Result<()> {
    if directory.state.chat(message.chat_id).is_none() {
        // It has just begun; where it cannot be read, the message is shown without its name.
        drop(directory.refresh(context).await);
    }
    learn(context, &mut directory.state, message).await;
    let chat = directory.state.title(message.chat_id);
    context.screen.keep_text(&line::text(message, chat, &directory.state))
}

const GAP: &str = "there is a gap here: this place is too old, or the server came back from a \
                   backup. What was said meanwhile, `whatschat history` shows";
