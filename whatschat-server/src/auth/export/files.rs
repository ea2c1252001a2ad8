//! The files that the user has uploaded, and lists of them: of all, and of those that are lost.

use super::archive::{Archive, Broken};
use super::list::List;
use crate::app::App;
use crate::files::{self, FileRow};
use crate::http::Caller;
use futures_util::StreamExt;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    write_list(app, caller, archive).await?;
    let (mut lost, mut last) = (vec![], None);
    loop {
        let own = files::some_own(app, caller.user, last.as_ref()).await?;
        for file in &own {
            // The id keeps names apart; a name has no slash in it.
            let name = format!("files/{}-{}", file.id, file.name);
            if !write_one(app, file, &name, archive).await? {
                lost.push(name);
            }
        }
        last = own.into_iter().last();
        if last.is_none() {
            break;
        }
    }
    if !lost.is_empty() {
        archive.file("lost.json", &lost).await?;
    }
    Ok(())
}

async fn write_list(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    let mut list = List::begin(archive, "files.json").await?;
    let (now, mut last) = (app.clock.now(), None);
    loop {
        let own = files::some_own(app, caller.user, last.as_ref()).await?;
        for file in &own {
            list.add(&app.files.links.info(file, now)).await?;
        }
        last = own.into_iter().last();
        if last.is_none() {
            break;
        }
    }
    list.end().await
}

/// Whether the store gave it whole: one that does not must not cost the user the rest.
async fn write_one(
    app: &App,
    file: &FileRow,
    name: &str,
    archive: &mut Archive,
) -> Result<bool, Broken> {
    // Why it is not given is logged there.
    let Ok(mut pieces) = files::open(app, file).await else { return Ok(false) };
    archive.begin(name).await?;
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(piece) => archive.write(&piece).await?,
            Err(why) => {
                tracing::error!(%why, file = %file.id, "a file was not read to its end");
                return Ok(false);
            }
        }
    }
    Ok(true)
}
