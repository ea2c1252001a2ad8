//! Calls: the rules.

mod apart;
pub(crate) mod api;
mod change;
mod deadlines;
mod missed;
mod start;
mod state;
mod store;
mod tell;
mod verbs;
mod view;

pub(crate) use apart::{block, end_in_chat, leave, leave_chat};
pub(crate) use change::Change;
pub(crate) use deadlines::{Deadlines, restart, serve};
pub(crate) use missed::{Missed, missed};
pub(crate) use start::start;
pub(crate) use verbs::{answer, end, give_up_later, lost_later, reject, resume, ringing};

use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use whatschat_core::ErrorCode;
use whatschat_core::calls::{Call, CallPage, ListCalls};
use whatschat_core::id::CallId;
use whatschat_core::page::Pagination;

pub(crate) async fn list(
    app: &App,
    caller: Caller,
    request: ListCalls,
) -> Result<CallPage, ApiError> {
    let mut conn = app.db.snapshot().await?;
    let calls = store::page(&mut conn, caller.user, &request).await?;
    let total = store::count(&mut conn, caller.user, &request).await?;
    let page = if request.before.is_some() { 1 } else { request.page };
    let known = |call| view::known_to(caller.user, call);
    Ok(CallPage {
        calls: calls.into_iter().map(|call| view::call(&known(call))).collect(),
        pagination: Pagination::of(page, request.limit, total),
    })
}

/// Whoever is not in a call learns nothing of it.
pub(crate) async fn get(app: &App, caller: Caller, id: CallId) -> Result<Call, ApiError> {
    let call = store::get(&mut *app.db.snapshot().await?, id).await?;
    let call = call.filter(|call| call.state.member(caller.user).is_some());
    Ok(view::call(&view::known_to(caller.user, call.ok_or(ErrorCode::CallNotFound)?)))
}
