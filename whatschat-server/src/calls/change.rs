//! One change of a call: loaded under a lock, made, stored; and told once it is committed.

use super::state::{Event, Refusal, State};
use super::store::{self, Record};
use super::{tell, view};
use crate::app::App;
use crate::clock::Clock;
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::Tx;
use whatschat_core::ErrorCode;
use whatschat_core::calls::{Call, CallReason};
use whatschat_core::id::{CallId, UserId};
use whatschat_core::messages::Message;

/// What has become of a call in a transaction. Once that is committed, it is to be published.
pub(crate) struct Change {
    pub(super) record: Record,
    /// Whose device did it.
    pub(super) by: Option<Caller>,
    pub(super) reason: Option<CallReason>,
    /// What the other devices of that user learn.
    pub(super) elsewhere: Option<CallReason>,
    /// The message in the call's chat, where that has changed.
    pub(super) message: Option<Message>,
    /// Who is out of it with this change: they learn that, and nothing after it.
    pub(super) removed: Vec<UserId>,
    /// Whether there is something to tell.
    pub(super) made: bool,
}

impl Change {
    /// A call as it stands.
    pub(super) fn nothing(record: Record) -> Self {
        let (by, reason, elsewhere, message, removed) = Default::default();
        Self { record, by, reason, elsewhere, message, removed, made: false }
    }

    /// A call that has lost all its devices.
    pub(super) fn restarted(record: Record) -> Self {
        Self { made: true, reason: Some(CallReason::Restarted), ..Self::nothing(record) }
    }
}

/// Changes a call by the events that `events` finds, and tells everyone.
pub(super) async fn change(
    app: &App,
    id: CallId,
    by: Option<Caller>,
    events: impl FnOnce(&State) -> Vec<Event>,
) -> Result<Call, ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let call = store::lock(&mut tx, id).await?.ok_or(ErrorCode::CallNotFound)?;
    let events = events(&call.state);
    let change = make(&mut tx, &app.clock, call, by, &events).await?;
    change.commit(app, tx).await?;
    Ok(view::call(&change.record))
}

/// Makes and stores a change of a call that is locked.
pub(super) async fn make(
    tx: &mut Tx,
    clock: &Clock,
    mut record: Record,
    by: Option<Caller>,
    events: &[Event],
) -> Result<Change, ApiError> {
    // One moment for all: who is out of it as it ends was not taken out before.
    let (before, now) = (record.state.clone(), clock.now());
    for event in events {
        if made_end(&before, &record.state) {
            break;
        }
        let taken = record.state.apply(*event, now);
        taken.map_err(|why| refusal(why, by, &record))?;
    }
    let made = record.state.version > before.version;
    let mut message = None;
    if made {
        store::update(tx, &record, &before).await?;
        if record.state.status() != before.status() {
            message = tell::rewrite(tx, clock, &record).await?;
        }
    }
    let reason = events.iter().find_map(|event| reason(event, &record.state));
    let elsewhere = events.iter().find_map(elsewhere);
    let removed = events.iter().filter_map(|event| match event {
        Event::Removed(user) => Some(*user),
        _ => None,
    });
    Ok(Change { record, by, reason, elsewhere, message, removed: removed.collect(), made })
}

/// Whether earlier events have ended the call: nothing is left for the later ones to do.
fn made_end(before: &State, now: &State) -> bool {
    before.ended_at.is_none() && now.ended_at.is_some()
}

/// Only who is in the call learns where it stands.
fn refusal(why: Refusal, by: Option<Caller>, record: &Record) -> ApiError {
    match why {
        Refusal::NotIn => ErrorCode::CallNotFound.into(),
        Refusal::Over => {
            let record = record.clone();
            let status = match by {
                Some(by) => view::known_to(by.user, record).state.status(),
                None => record.state.status(),
            };
            ApiError::from(ErrorCode::CallEnded).details(format!("The call is {status}."))
        }
        Refusal::InIt => ApiError::from(ErrorCode::AlreadyInCall)
            .details("It was answered, perhaps on another of your devices."),
    }
}

/// Why it came to an event, where that needs saying.
fn reason(event: &Event, after: &State) -> Option<CallReason> {
    match event {
        Event::Timeout => Some(CallReason::Timeout),
        Event::Lost(user, ..) | Event::GraceOver(user) | Event::Removed(user) => {
            after.member(*user)?.reason
        }
        Event::Restart(_) => Some(CallReason::Restarted),
        Event::Ringing(_)
        | Event::Answer(..)
        | Event::Reject(_)
        | Event::End(..)
        | Event::Connected
        | Event::Resume(..) => None,
    }
}

fn elsewhere(event: &Event) -> Option<CallReason> {
    match event {
        Event::Answer(..) => Some(CallReason::AnsweredElsewhere),
        Event::Reject(_) => Some(CallReason::RejectedElsewhere),
        _ => None,
    }
}
