//! Uploads: what has arrived is looked at, counted and kept.

use super::form::{self, Arrived};
use super::picture::{self, Flaw, Picture};
use super::store::{self, FileRow};
use super::{KEPT, THUMBNAIL, kind, object, sweep};
use crate::app::App;
use crate::auth::store::lock_user;
use crate::error::ApiError;
use crate::http::{Caller, to_the_end};
use poem::Request;
use std::io::Write;
use tempfile::TempPath;
use whatschat_core::ErrorCode;
use whatschat_core::files::FileInfo;
use whatschat_core::id::FileId;

/// How many pixels are worked on at a time: the memory that it takes is bounded by them.
pub(super) const TURNS: u32 = 24;
const PIXELS_PER_TURN: u64 = 1_000_000;
/// Even small pictures do not take all processors at once.
const LEAST_TURNS: u32 = TURNS / 2;

pub(crate) async fn upload(
    app: &App,
    caller: Caller,
    request: &mut Request,
) -> Result<FileInfo, ApiError> {
    let arrived = form::receive(&app.files.objects, request).await?;
    let app = app.clone();
    // From here on the server goes through with it, also where the client hangs up.
    to_the_end(&app.clone(), async move { keep(&app, caller, arrived).await }).await
}

async fn keep(app: &App, caller: Caller, mut arrived: Arrived) -> Result<FileInfo, ApiError> {
    let (id, now) = (app.clock.new_id().into(), app.clock.now());
    let mut file = FileRow::new(id, caller.user, arrived.name.clone(), now);
    let thumbnail = look(app, &mut arrived, &mut file).await?;
    (file.size, file.r#type) = (arrived.size, arrived.kind.into());
    announce(app, &file).await?;
    if let Err(error) = place(app, id, arrived.file, thumbnail).await {
        take_back(app, id).await;
        return Err(error);
    }
    Ok(app.files.links.info(&file, now))
}

/// Brings what was announced into the store, and has others see it.
async fn place(
    app: &App,
    id: FileId,
    file: TempPath,
    thumbnail: Option<TempPath>,
) -> Result<(), ApiError> {
    put(app, object(id, KEPT), file).await?;
    if let Some(thumbnail) = thumbnail {
        put(app, object(id, THUMBNAIL), thumbnail).await?;
    }
    let mut tx = app.db.write().await?;
    store::keep(&mut tx, id).await?;
    Ok(tx.commit().await?)
}

/// What was announced and did not come counts no longer; where even that fails, the sweep sees to
/// it.
async fn take_back(app: &App, id: FileId) {
    let taken = async {
        // It may be kept, where a commit was done and its answer lost.
        let kept = store::get(&mut app.db.read().await?, id).await?.is_some();
        if kept { Ok(()) } else { sweep::delete(app, id).await }
    };
    if let Err(error) = taken.await {
        let code = error.code.as_str();
        tracing::warn!(code, file = %id, "a file that did not arrive still counts for a day");
    }
}

/// Counts the file before it is stored: of many uploads at once, only as many pass as fit.
async fn announce(app: &App, file: &FileRow) -> Result<(), ApiError> {
    let mut tx = app.db.write().await?;
    lock_user(&mut tx, file.owner_id).await?;
    let kept = store::bytes_of(&mut tx, file.owner_id).await?;
    if kept.saturating_add(file.size) > app.config.files_quota_bytes {
        return Err(ErrorCode::QuotaExceeded.into());
    }
    store::announce(&mut tx, file).await?;
    Ok(tx.commit().await?)
}

async fn put(app: &App, name: String, file: TempPath) -> Result<(), ApiError> {
    app.files.objects.put(&name, file).await.map_err(|why| {
        tracing::error!(%why, "a file was not stored");
        ErrorCode::Unavailable.into()
    })
}

/// Reads a picture, and takes the metadata out of it. What only looks like a picture is a plain
/// file. Gives the thumbnail.
async fn look(
    app: &App,
    arrived: &mut Arrived,
    file: &mut FileRow,
) -> Result<Option<TempPath>, ApiError> {
    if !kind::is_picture(arrived.kind) {
        return Ok(None);
    }
    let picture = match read(app, arrived).await? {
        Ok(picture) => picture,
        Err(Flaw::TooManyPixels) => return Err(ErrorCode::ImageTooLarge.into()),
        Err(Flaw::Broken) => {
            arrived.kind = kind::PLAIN;
            return Ok(None);
        }
    };
    file.set_pixels(picture.width, picture.height);
    file.thumbnail = Some(picture.thumbnail_type.into());
    arrived.size = picture.scrubbed.len() as u64;
    arrived.file = written(app, picture.scrubbed).await?;
    written(app, picture.thumbnail).await.map(Some)
}

/// Reads a picture away from the threads that serve others, when its turn has come.
async fn read(app: &App, arrived: &Arrived) -> Result<Result<Picture, Flaw>, ApiError> {
    let (path, kind) = (arrived.file.to_path_buf(), arrived.kind);
    let pixels = match aside({
        let path = path.clone();
        move || picture::pixels(&path, kind)
    })
    .await?
    {
        Ok(pixels) => pixels,
        Err(flaw) => return Ok(Err(flaw)),
    };
    let turns = u32::try_from(pixels / PIXELS_PER_TURN).unwrap_or(TURNS).clamp(LEAST_TURNS, TURNS);
    let _turn = app.files.turns.take(turns).await?;
    aside(move || {
        let bytes = std::fs::read(path).map_err(|_| Flaw::Broken)?;
        picture::read(bytes.into(), kind)
    })
    .await
}

async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)
}

async fn written(
    app: &App,
    bytes: impl AsRef<[u8]> + Send + 'static,
) -> Result<TempPath, ApiError> {
    let mut file = app.files.objects.arrival().await.map_err(form::full)?;
    let write = move || {
        file.write_all(bytes.as_ref())?;
        file.as_file().sync_all()?;
        Ok(file.into_temp_path())
    };
    aside(write).await?.map_err(form::full)
}
