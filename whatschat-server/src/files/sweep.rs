//! Deleting what nothing uses.

use super::{KEPT, THUMBNAIL, object, store};
use crate::app::App;
use crate::error::ApiError;
use crate::periodic;
use std::collections::BTreeSet;
use uuid::Uuid;
use whatschat_core::id::FileId;
use whatschat_core::time::Timestamp;

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
    give_up(&app, time).await?;
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

/// Gives up what nothing uses, a page at a time; where there is none on it, nobody is kept waiting.
async fn give_up(app: &App, time: Timestamp) -> Result<(), ApiError> {
    let mut place = (i64::MIN, Uuid::nil());
    loop {
        let passed = store::next_kept(&mut app.db.read().await?, place, time).await?;
        let Some(last) = passed.last() else { return Ok(()) };
        place = last.place();
        let unused: Vec<_> = passed.iter().filter_map(store::Passed::unused).collect();
        if !unused.is_empty() {
            let mut tx = app.db.write().await?;
            store::give_up(&mut tx, unused).await?;
            tx.commit().await?;
        }
    }
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
