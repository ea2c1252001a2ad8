//! What has happened since: from requests to rules.

use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, Routes};
use whatschat_core::sync::*;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.on(since).on(take_snapshot)
}

async fn since(app: App, caller: Caller, request: Sync) -> Result<SyncPage, ApiError> {
    super::since(&app, caller, request).await
}

async fn take_snapshot(app: App, caller: Caller, _: TakeSnapshot) -> Result<Snapshot, ApiError> {
    super::snapshot(&app, caller).await
}
