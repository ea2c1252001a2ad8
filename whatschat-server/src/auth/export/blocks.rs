//! Whom the user has blocked.

use super::archive::{Archive, Broken};
use super::list::List;
use crate::app::App;
use crate::http::Caller;
use crate::users;

pub(super) async fn write(app: &App, caller: Caller, archive: &mut Archive) -> Result<(), Broken> {
    let mut list = List::begin(archive, "blocks.json").await?;
    let mut after = None;
    loop {
        let blocked = users::some_blocked(app, caller, after).await?;
        let Some(last) = blocked.last() else { break };
        after = Some(last.id);
        for user in &blocked {
            list.add(user).await?;
        }
    }
    list.end().await
}
