//! Deleting what nothing uses.

use super::{KEPT, THUMBNAIL, object, store};
use crate::app::App;
use crate::error::ApiError;
use crate::periodic;
use std::collections::BTreeSet;
use uuid::Uuid;
use whatschat_core::id::FileId;

/// How long a file may wait to be used.
const UNUSED_MS: i64 = 24 * 3600 * 1000;

/// Sweeps every hour, for as long as the server runs.
pub(crate) fn start(app: &App) {
    periodic::hourly(app, "the deletion of unused files", sweep);
}

/// First nobody sees them any more, then the store forgets them, then the database: wherever the
/// server stops, the next sweep goes on.
async fn sweep(app: App) -> Result<(), ApiError> {
    let time = app.clock.now().plus_ms(-UNUSED_MS);
    let mut place = (i64::MIN, Uuid::nil());
    loop {
        let mut tx = app.db.write().await?;
        let next = store::give_up(&mut tx, place, time).await?;
        tx.commit().await?;
        let Some(next) = next else { break };
        place = next;
    }
    let mut failed = BTreeSet::new();
    loop {
        let files = store::given_up(&mut app.db.read().await?, time).await?;
        let left: Vec<_> = files.into_iter().filter(|file| !failed.contains(file)).collect();
        if left.is_empty() {
            break;
        }
        for file in left {
            // One that cannot be deleted must not keep the others.
            if let Err(error) = delete(&app, file).await {
                tracing::warn!(code = error.code.as_str(), %file, "a file was not deleted");
                failed.insert(file);
            }
        }
    }
    app.files.objects.delete_arrivals(time).await.map_err(ApiError::internal)
}

/// Forgets a file that nobody sees.
pub(super) async fn delete(app: &App, file: FileId) -> Result<(), ApiError> {
    for part in [KEPT, THUMBNAIL] {
        app.files.objects.delete(&object(file, part)).await.map_err(ApiError::internal)?;
    }
    let mut tx = app.db.write().await?;
    store::forget(&mut tx, file).await?;
    Ok(tx.commit().await?)
}
