//! Whether the server is well: from requests to rules.

use crate::app::App;
use crate::error::ApiError;
use crate::health;
use crate::http::{Routes, Visitor};
use whatschat_core::health::*;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.on(get_health)
}

async fn get_health(app: App, _: Visitor, _: GetHealth) -> Result<Health, ApiError> {
    Ok(health::check(&app).await)
}
