//! Files: the rules.

pub(crate) mod api;
mod avatars;
mod download;
mod form;
mod kind;
mod links;
mod name;
mod objects;
mod picture;
mod scrub;
mod store;
pub(crate) mod sweep;
mod upload;
mod uses;

pub(crate) use avatars::{keep_avatar, show_avatar, show_avatars};
pub(crate) use download::download;
pub(crate) use links::Links;
pub(crate) use store::FileRow;
pub(crate) use upload::upload;
pub(crate) use uses::{Usable, change, fits, misfit, named, note, require, show, strip, usable};

use crate::app::App;
use crate::auth::Secret;
use crate::config::Config;
use crate::error::{ApiError, StartError};
use crate::http::Caller;
use crate::store::{Conn, Tx};
use crate::turns::Turns;
use objects::{Objects, Stream};
use std::collections::BTreeSet;
use std::sync::Arc;
use whatschat_core::ErrorCode;
use whatschat_core::files::FileInfo;
use whatschat_core::id::{FileId, UserId};

/// A file's own bytes, and those of its thumbnail: what stands behind its id in the store.
const KEPT: &str = "";
const THUMBNAIL: &str = "-thumbnail";

/// What the rules of this room work with.
pub(crate) struct Files {
    pub(crate) links: Arc<Links>,
    objects: Objects,
    /// The work on pictures that may go on at once.
    turns: Turns,
}

impl Files {
    pub(crate) fn open(config: &Config, secret: &Secret, server: &str) -> Result<Self, StartError> {
        Ok(Self {
            links: Arc::new(Links::new(secret, server)),
            objects: Objects::open(config)?,
            turns: Turns::new(upload::TURNS as usize),
        })
    }
}

/// What the store calls a part of a file: nothing of its name is in it.
fn object(id: FileId, part: &str) -> String {
    format!("{id}{part}")
}

pub(crate) async fn get(app: &App, caller: Caller, id: FileId) -> Result<FileInfo, ApiError> {
    let file = seen(&mut app.db.read().await?, id, caller.user).await?;
    Ok(app.files.links.info(&file, app.clock.now()))
}

/// Some of what someone has uploaded, the oldest first: what comes after this file.
pub(crate) async fn some_own(
    app: &App,
    user: UserId,
    after: Option<&FileRow>,
) -> Result<Vec<FileRow>, ApiError> {
    Ok(store::of(&mut app.db.read().await?, user, after).await?)
}

/// The bytes of a file, for who is known to be let in.
pub(crate) async fn open(app: &App, file: &FileRow) -> Result<Stream, ApiError> {
    let found = app.files.objects.get(&object(file.id, KEPT), None).await;
    Ok(found.map_err(|why| download::lost(file.id, &why))?.1)
}

/// A file that the user may see. For anybody else it does not exist.
async fn seen(conn: &mut Conn, id: FileId, user: UserId) -> Result<FileRow, ApiError> {
    let found = store::seen(conn, &BTreeSet::from([(id, user)]), "").await?;
    Ok(found.into_values().next().ok_or(ErrorCode::FileNotFound)?)
}

/// The same, and it does not go before the transaction ends.
async fn lock_seen(tx: &mut Tx, id: FileId, user: UserId) -> Result<FileRow, ApiError> {
    let found = store::lock_seen(tx, &BTreeSet::from([(id, user)])).await?;
    Ok(found.into_values().next().ok_or(ErrorCode::FileNotFound)?)
}
