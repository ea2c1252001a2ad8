//! Finds out which chat or person is meant by what somebody typed.

use super::State;
use whatschat_client::core::chats::{ChatSummary, ChatType};
use whatschat_client::core::id::ChatId;

/// What was meant.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Resolution {
    /// This chat.
    Chat(ChatId),
    /// The person of this name, with whom no chat is known.
    Person(String),
    /// The person of this name if there is one; else this group. Guessing would let anyone
    /// receive what was meant for a group, or for a person, by taking its name.
    PersonOrGroup(String, ChatId),
    /// Any of these chats.
    Several(Vec<ChatId>),
    /// Nothing that could have this name.
    Nothing,
}

/// Resolves a number that people saw, a chat's id, a chat's name, or a user name (`@bob` is only
/// that).
pub(crate) fn resolve(state: &State, text: &str) -> Resolution {
    let text = text.trim();
    if let Some(name) = text.strip_prefix('@') {
        return person(state, name);
    }
    if let Some(id) = text.parse().ok().and_then(|number| state.numbered(number)) {
        return Resolution::Chat(id);
    }
    text.parse().map_or_else(|_| by_name(state, text), Resolution::Chat)
}

fn by_name(state: &State, text: &str) -> Resolution {
    let exact = named(state, |name| name == text);
    let named = match exact.as_slice() {
        [] => named(state, |name| name.to_lowercase() == text.to_lowercase()),
        _ => exact,
    };
    match named.as_slice() {
        [] => person(state, text),
        [known] => one(state, known, text),
        several => Resolution::Several(several.iter().map(|known| known.id).collect()),
    }
}

fn named(state: &State, fits: impl Fn(&str) -> bool) -> Vec<&ChatSummary> {
    state.chats().iter().filter(|known| fits(state.title_of(known))).collect()
}

/// One chat has the name; a group's may also be a person's.
fn one(state: &State, known: &ChatSummary, text: &str) -> Resolution {
    let id = known.id;
    let may_be_person = known.r#type == ChatType::Group && is_username(text);
    match state.private_with(text) {
        Some(private) if private.id != id => Resolution::Several(vec![id, private.id]),
        Some(_) => Resolution::Chat(id),
        None if may_be_person => Resolution::PersonOrGroup(text.into(), id),
        None => Resolution::Chat(id),
    }
}

fn person(state: &State, name: &str) -> Resolution {
    match state.private_with(name) {
        Some(known) => Resolution::Chat(known.id),
        None if is_username(name) => Resolution::Person(name.into()),
        None => Resolution::Nothing,
    }
}

/// Whether it is shaped like a user name, as the contract has it.
fn is_username(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (3..=20).contains(&text.len()) && text.bytes().all(fits)
}
