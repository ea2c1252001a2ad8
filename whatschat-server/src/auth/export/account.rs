//! The account itself.

use super::archive::{Archive, Broken};
use crate::app::App;
use crate::auth;
use crate::http::Caller;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    archive.file("account.json", &auth::me(app, caller).await?).await
}
