//! Everything held about a user, as a zip archive that is made while it is read: no part of it is
//! ever held whole.
//!
//! Each part of the archive is a file of this folder with a function `write`. A room that keeps
//! more about people adds its own.

mod account;
mod archive;
mod audit;
mod blocks;
mod calls;
mod chats;
mod files;
mod list;
mod messages;
mod sessions;

pub(super) use archive::Export;

use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use archive::{Archive, Broken};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use whatschat_core::ErrorCode;
use whatschat_core::id::UserId;

/// Who is being given an export: one at a time each, as it costs a while of reading.
#[derive(Default)]
pub(super) struct Exports(Mutex<HashSet<UserId>>);

pub(crate) fn export(app: &App, caller: Caller) -> Result<Export, ApiError> {
    let turn = Turn::take(app, caller.user)?;
    let (mut archive, export) = Archive::new(app, caller);
    let app = app.clone();
    app.tasks.clone().spawn(async move {
        let filled = fill(&app, caller, &mut archive).await;
        drop(turn); // whoever has read to the end may ask again
        archive.close(filled).await;
    });
    Ok(export)
}

async fn fill(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    account::write(app, caller, archive).await?;
    sessions::write(app, caller, archive).await?;
    audit::write(app, caller, archive).await?;
    blocks::write(app, caller, archive).await?;
    calls::write(app, caller, archive).await?;
    chats::write(app, caller, archive).await?;
    chats::write_former(app, caller, archive).await?;
    messages::write(app, caller, archive).await?;
    messages::write_unseen(app, caller, archive).await?;
    files::write(app, caller, archive).await
}

/// Held while a user's export runs.
struct Turn {
    app: App,
    user: UserId,
}

impl Turn {
    fn take(app: &App, user: UserId) -> Result<Self, ApiError> {
        let mut running = app.auth.exports.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !running.insert(user) {
            let refusal = ApiError { retry_after_s: Some(5), ..ErrorCode::TooManyRequests.into() };
            return Err(refusal.details("Another export of yours is running."));
        }
        Ok(Self { app: app.clone(), user })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let exports = &self.app.auth.exports.0;
        exports.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.user);
    }
}
