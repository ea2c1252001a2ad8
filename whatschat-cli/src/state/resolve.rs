//! Finds out which chat or person is meant by what somebody typed.

use super::{Known, State};
use whatschat_client::core::chats::ChatType;
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
    /// Several chats have this name: their numbers in the list, from 1.
    Several(Vec<usize>),
    /// Nothing that could have this name.
    Nothing,
}

/// Resolves a number of the list, a chat's id, a chat's name, or a user name (`@bob` is only that).
pub(crate) fn resolve(state: &State, text: &str) -> Resolution {
    let text = text.trim();
    if let Some(name) = text.strip_prefix('@') {
        return person(state, name);
    }
    if let Some(known) = by_number(state, text) {
        return Resolution::Chat(known.chat.id);
    }
    if let Ok(id) = text.parse() {
        return Resolution::Chat(id);
    }
    by_name(state, text)
}

fn by_number<'a>(state: &'a State, text: &str) -> Option<&'a Known> {
    let number: usize = text.parse().ok()?;
    state.chats().get(number.checked_sub(1)?)
}

fn by_name(state: &State, text: &str) -> Resolution {
    let named: Vec<usize> = numbers(state, |name| name == text);
    let named = if named.is_empty() {
        numbers(state, |name| name.to_lowercase() == text.to_lowercase())
    } else {
        named
    };
    match named.as_slice() {
        [] => person(state, text),
        [number] => one(state, &state.chats()[number - 1], text),
        _ => Resolution::Several(named),
    }
}

/// One chat has the name; a group's may also be a person's.
fn one(state: &State, known: &Known, text: &str) -> Resolution {
    let id = known.chat.id;
    let may_be_person = known.chat.r#type == ChatType::Group && is_username(text);
    match state.private_with(text) {
        Some(private) if private.chat.id != id => {
            Resolution::Several(numbers_of(state, [id, private.chat.id]))
        }
        Some(_) => Resolution::Chat(id),
        None if may_be_person => Resolution::PersonOrGroup(text.into(), id),
        None => Resolution::Chat(id),
    }
}

fn person(state: &State, name: &str) -> Resolution {
    match state.private_with(name) {
        Some(known) => Resolution::Chat(known.chat.id),
        None if is_username(name) => Resolution::Person(name.into()),
        None => Resolution::Nothing,
    }
}

fn numbers(state: &State, fits: impl Fn(&str) -> bool) -> Vec<usize> {
    let all = state.chats().iter().enumerate();
    all.filter(|(_, known)| fits(&known.chat.name)).map(|(at, _)| at + 1).collect()
}

fn numbers_of(state: &State, ids: [ChatId; 2]) -> Vec<usize> {
    let all = state.chats().iter().enumerate();
    all.filter(|(_, known)| ids.contains(&known.chat.id)).map(|(at, _)| at + 1).collect()
}

/// Whether it is shaped like a user name, as the contract has it.
fn is_username(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (3..=20).contains(&text.len()) && text.bytes().all(fits)
}
