//! Deleting what nothing uses.

use super::{KEPT, THUMBNAIL, object, store};
use crate::app::App;
use crate::error::ApiError;
use crate::periodic;
use uuid::Uuid;
use whatschat_core::id::FileId;
use whatschat_core::time::Timestamp;

/// How long a file may wait to be used.
const UNUSED_MS: i64 = 24 * 3600 * 1000;
/// Before all files.
const FIRST: store::Place = (i64::MIN, Uuid::nil());
/// After how many failures in a row a sweep gives up until the next.
const FAILURES: u32 = 10;

/// Sweeps every hour, for as long as the server runs.
pub(crate) fn start(app: &App) {
    periodic::hourly(app, "the deletion of unused files", sweep);
}

/// First nobody sees them any more, then the store forgets them, then the database: wherever the
/// server stops, the next sweep goes on.
async fn sweep(app: App) -> Result<(), ApiError> {
    let time = app.clock.now().plus_ms(-UNUSED_MS);
    give_up(&app, time).await?;
    delete_given_up(&app, time).await?;
    app.files.objects.delete_arrivals(time).await.map_err(ApiError::internal)
}

/// One file that cannot be deleted must not keep the others; where many cannot, the store is away.
async fn delete_given_up(app: &App, time: Timestamp) -> Result<(), ApiError> {
    let (mut place, mut failures) = (FIRST, 0);
    loop {
        let files = store::given_up(&mut app.db.read().await?, place, time).await?;
        let Some(last) = files.last() else { return Ok(()) };
        place = last.place();
        for file in &files {
            let Err(error) = delete(app, file.id()).await else {
                failures = 0;
                continue;
            };
            failures += 1;
            if failures == FAILURES {
                return Err(error);
            }
            tracing::warn!(code = error.code.as_str(), file = %file.id(), "a file was not deleted");
        }
    }
}

/// Gives up what nothing uses, a page at a time; where there is none on it, nobody is kept waiting.
async fn give_up(app: &App, time: Timestamp) -> Result<(), ApiError> {
    let mut place = FIRST;
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
