//! What the server has noted of the account, for safety's sake.

use super::archive::{Archive, Broken};
use crate::app::App;
use crate::audit;
use crate::http::Caller;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    let noted = audit::about(&mut app.db.read().await?, caller.user).await?;
    archive.file("audit.json", &noted).await
}
