//! A message as a line of text.

use super::{happening, mentioned};
use crate::clock;
use crate::state::State;
use crate::text::{Style, Text};
use whatschat_client::core::messages::{Message, MessageType, Reaction};

/// What a newer server told.
pub(crate) const UNREADABLE: &str =
    "Something happened that this version cannot show: update whatschat.";
/// Stands for a sender whom nobody knows any more.
pub(super) const SOMEBODY: &str = "somebody";
/// How much of a quoted message is shown.
const QUOTED: usize = 30;

/// A message as one line begins it: `12:03 [family] bob: hi`. Names come from `state`.
pub(super) fn text(message: &Message, chat: Option<&str>, state: &State) -> Text {
    let name = |id| state.name(id).unwrap_or(SOMEBODY);
    let mut text = Text::new().dim(&clock::short(message.created_at, clock::now())).plain(" ");
    if let Some(chat) = chat {
        text = text.plain("[").word(Style::Bold, chat).plain("] ");
    }
    text = text.person(name(message.sender_id));
    if let Some(words) = happening::words(message, state) {
        return text.dim(" ").dim(&words);
    }
    if message.deleted_at.is_some() {
        return text.dim(" — this message was deleted");
    }
    text = text.plain(": ");
    if let Some(sender) = message.forwarded_from {
        text = text.dim(&format!("(from {}) ", name(sender)));
    }
    if let Some(quote) = &message.reply_to {
        text = text.dim(&answering(name(quote.sender_id), &quote.content));
    }
    let (label, words) = said(message);
    let blank = if label.is_empty() || words.is_empty() { "" } else { " " };
    let text = mentioned::body(text.dim(&label).plain(blank), message, words, state);
    let text = if message.edited_at.is_some() { text.dim(" (edited)") } else { text };
    if message.reactions.is_empty() {
        return text;
    }
    text.plain(" ").dim(&reactions(&message.reactions))
}

/// What stands before an answer: the first words of what it answers, none where that is gone.
pub(super) fn answering(sender: &str, content: &str) -> String {
    let said =
        if content.is_empty() { String::new() } else { format!(": {}", cut(content, QUOTED)) };
    format!("(to {sender}{said}) ")
}

/// The first `count` characters of a text, on one line.
pub(crate) fn cut(text: &str, count: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(count).collect();
    if cut.len() < line.len() { cut + "…" } else { cut }
}

/// Reactions on one line: `👍 2 🎉`.
pub(super) fn reactions(reactions: &[Reaction]) -> String {
    let one = |reaction: &Reaction| match reaction.count {
        1 => reaction.emoji.clone(),
        count => format!("{} {count}", reaction.emoji),
    };
    reactions.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// What a message carries besides text, such as `[file plan.pdf]`, and its text.
pub(crate) fn said(message: &Message) -> (String, &str) {
    let name = message.metadata.get("name").and_then(|name| name.as_str());
    let label = match (message.r#type, name) {
        (MessageType::Text, _) => String::new(),
        (kind, Some(name)) => format!("[{} {name}]", kind.as_str()),
        (kind, None) => format!("[{}]", kind.as_str()),
    };
    // What was sent without words has its name for content, and the label has that already.
    let content = message.content.as_str();
    (label, if name == Some(content) { "" } else { content })
}
