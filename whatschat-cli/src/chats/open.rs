//! Opens a chat.

use super::directory::{TYPED, find_or_begin};
use crate::app::{App, Link, in_time};
use crate::failure::Failure;
use crate::state::{Resolution, resolve};
use whatschat_client::core::chats::{Chat, ChatType, Participant};
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
    let opened = match find(app, text).await {
        Ok(id) => enter(app, id).await,
        Err(failure) => Err(failure),
    };
    if opened.is_err() {
        stay(app);
    }
    opened
}

/// Stays in the chat of before, and says so. A script does not see that, and its next line was not
/// meant for that chat: there it is closed.
fn stay(app: &mut App) {
    let text = if app.input.is_script() {
        app.close_chat().map(|name| format!("— {name} is closed —"))
    } else {
        app.doubt_what_was_typed_ahead();
        app.state.open.as_ref().map(|open| format!("— still in {} —", open.name))
    };
    text.into_iter().for_each(|text| app.context.screen.note(&text));
}

async fn find(app: &mut App, text: &str) -> Result<ChatId, Failure> {
    app.reload_fresh().await?;
    let Resolution::PersonOrGroup(_, group) = resolve(&app.state, text) else {
        return find_or_begin(&app.context, &mut app.state, text, TYPED).await;
    };
    match in_time(find_or_begin(&app.context, &mut app.state, text, TYPED)).await {
        // Only the server knows whether somebody has that name, too.
        None | Some(Err(Failure::Away(_))) => {
            let name = app.state.title(group).unwrap_or(text);
            let doubt = format!("— the group {name}; a person of that name would be @{text} —");
            app.context.screen.note(&doubt);
            Ok(group)
        }
        Some(found) => found,
    }
}

/// Opens a chat.
pub(crate) async fn enter(app: &mut App, id: ChatId) -> Result<(), Failure> {
    let known = app.state.chat(id);
    let unread = known.map_or(0, |known| known.unread_count);
    let (kind, people) = match known {
        Some(known) => (known.r#type, known.participants.clone()),
        // It has just begun, or was removed from the list and can be read all the same.
        None => {
            let chat = app.learn_chat(id).await?;
            (chat.r#type, chat.participants)
        }
    };
    let name = app.state.title(id).unwrap_or("chat").to_owned();
    let count = u32::try_from(unread.clamp(SHOWN, SHOWN_MOST)).unwrap_or(u32::MAX);
    app.open_timeline(id, name.clone(), count).await?;
    let about = match kind {
        ChatType::Group => group(app, id, people.len()),
        ChatType::Private => peer(app, &people).await,
    };
    app.context
        .screen
        .note(&about.map_or(format!("— {name} —"), |about| format!("— {name}{about} —")));
    app.show_opened().await
}

/// How many are in a group; a list of chats names only some of them.
fn group(app: &App, id: ChatId, named: usize) -> Option<String> {
    let count = app.state.chat(id).map_or(named, |known| known.participant_count as usize);
    Some(match count {
        1 => ": nobody but you".into(),
        count => format!(": {count} people; /who shows them"),
    })
}

/// How the other one of a private chat is, where the server says so.
pub(crate) async fn peer(app: &App, people: &[Participant]) -> Option<String> {
    let peer = people.iter().find(|person| !app.state.is_me(person.id))?;
    if app.connection.link == Link::Down {
        return None;
    }
    let user = app.context.client.users().get(peer.id).await.ok()?;
    Some(format!(" is {}; status: {}", user.presence.as_str(), user.status))
}

impl App {
    /// Asks the server for a chat that the store does not know.
    pub(crate) async fn learn_chat(&mut self, id: ChatId) -> Result<Chat, Failure> {
        let chat = self.context.client.chats().get(id).await?;
        self.state.entitle(id, &chat.name);
        for person in &chat.participants {
            self.state.learn(person.id, &person.username);
        }
        Ok(chat)
    }
}
