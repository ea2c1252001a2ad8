//! Other people: from requests to rules.

use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, Routes};
use crate::users;
use whatschat_core::users::*;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.on(list_users).on(get_user)
}

async fn list_users(app: App, _: Caller, request: ListUsers) -> Result<UserPage, ApiError> {
    users::list(&app, request).await
}

async fn get_user(app: App, _: Caller, request: GetUser) -> Result<User, ApiError> {
    users::get(&app, request.id).await
}
