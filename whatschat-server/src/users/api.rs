//! Other people: from requests to rules.

use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, Routes};
use crate::users;
use whatschat_core::users::*;

type Answer<T> = Result<T, ApiError>;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .on(list_users)
        .on(list_blocked)
        .on(get_user)
        .on(update_user)
        .on(delete_user)
        .on(block_user)
        .on(unblock_user)
}

async fn list_users(app: App, caller: Caller, request: ListUsers) -> Answer<UserPage> {
    users::list(&app, caller, request).await
}

async fn list_blocked(app: App, caller: Caller, _: ListBlocked) -> Answer<Vec<UserSummary>> {
    users::list_blocked(&app, caller).await
}

async fn get_user(app: App, caller: Caller, request: GetUser) -> Answer<User> {
    users::get(&app, caller, request.id).await
}

async fn update_user(app: App, caller: Caller, request: UpdateUser) -> Answer<User> {
    users::update(&app, caller, request).await
}

async fn delete_user(app: App, caller: Caller, request: DeleteUser) -> Answer<()> {
    users::delete(&app, caller, request.id).await
}

async fn block_user(app: App, caller: Caller, request: BlockUser) -> Answer<()> {
    users::block(&app, caller, request.id).await
}

async fn unblock_user(app: App, caller: Caller, request: UnblockUser) -> Answer<()> {
    users::unblock(&app, caller, request.id).await
}
