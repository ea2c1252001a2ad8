//! What is not sent yet: look at it, try it again, take it back.

use super::{cut, number};
use crate::app::{App, is_refused};
use crate::failure::{Failure, without_number};
use crate::text::{Style, Text};
use clap::Subcommand;
use whatschat_client::core::id::ClientMessageId;
use whatschat_client::outbox::{Outgoing, SendState};

/// How much of a message is shown.
const PREVIEW: usize = 40;

/// What is said of a message that was perhaps taken back too late.
const MAY_ARRIVE: &str = "Discarded; but it may have been on its way, and arrive all the same.";

/// Commands about what is not sent yet.
#[derive(Debug, Subcommand)]
pub(crate) enum Typed {
    /// List what is not sent yet, with why
    Outbox,
    /// Try again to send what was refused
    Retry {
        /// A number of /outbox; all when left out.
        #[arg(value_name = "N", value_parser = number)]
        number: Option<u64>,
    },
    /// Take back what is not sent yet
    Discard {
        /// A number of /outbox.
        #[arg(value_name = "N", value_parser = number)]
        number: u64,
    },
}

impl Typed {
    /// Carries the command out.
    pub(crate) async fn run(self, app: &mut App) -> Result<(), Failure> {
        match self {
            Self::Outbox => list(app).await,
            Self::Retry { number } => retry(app, number).await,
            Self::Discard { number } => discard(app, number).await,
        }
    }
}

async fn list(app: &mut App) -> Result<(), Failure> {
    let outgoing = app.outgoing().await?;
    for one in &outgoing {
        let number = app.outbox.number(one.id);
        app.context.screen.show(row(app, number, one));
    }
    if outgoing.is_empty() {
        app.context.screen.note("— everything is sent —");
    }
    Ok(())
}

fn row(app: &App, number: usize, outgoing: &Outgoing) -> Text {
    let chat = app.state.title(outgoing.draft.chat_id).unwrap_or("a chat");
    let text = Text::new().dim(&format!("{number:>3}  ")).word(Style::Bold, chat).plain(": ");
    let text = text
        .dim(&app.answered(outgoing).unwrap_or_default())
        .plain(&cut(&outgoing.draft.content, PREVIEW))
        .plain(" ");
    match &outgoing.state {
        SendState::Failed { why, .. } => text.word(Style::Error, "✗ ").dim(&in_a_line(why)),
        SendState::Sending => text.dim("… is on its way"),
        _ => match &outgoing.delay {
            Some(why) => text.dim(&format!("… waits: {}", in_a_line(without_number(why)))),
            None => text.dim("… waits: for the server, or for those before it"),
        },
    }
}

/// A reason on one line.
pub(super) fn in_a_line(why: &str) -> String {
    why.replace('\n', "; ")
}

async fn retry(app: &mut App, number: Option<u64>) -> Result<(), Failure> {
    let ids: Vec<ClientMessageId> = match number {
        Some(number) => vec![numbered(app, number)?],
        None => app.outgoing().await?.into_iter().filter(is_refused).map(|one| one.id).collect(),
    };
    if ids.is_empty() {
        app.context.screen.note("— nothing was refused —");
    }
    for id in ids {
        if app.context.client.outbox()?.retry(id).await? {
            app.outbox.await_fate(id);
            app.outbox.let_go();
        } else {
            app.context.screen.note("— it is sent, or was taken back —");
        }
    }
    Ok(())
}

async fn discard(app: &mut App, number: u64) -> Result<(), Failure> {
    let id = numbered(app, number)?;
    let outgoing = app.outgoing().await?;
    let may_arrive = may_be_under_way(&outgoing, id);
    let was_there = app.context.client.outbox()?.discard(id).await?;
    app.outbox.settle(id);
    match (was_there, may_arrive) {
        (false, _) => app.context.screen.note("— it is sent already, or was taken back —"),
        (true, true) => app.context.screen.warn(MAY_ARRIVE),
        (true, false) => app.context.screen.done("Discarded."),
    }
    if was_there {
        app.outbox.let_go();
        outgoing.iter().filter(|one| one.id == id).for_each(|one| app.show_discarded(one));
    }
    Ok(())
}

/// Whether the server may have a message already: the first of each chat is tried, if only in an
/// earlier run.
fn may_be_under_way(outgoing: &[Outgoing], id: ClientMessageId) -> bool {
    let place = outgoing.iter().position(|one| one.id == id);
    let Some((before, [one, ..])) = place.map(|place| outgoing.split_at(place)) else {
        return false;
    };
    let is_first = before.iter().all(|other| other.draft.chat_id != one.draft.chat_id);
    is_first && !is_refused(one)
}

fn numbered(app: &App, number: u64) -> Result<ClientMessageId, Failure> {
    let id = usize::try_from(number).ok().and_then(|number| app.outbox.numbered(number));
    id.ok_or_else(|| Failure::Usage("Name a number that /outbox shows.".into()))
}
