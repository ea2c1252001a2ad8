//! What time does to calls: they ring for so long, and keep the places of lost devices for so
//! long. The deadlines are in the database, and the next of them is known here too, so that a
//! server without calls asks for none.

use super::change::{Change, change};
use super::state::{Event, State};
use super::store;
use crate::app::App;
use crate::clock::Clock;
use crate::error::ApiError;
use crate::periodic;
use crate::store::{Db, Fault};
use crate::sync;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use whatschat_core::ErrorCode;
use whatschat_core::limits::CALL_RESTART_GRACE_MS;
use whatschat_core::time::Timestamp;

/// How often the server looks whether a deadline has passed.
const SWEEP: Duration = Duration::from_millis(250);

/// When time comes again to a call that could not be changed.
const RETRY_MS: i64 = 5_000;

/// When time will change a call: milliseconds since 1970.
#[derive(Debug)]
pub(crate) struct Deadlines(AtomicI64);

impl Default for Deadlines {
    /// It may be at once: what the database holds is not known yet.
    fn default() -> Self {
        Self(AtomicI64::new(i64::MIN))
    }
}

impl Deadlines {
    /// Time may change a call then.
    pub(crate) fn note(&self, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.0.fetch_min(at.0, Ordering::Relaxed);
        }
    }

    /// Whether a deadline has passed; if so it is forgotten here, and those that come meanwhile
    /// are not.
    fn take_due(&self, now: Timestamp) -> bool {
        let at = self.0.swap(i64::MAX, Ordering::Relaxed);
        if at > now.0 {
            self.0.fetch_min(at, Ordering::Relaxed);
        }
        at <= now.0
    }
}

/// Sees to it that deadlines are kept.
pub(crate) fn serve(app: &App) {
    periodic::repeat(app, SWEEP, "the deadlines of calls", look);
}

async fn look(app: App) -> Result<(), ApiError> {
    let now = app.clock.now();
    if !app.calls.take_due(now) {
        return Ok(());
    }
    let again = Again { app: &app, at: Some(now) };
    let due = store::due(&mut app.db.read().await?, now).await?;
    let (mut after, mut retry) = (Timestamp(i64::MIN), None);
    for id in due {
        let due = |state: &State| state.due_event(now).into_iter().collect();
        // One that is damaged must not keep the others ringing.
        match change(&app, id, None, due).await {
            Ok(_) => {}
            Err(error) if error.code == ErrorCode::Internal => {
                tracing::error!(call = %id, "time could not change a call");
                (after, retry) = (now, Some(now.plus_ms(RETRY_MS)));
            }
            Err(error) => return Err(error),
        }
    }
    // Where more is due, the next look finds it.
    let next = store::next_due(&mut app.db.read().await?, after).await?;
    again.at(next.into_iter().chain(retry).min());
    Ok(())
}

/// Has deadlines looked at again, when a look comes to its end and also when it does not.
struct Again<'a> {
    app: &'a App,
    at: Option<Timestamp>,
}

impl Again<'_> {
    fn at(mut self, at: Option<Timestamp>) {
        self.at = at;
    }
}

impl Drop for Again<'_> {
    fn drop(&mut self) {
        self.app.calls.note(self.at);
    }
}

/// The server has just been started: no device is connected, and those that are in calls have a
/// while to come back. What rings goes on to ring until its time.
pub(crate) async fn restart(db: &Db, clock: &Clock) -> sqlx::Result<()> {
    let now = clock.now();
    let until = now.plus_ms(CALL_RESTART_GRACE_MS);
    let mut tx = db.write().await?;
    let mut entries = vec![];
    for id in store::live(&mut tx).await? {
        let mut call = match store::lock(&mut tx, id).await {
            Ok(Some(call)) => call,
            Ok(None) => continue,
            Err(why) if Fault::from(&why) == Fault::Bug => {
                tracing::error!(%why, call = %id, "a call cannot be read, and stays as it is");
                continue;
            }
            Err(why) => return Err(why),
        };
        let before: State = call.state.clone();
        if call.state.apply(Event::Restart(until), now).is_ok() {
            store::update(&mut tx, &call, &before).await?;
            entries.extend(Change::restarted(call).entries());
        }
    }
    // Nobody is connected yet who could be told.
    sync::write(tx, now, entries).await.map(drop)
}
