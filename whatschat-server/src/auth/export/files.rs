//! The files that the user has uploaded, and a list of them.

use super::archive::{Archive, Broken};
use crate::app::App;
use crate::files;
use crate::http::Caller;
use futures_util::StreamExt;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    let own = files::own(app, caller.user).await?;
    let now = app.clock.now();
    let list: Vec<_> = own.iter().map(|file| app.files.links.info(file, now)).collect();
    archive.file("files.json", &list).await?;
    for file in &own {
        // The id keeps names apart; a name has no slash in it.
        archive.begin(&format!("files/{}-{}", file.id, file.name))?;
        let mut pieces = files::open(app, file).await?;
        while let Some(piece) = pieces.next().await {
            archive.write(&piece.map_err(crate::error::ApiError::internal)?).await?;
        }
    }
    Ok(())
}
