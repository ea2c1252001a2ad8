//! Whom the user has blocked.

use super::archive::{Archive, Broken};
use crate::app::App;
use crate::http::Caller;
use crate::users;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    archive.file("blocks.json", &users::list_blocked(app, caller).await?).await
}
