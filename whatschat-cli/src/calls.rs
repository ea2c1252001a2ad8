//! Calls: who has called, and declining. This client carries neither sound nor picture.

use crate::app::App;
use crate::clock;
use crate::failure::Failure;
use crate::text::{Style, Text};
use clap::Subcommand;
use whatschat_client::Retry;
use whatschat_client::core::calls::{
    Call, CallParticipantStatus, CallStatus, CallStatusUpdate, IncomingCall, ListCalls,
};

/// Commands about calls.
#[derive(Debug, Subcommand)]
pub(crate) enum Typed {
    /// List your calls, the newest last
    Calls,
    /// Decline the call that rings
    Reject,
}

impl Typed {
    /// Carries the command out.
    pub(crate) async fn run(self, app: &mut App) -> Result<(), Failure> {
        match self {
            Self::Calls => list(app).await,
            Self::Reject => reject(app).await,
        }
    }
}

async fn list(app: &App) -> Result<(), Failure> {
    let page = app.context.client.calls().list(ListCalls::default()).await?;
    for call in page.calls.iter().rev() {
        app.context.screen.show(row(app, call));
    }
    let (shown, total) = (page.calls.len() as u64, page.pagination.total);
    if total > shown {
        app.context.screen.note(&format!("— the newest {shown} of {total} —"));
    } else if total == 0 {
        app.context.screen.note("— no calls yet —");
    }
    Ok(())
}

/// A call on one line: when, who with, what became of it.
fn row(app: &App, call: &Call) -> Text {
    let text = Text::new().dim(&clock::short(call.created_at, clock::now())).plain(" ");
    let out = call.participants.first().is_some_and(|caller| app.state.is_me(caller.id));
    let mut text = text.plain(if out { "→" } else { "←" });
    for person in call.participants.iter().filter(|person| !app.state.is_me(person.id)) {
        text = text.plain(" ").person(&person.username);
    }
    let style = if call.status == CallStatus::Missed { Style::Warning } else { Style::Dim };
    let text = text.plain("  ").dim(call.r#type.as_str()).plain(" ");
    let text = text.word(style, call.status.as_str());
    match call.duration {
        Some(seconds) => text.dim(&format!(" {}:{:02}", seconds / 60, seconds % 60)),
        None => text,
    }
}

async fn reject(app: &mut App) -> Result<(), Failure> {
    if !app.context.is_logged_in() {
        return Err(Failure::NotLoggedIn);
    }
    let id = app.ringing.ok_or_else(|| Failure::Usage("No call rings.".into()))?;
    let declined = app.context.client.calls().reject(id).await;
    // It rings on where the server was not reached.
    if !matches!(&declined, Err(error) if matches!(error.retry(), Retry::After(_))) {
        app.ringing = None;
    }
    declined?;
    app.context.screen.done("Declined.");
    Ok(())
}

impl App {
    /// Tells that somebody calls.
    pub(crate) fn rings(&mut self, incoming: &IncomingCall) {
        let call = &incoming.call;
        let caller = call.participants.first().map_or("somebody", |caller| &caller.username);
        let kind = call.r#type.as_str();
        self.ringing = Some(call.id);
        self.context.screen.warn(&format!(
            "☎ {caller} calls ({kind}). This client carries no sound: answer on another device, \
             or /reject"
        ));
    }

    /// Tells that the call that rang does so no more.
    pub(crate) fn call_changed(&mut self, update: &CallStatusUpdate) {
        if self.ringing != Some(update.call_id) {
            return;
        }
        let mine = update.participants.iter().find(|person| self.state.is_me(person.id));
        let still = mine.is_some_and(|me| {
            matches!(me.status, CallParticipantStatus::Invited | CallParticipantStatus::Ringing)
        });
        if !still {
            self.ringing = None;
            self.context.screen.note(match mine.map(|me| me.status) {
                Some(CallParticipantStatus::Answered) => "— you answered on another device —",
                Some(CallParticipantStatus::Rejected) => "— you declined on another device —",
                Some(CallParticipantStatus::Missed) => "— you missed the call —",
                _ => "— the call is over —",
            });
        }
    }
}
