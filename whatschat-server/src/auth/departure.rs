//! Away for good: the end of one's own account.

use super::recovery::confirm;
use super::store;
use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use crate::users;
use whatschat_core::auth::DeleteMe;

pub(crate) async fn delete_me(
    app: &App,
    caller: Caller,
    request: DeleteMe,
) -> Result<(), ApiError> {
    let hash = confirm(app, caller, request.password).await?;
    users::erase(app, caller, caller.user, async |tx| {
        store::require_password(tx, caller.user, &hash).await
    })
    .await
}
