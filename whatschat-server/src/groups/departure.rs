//! Who is gone for good leaves all groups, as if they left each: some groups at a time, so that
//! nobody waits for the leaving of thousands.

use super::leaving::take_out;
use super::{News, ending, store};
use crate::app::App;
use crate::error::ApiError;
use crate::http::unless_overdue;
use crate::sync::{self, Entry};
use crate::users;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::socket::ServerEvent;

/// How many groups one transaction leaves.
const SOME: u32 = 20;

/// Takes a user whose account has ended out of all groups. What fails is done after the next start.
pub(crate) async fn leave_all(app: &App, user: UserId) {
    if let Err(error) = unless_overdue(app.clone(), leave(app, user)).await {
        let code = error.code.as_str();
        tracing::warn!(code, %user, "somebody who is gone has not left all groups yet");
    }
    ending::purge_later(app);
}

/// The same for everybody who is gone: what a stop has interrupted.
pub(crate) async fn leave_for_the_gone(app: App) {
    match gone(&app).await {
        Ok(users) => {
            for user in users {
                leave_all(&app, user).await;
            }
        }
        Err(error) => {
            let code = error.code.as_str();
            tracing::warn!(code, "it is not known who is gone and has not left all groups");
        }
    }
}

async fn gone(app: &App) -> Result<Vec<UserId>, ApiError> {
    Ok(store::gone(&mut app.db.read().await?).await?)
}

async fn leave(app: &App, user: UserId) -> Result<(), ApiError> {
    while !app.tasks.is_closed() && leave_some(app, user).await? {}
    Ok(())
}

/// Whether there were any.
async fn leave_some(app: &App, user: UserId) -> Result<bool, ApiError> {
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let groups = store::groups_of(&mut tx, user, SOME).await?;
    let mut all = vec![];
    for id in &groups {
        store::lock(&mut tx, *id).await?;
        if let Some(role) = store::role(&mut tx, *id, user).await? {
            all.push(take_out(&mut tx, &app.clock, *id, (user, role), user).await?);
        }
    }
    // Whoever shared only these with the user learns here who that is now.
    let now = users::as_changed(app, &mut tx, &[user.0]).await?.remove(&user);
    let now = now.map(ServerEvent::UserChanged);
    let changed = |group: &ChatId| Some(Entry::members(*group, now.clone()?));
    let entries = all.iter().flat_map(News::entries).chain(groups.iter().filter_map(changed));
    let entries = entries.collect();
    let effect = || all.iter().for_each(|news| news.take_effect(app));
    sync::commit_then(app, tx, entries, effect).await?;
    Ok(!groups.is_empty())
}
