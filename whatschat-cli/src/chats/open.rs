//! Opens a chat.

use super::directory::find_or_begin;
use crate::app::App;
use crate::failure::Failure;
use crate::state::Open;
use whatschat_client::core::chats::ChatType;
use whatschat_client::core::id::ChatId;

/// How many messages are shown at least.
const SHOWN: u64 = 20;
/// How many at most, however many are unread.
const SHOWN_MOST: u64 = 200;

/// Opens the chat that is meant by `text`.
pub(super) async fn open(app: &mut App, text: &str) -> Result<(), Failure> {
    if !app.context.is_logged_in() {
        return Err(Failure::NotLoggedIn);
    }
    if app.state.chats().is_empty() {
        app.refresh_chats().await?;
    }
    let id = find_or_begin(&app.context, &mut app.state, text).await?;
    enter(app, id).await
}

/// Opens a chat.
pub(crate) async fn enter(app: &mut App, id: ChatId) -> Result<(), Failure> {
    if app.state.chat(id).is_none() {
        app.refresh_chats().await?;
    }
    let (name, unread) = match app.state.chat(id) {
        Some(known) => (known.chat.name.clone(), known.chat.unread_count),
        // A chat that was removed from the list, but can be read all the same.
        None => (app.context.client.chats().get(id).await?.name, 0),
    };
    app.state.open = Some(Open::new(id, name));
    app.context.screen.note(&headline(app, id).await);
    let count = unread.clamp(SHOWN, SHOWN_MOST);
    app.show_history(None, u32::try_from(count).unwrap_or(u32::MAX)).await?;
    let newest = app.open_chat()?.newest().unwrap_or(0);
    if let Some(known) = app.state.chat_mut(id) {
        known.chat.unread_count = 0;
        known.seen.complete(newest);
    }
    Ok(())
}

async fn headline(app: &App, id: ChatId) -> String {
    let Some(known) = app.state.chat(id) else { return "— opened —".into() };
    let people = &known.chat.participants;
    let name = &known.chat.name;
    if known.chat.r#type == ChatType::Group {
        let people = match known.chat.participant_count {
            1 => "nobody but you".into(),
            count => format!("{count} people; /who shows them"),
        };
        return format!("— {name}: {people} —");
    }
    let Some(peer) = people.iter().find(|person| !app.state.is_me(person.id)) else {
        return format!("— {name} —");
    };
    match app.context.client.users().get(peer.id).await {
        Ok(user) => format!("— {name} is {}; status: {} —", user.presence.as_str(), user.status),
        Err(_) => format!("— {name} —"),
    }
}
