//! Presence: the rules.

pub(crate) mod api;
mod departures;
pub(crate) mod store;

pub(crate) use departures::Departures;

use crate::app::App;
use crate::chats;
use crate::error::ApiError;
use crate::http::{Caller, unless_overdue};
use crate::socket::Departed;
use std::collections::HashSet;
use whatschat_core::id::UserId;
use whatschat_core::locale::Text;
use whatschat_core::socket::ServerEvent;
use whatschat_core::status::{
    ChangedStatus, ChosenPresence, Presence, StatusOption, Typing, UpdateStatus, UserStatusChanged,
    UserTyping,
};
use whatschat_core::time::Timestamp;
use whatschat_core::{ErrorCode, Locale};

pub(crate) async fn choose(
    app: &App,
    caller: Caller,
    request: UpdateStatus,
) -> Result<ChangedStatus, ApiError> {
    let now = app.clock.now();
    let _in_order = app.changes.begin().await?;
    let mut tx = app.db.write().await?;
    let before = store::set_presence(&mut tx, caller.user, request.status, now).await?;
    // Who was not shown yet will be as they have chosen now.
    let seen =
        app.hub.shown_as(caller.user).is_some() && before.to_others() != request.status.to_others();
    if seen && !request.status.to_others().is_there() {
        store::set_last_seen(&mut tx, caller.user, now).await?;
    }
    tx.commit().await?;
    if seen {
        let event = change(caller.user, request.status.to_others(), now);
        app.hub.show_as(caller.user, request.status.to_others());
        app.hub.send_to_acquaintances(caller.user, &event);
    }
    Ok(ChangedStatus { status: request.status, updated_at: now })
}

/// A user's socket has opened: they are shown, unless they were on account of another.
pub(crate) async fn arrived(app: &App, user: UserId) -> Result<(), ApiError> {
    if app.hub.shown_as(user).is_some() {
        return Ok(());
    }
    let _in_order = app.changes.begin().await?;
    let chosen = store::chosen(&mut app.db.read().await?, user).await?;
    if app.hub.shown_as(user).is_none() {
        app.hub.show_as(user, chosen.to_others());
        if chosen.to_others().is_there() {
            let event = change(user, chosen.to_others(), app.clock.now());
            app.hub.send_to_acquaintances(user, &event);
        }
    }
    Ok(())
}

/// A user's last socket has closed.
pub(crate) async fn depart(app: &App, user: UserId, departed: &Departed) {
    if let Err(error) = unless_overdue(app.clone(), left(app, user, departed)).await {
        tracing::warn!(code = error.code.as_str(), "a user's leaving was not noted");
    }
}

/// Tells the others. `last_seen` says so only of those who could be seen.
async fn left(app: &App, user: UserId, departed: &Departed) -> Result<(), ApiError> {
    if !departed.shown.is_some_and(Presence::is_there) {
        return Ok(());
    }
    let now = app.clock.now();
    // Not under the lock: of thousands who leave at once, many are noted together. The others are
    // told also where it cannot be noted.
    let noted = app.departures.note(user, now).await;
    let _in_order = loop {
        if let Ok(turn) = app.changes.begin().await {
            break turn;
        }
    };
    // Whoever has come back by then was shown anew, unless they hide now.
    if !app.hub.shown_as(user).is_some_and(Presence::is_there) {
        app.hub.send_to_users(&departed.acquaintances, &change(user, Presence::Offline, now));
    }
    noted.map_err(|_| ErrorCode::Unavailable.into())
}

/// Tells the others of a small chat; nobody across a block, or where one hides.
pub(crate) async fn typing(app: &App, caller: Caller, request: Typing) -> Result<(), ApiError> {
    let Typing { chat_id, typing } = request;
    let mut conn = app.db.read().await?;
    chats::membership(&mut conn, chat_id, caller.user).await?;
    if store::shows_typing(&mut conn, chat_id, caller.user).await? {
        let event = UserTyping { chat_id, user_id: caller.user, typing };
        app.hub.send_to_others(chat_id, caller.user, &ServerEvent::UserTyping(event));
    }
    Ok(())
}

fn change(user_id: UserId, status: Presence, now: Timestamp) -> ServerEvent {
    let last_seen = (!status.is_there()).then_some(now);
    ServerEvent::UserStatusChanged(UserStatusChanged { user_id, status, last_seen })
}

/// A user's account has ended: whoever would be told of their presence sees them go.
pub(crate) fn gone(app: &App, user: UserId, chosen: ChosenPresence, now: Timestamp) {
    if app.hub.is_connected(user) && chosen.to_others().is_there() {
        app.hub.show_as(user, Presence::Offline);
        app.hub.send_to_acquaintances(user, &change(user, Presence::Offline, now));
    }
}

/// A block has come between two users, or none is left: each sees the other go, or come back.
pub(crate) fn show_apart(app: &App, [one, other]: [(UserId, ChosenPresence); 2], apart: bool) {
    if !app.hub.set_apart(one.0, other.0, apart) {
        return;
    }
    for ((user_id, chosen), to) in [(one, other.0), (other, one.0)] {
        let there = chosen.to_others();
        let status = if apart { Presence::Offline } else { there };
        let change = UserStatusChanged { user_id, status, last_seen: None };
        if there.is_there() {
            app.hub.send_to_users(&HashSet::from([to]), &ServerEvent::UserStatusChanged(change));
        }
    }
}

/// Each presence that one can choose, with its name and a sentence about it.
const OPTIONS: [(ChosenPresence, Text, Text); 4] = [
    (ChosenPresence::Online, text("在线", "Online"), text("用户当前在线", "The user is there")),
    (
        ChosenPresence::Away,
        text("离开", "Away"),
        text("用户暂时离开", "The user is away for a while"),
    ),
    (ChosenPresence::Busy, text("忙碌", "Busy"), text("用户正在忙碌", "The user is busy")),
    (
        ChosenPresence::Invisible,
        text("隐身", "Invisible"),
        text("用户隐身在线", "The user is there and looks offline"),
    ),
];

const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

/// The presences that one can choose, in words.
pub(crate) fn options(locale: Locale) -> Vec<StatusOption> {
    let option = |(key, label, description): (ChosenPresence, Text, Text)| StatusOption {
        key,
        label: label.to(locale).into(),
        description: description.to(locale).into(),
    };
    OPTIONS.map(option).to_vec()
}
