//! What happens to a call after its start: REST and the socket both come here.

use super::change::change;
use super::state::Event;
use super::store;
use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, unless_overdue};
use std::time::Duration;
use whatschat_core::ErrorCode;
use whatschat_core::calls::Call;
use whatschat_core::id::{CallId, SessionId, UserId};
use whatschat_core::limits::CALL_GRACE_MS;

/// After what time a call is told again that could not be told.
const RETRY: Duration = Duration::from_secs(1);
/// How often that is tried with one that cannot be read.
const UNREADABLE_MOST: u32 = 10;

/// Until devices tell whether sound and picture go through, an answer counts as that.
pub(super) fn answered(caller: Caller) -> [Event; 2] {
    [Event::Answer(caller.user, caller.session), Event::Connected]
}

/// The first device that answers wins.
pub(crate) async fn answer(app: &App, caller: Caller, id: CallId) -> Result<Call, ApiError> {
    change(app, id, Some(caller), |_| answered(caller).to_vec()).await
}

/// Stops the ringing on all of the user's devices.
pub(crate) async fn reject(app: &App, caller: Caller, id: CallId) -> Result<Call, ApiError> {
    change(app, id, Some(caller), |_| vec![Event::Reject(caller.user)]).await
}

/// The device that is in the call hangs up. Another device of the user may where that one is not
/// connected: else nobody could.
pub(crate) async fn end(app: &App, caller: Caller, id: CallId) -> Result<Call, ApiError> {
    change(app, id, Some(caller), |state| {
        let device = state.member(caller.user).and_then(|member| member.device);
        let connected = device.is_some_and(|device| app.hub.has_device(caller.user, device));
        vec![Event::End(caller.user, connected.then_some(caller.session))]
    })
    .await
}

pub(crate) async fn ringing(app: &App, caller: Caller, id: CallId) -> Result<Call, ApiError> {
    change(app, id, Some(caller), |_| vec![Event::Ringing(caller.user)]).await
}

/// A device is back after it lost its connection.
pub(crate) async fn resume(app: &App, caller: Caller, id: CallId) -> Result<Call, ApiError> {
    change(app, id, Some(caller), |_| vec![Event::Resume(caller.user, caller.session)]).await
}

/// A socket has closed: where it was its device's last, the device's place in a call is kept for
/// a while.
pub(crate) fn lost_later(app: &App, user: UserId, device: SessionId) {
    until_told(app, move |app| async move { lost(&app, user, device).await });
}

async fn lost(app: &App, user: UserId, device: SessionId) -> Result<(), ApiError> {
    if app.hub.has_device(user, device) {
        return Ok(());
    }
    let Some(id) = store::live_with(&mut app.db.read().await?, user, device).await? else {
        return Ok(());
    };
    let until = app.clock.now().plus_ms(CALL_GRACE_MS);
    let lost = change(app, id, None, |state| {
        let gone = state.ended_at.is_none() && !app.hub.has_device(user, device);
        gone.then_some(Event::Lost(user, device, until)).into_iter().collect()
    });
    lost.await.map(drop)
}

/// A session of the user has ended, or several: a device whose own has does not come back, and its
/// place in a call is free at once.
pub(crate) fn give_up_later(app: &App, user: UserId) {
    until_told(app, move |app| async move { give_up(&app, user).await });
}

/// Tells a call of what has happened in any case: beside other work, and again until it succeeds, for
/// nobody else will. Not after a stop, since a start takes all devices for lost.
fn until_told<F>(app: &App, tell: impl Fn(App) -> F + Send + Sync + 'static)
where
    F: Future<Output = Result<(), ApiError>> + Send,
{
    let app = app.clone();
    app.tasks.clone().spawn(async move {
        let mut left = UNREADABLE_MOST;
        if is_settled(&app, tell(app.clone()), &mut left).await {
            return;
        }
        loop {
            let _turn = app.telling.lock().await;
            if app.tasks.is_closed() || is_settled(&app, tell(app.clone()), &mut left).await {
                return;
            }
            tokio::time::sleep(RETRY).await;
        }
    });
}

/// Whether it is told, or never can be: of a call that cannot be read `left` attempts are made.
async fn is_settled(
    app: &App,
    telling: impl Future<Output = Result<(), ApiError>>,
    left: &mut u32,
) -> bool {
    let told = unless_overdue(app.clone(), telling).await;
    let Err(error) = told else { return true };
    tracing::warn!(code = error.code.as_str(), "a call was not told that a device is gone");
    if error.code == ErrorCode::Internal {
        *left = left.saturating_sub(1);
    }
    *left == 0
}

async fn give_up(app: &App, user: UserId) -> Result<(), ApiError> {
    let ended = store::live_without_session(&mut app.db.read().await?, user).await?;
    let Some((id, device)) = ended else { return Ok(()) };
    let now = app.clock.now();
    let gone = change(app, id, None, |state| match state.ended_at {
        None => vec![Event::Lost(user, device, now), Event::GraceOver(user)],
        Some(_) => vec![],
    });
    gone.await.map(drop)
}
