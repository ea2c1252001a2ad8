//! What the log keeps of who is gone, and nobody reads any more: some entries at a time, so that
//! nobody waits for the forgetting of very many.

use super::store;
use crate::app::App;
use crate::error::ApiError;
use whatschat_core::id::UserId;

/// Forgets it. What fails is done after the next start.
pub(super) async fn forget(app: &App, user: UserId) {
    if let Err(error) = forget_all(app, user).await {
        let code = error.code.as_str();
        tracing::warn!(code, %user, "the log still tells of somebody who is gone");
    }
}

/// The same for everybody who is gone: what a stop has interrupted.
pub(crate) async fn forget_the_gone(app: App) {
    match told_of(&app).await {
        Ok(users) => {
            for user in users {
                forget(&app, user).await;
            }
        }
        Err(error) => {
            let code = error.code.as_str();
            tracing::warn!(code, "it is not known of whom who is gone the log still tells");
        }
    }
}

async fn told_of(app: &App) -> Result<Vec<UserId>, ApiError> {
    Ok(store::told_of(&mut app.db.read().await?).await?)
}

async fn forget_all(app: &App, user: UserId) -> Result<(), ApiError> {
    let mut after = 0;
    while !app.tasks.is_closed() {
        let told = store::told(&mut app.db.read().await?, user, after).await?;
        let (Some(first), Some(last)) = (told.first(), told.last()) else { break };
        let mut tx = app.db.write().await?;
        store::forget_told(&mut tx, user, *first, *last).await?;
        tx.commit().await?;
        after = *last;
    }
    Ok(())
}
