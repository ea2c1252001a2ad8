//! Presence: from requests to rules.

use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, Routes, Visitor};
use crate::status;
use whatschat_core::status::*;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.on(update_status).on(list_statuses)
}

pub(crate) async fn update_status(
    app: App,
    caller: Caller,
    request: UpdateStatus,
) -> Result<ChangedStatus, ApiError> {
    status::choose(&app, caller, request).await
}

async fn list_statuses(
    _: App,
    visitor: Visitor,
    _: ListStatuses,
) -> Result<Vec<StatusOption>, ApiError> {
    Ok(status::options(visitor.locale))
}
