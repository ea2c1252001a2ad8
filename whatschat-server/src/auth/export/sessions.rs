//! The devices that are logged in.

use super::archive::{Archive, Broken};
use crate::app::App;
use crate::auth;
use crate::http::Caller;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    archive.file("sessions.json", &auth::list_sessions(app, caller).await?).await
}
