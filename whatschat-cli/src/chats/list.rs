//! Lists of chats and of those in them.

use crate::app::App;
use crate::clock;
use crate::failure::Failure;
use crate::messages::{cut, happening, said};
use crate::state::{State, shown_name};
use crate::text::{Style, Text};
use std::collections::HashMap;
use tokio::task::JoinSet;
use whatschat_client::core::chats::{ChatSummary, ChatType};
use whatschat_client::core::groups::Role;
use whatschat_client::core::id::UserId;
use whatschat_client::core::messages::Message;
use whatschat_client::core::status::Presence;

/// How many people's presence is asked for: one call each.
const PRESENCES: usize = 50;
/// How wide the names of chats are where the terminal is wide.
const NAME: usize = 22;
const WIDE: usize = 75;
/// How wide it is how much is unread.
const UNREAD: usize = 9;
/// How much of the last message is shown.
const PREVIEW: usize = 48;

/// Shows the chats.
pub(super) async fn show(app: &mut App) -> Result<(), Failure> {
    app.reload_fresh().await?;
    let columns = app.context.screen.columns();
    let listed = app.state.chats().iter().map(|known| known.id).collect();
    app.state.number(listed);
    if app.state.chats().is_empty() {
        app.context.screen.note("— no chats yet: /open NAME begins one, /users finds people —");
    }
    for (at, known) in app.state.chats().iter().enumerate() {
        let number = Text::new().dim(&format!("{:>3}  ", at + 1));
        app.context.screen.row(number.then(row(&app.state, known, columns)));
    }
    Ok(())
}

/// A chat on one line: its name, what is unread, when and what was said last.
pub(super) fn row(state: &State, chat: &ChatSummary, columns: Option<usize>) -> Text {
    let unread = match (chat.unread_count, chat.mention_count) {
        (0, _) if chat.marked_unread => "unread".into(),
        (0, _) => String::new(),
        (count, 0) => format!("{count} new"),
        (count, _) => format!("{count} new @"),
    };
    let (name, width) = (Text::new().word(Style::Bold, state.title_of(chat)), name_width(columns));
    let name = if width < NAME { name.cut_to(width) } else { name };
    let mut row = name.pad_to(width).plain(" ");
    row = row.word(Style::Warning, &unread).pad_to(width + UNREAD).plain(" ");
    for (is_so, word) in [(chat.settings.muted, "muted "), (chat.settings.archived, "archived ")] {
        row = row.dim(if is_so { word } else { "" });
    }
    match &chat.last_message {
        Some(last) => row.then(preview(state, last)),
        None => row.dim("no messages yet"),
    }
}

/// How wide the names are: what was said last needs room too.
fn name_width(columns: Option<usize>) -> usize {
    columns.filter(|&columns| columns < WIDE).map_or(NAME, |columns| (columns / 4).max(8))
}

fn preview(state: &State, last: &Message) -> Text {
    let text = Text::new().dim(&clock::short(last.created_at, clock::now())).plain(" ");
    let sender = state.name(last.sender_id).unwrap_or("somebody");
    let text = text.plain(if state.is_me(last.sender_id) { "you" } else { sender });
    if let Some(words) = happening(last, state) {
        return text.dim(" ").dim(&words);
    }
    let text = text.plain(": ");
    if last.deleted_at.is_some() {
        return text.dim("(deleted)");
    }
    let (label, words) = said(last);
    text.dim(&cut(&format!("{label} {words}"), PREVIEW))
}

/// Shows who is in the open chat.
pub(super) async fn who(app: &mut App) -> Result<(), Failure> {
    let chat = app.context.client.chats().get(app.open_id()?).await?;
    let ids = chat.participants.iter().map(|person| person.id).take(PRESENCES);
    let presences = presences(app, ids).await;
    for person in &chat.participants {
        let mut text = Text::new()
            .plain("  ")
            .person(shown_name(person.id, &person.username))
            .pad_to(24)
            .plain(" ");
        text = match presences.get(&person.id) {
            Some(presence) => text.then(presence_text(*presence)),
            None => text,
        };
        let notes = [
            (app.state.is_me(person.id), "  you"),
            (chat.r#type == ChatType::Group && person.role == Role::Admin, "  admin"),
        ];
        for (_, note) in notes.into_iter().filter(|(is_so, _)| *is_so) {
            text = text.dim(note);
        }
        app.context.screen.show(text);
    }
    Ok(())
}

/// A presence in its colour.
pub(crate) fn presence_text(presence: Presence) -> Text {
    let style = match presence {
        Presence::Online => Style::Good,
        Presence::Away | Presence::Busy => Style::Warning,
        Presence::Invisible | Presence::Offline => Style::Dim,
    };
    Text::new().word(style, presence.as_str())
}

async fn presences(app: &App, ids: impl Iterator<Item = UserId>) -> HashMap<UserId, Presence> {
    let mut calls = JoinSet::new();
    for id in ids {
        let client = app.context.client.clone();
        calls.spawn(async move { client.users().get(id).await });
    }
    let users = calls.join_all().await.into_iter().flatten();
    users.map(|user| (user.id, user.presence)).collect()
}
