//! Presence: the rules.

pub(crate) mod api;
pub(crate) mod store;

use crate::app::App;
use crate::error::ApiError;
use crate::http::Caller;
use std::collections::HashSet;
use whatschat_core::Locale;
use whatschat_core::id::UserId;
use whatschat_core::locale::Text;
use whatschat_core::socket::ServerEvent;
use whatschat_core::status::{
    ChangedStatus, ChosenPresence, Presence, StatusOption, UpdateStatus, UserStatusChanged,
};
use whatschat_core::time::Timestamp;

pub(crate) async fn choose(
    app: &App,
    caller: Caller,
    request: UpdateStatus,
) -> Result<ChangedStatus, ApiError> {
    let now = app.clock.now();
    let _in_order = app.changes.lock().await;
    let mut tx = app.db.write().await?;
    let before = store::set_presence(&mut tx, caller.user, request.status, now).await?;
    let seen =
        app.hub.is_connected(caller.user) && before.to_others() != request.status.to_others();
    if seen && !request.status.to_others().is_there() {
        store::set_last_seen(&mut tx, caller.user, now).await?;
    }
    tx.commit().await?;
    if seen {
        announce(
            app,
            &app.hub.acquaintances(caller.user),
            caller.user,
            request.status.to_others(),
            now,
        );
    }
    Ok(ChangedStatus { status: request.status, updated_at: now })
}

/// A user's first socket has opened.
pub(crate) async fn arrived(app: &App, user: UserId) -> Result<(), ApiError> {
    let chosen = store::chosen(&mut app.db.read().await?, user).await?;
    if chosen.to_others().is_there() {
        announce(app, &app.hub.acquaintances(user), user, chosen.to_others(), app.clock.now());
    }
    Ok(())
}

/// A user's last socket has closed. `last_seen` says so only of those who could be seen.
pub(crate) async fn left(
    app: &App,
    user: UserId,
    acquaintances: &HashSet<UserId>,
) -> Result<(), ApiError> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let chosen = store::chosen(&mut tx, user).await?;
    if chosen.to_others().is_there() {
        store::set_last_seen(&mut tx, user, now).await?;
        tx.commit().await?;
        if !app.hub.is_connected(user) {
            announce(app, acquaintances, user, Presence::Offline, now);
        }
    }
    Ok(())
}

fn announce(app: &App, to: &HashSet<UserId>, user_id: UserId, status: Presence, now: Timestamp) {
    let last_seen = (!status.is_there()).then_some(now);
    let event = ServerEvent::UserStatusChanged(UserStatusChanged { user_id, status, last_seen });
    app.hub.send_to_users(to, &event);
}

/// The presences that one can choose, in words.
pub(crate) fn options(locale: Locale) -> Vec<StatusOption> {
    let option = |key, label: Text, description: Text| StatusOption {
        key,
        label: label.to(locale).into(),
        description: description.to(locale).into(),
    };
    vec![
        option(
            ChosenPresence::Online,
            Text { zh: "在线", en: "Online" },
            Text { zh: "用户当前在线", en: "The user is there" },
        ),
        option(
            ChosenPresence::Away,
            Text { zh: "离开", en: "Away" },
            Text { zh: "用户暂时离开", en: "The user is away for a while" },
        ),
        option(
            ChosenPresence::Busy,
            Text { zh: "忙碌", en: "Busy" },
            Text { zh: "用户正在忙碌", en: "The user is busy" },
        ),
        option(
            ChosenPresence::Invisible,
            Text { zh: "隐身", en: "Invisible" },
            Text { zh: "用户隐身在线", en: "The user is there and looks offline" },
        ),
    ]
}
