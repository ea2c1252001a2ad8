//! Opens a chat.

use super::directory::find_or_begin;
use crate::app::{App, Link};
use crate::failure::Failure;
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
    app.reload_fresh().await?;
    let id = find_or_begin(&app.context, &mut app.state, text).await?;
    enter(app, id).await
}

/// Opens a chat.
pub(crate) async fn enter(app: &mut App, id: ChatId) -> Result<(), Failure> {
    if app.state.chat(id).is_none() {
        // It has just begun, or was removed from the list and can be read all the same.
        app.learn_chat(id).await?;
    }
    let name = app.state.title(id).unwrap_or("chat").to_owned();
    let unread = app.state.chat(id).map_or(0, |known| known.unread_count);
    let count = u32::try_from(unread.clamp(SHOWN, SHOWN_MOST)).unwrap_or(u32::MAX);
    app.open_timeline(id, name, count).await?;
    app.context.screen.note(&headline(app, id).await);
    app.show_opened().await
}

async fn headline(app: &App, id: ChatId) -> String {
    let name = app.state.title(id).unwrap_or("chat");
    let Some(known) = app.state.chat(id) else { return format!("— {name} —") };
    let people = &known.participants;
    if known.r#type == ChatType::Group {
        let people = match known.participant_count {
            1 => "nobody but you".into(),
            count => format!("{count} people; /who shows them"),
        };
        return format!("— {name}: {people} —");
    }
    let peer = people.iter().find(|person| !app.state.is_me(person.id));
    let Some(peer) = peer.filter(|_| app.link != Link::Down) else {
        return format!("— {name} —");
    };
    match app.context.client.users().get(peer.id).await {
        Ok(user) => format!("— {name} is {}; status: {} —", user.presence.as_str(), user.status),
        Err(_) => format!("— {name} —"),
    }
}

impl App {
    /// Asks the server for a chat that the store does not know.
    pub(crate) async fn learn_chat(&mut self, id: ChatId) -> Result<(), Failure> {
        let chat = self.context.client.chats().get(id).await?;
        self.state.entitle(id, &chat.name);
        for person in &chat.participants {
            self.state.learn(person.id, &person.username);
        }
        Ok(())
    }
}
