//! Makes one's own name stand out in what others say.

use crate::state::State;
use crate::text::{Style, Text};
use whatschat_client::core::messages::Message;

/// Adds the text of a message, with `@` and one's name in a colour where it mentions one.
pub(super) fn body(text: Text, message: &Message, words: &str, state: &State) -> Text {
    let mentions_me = message.mentions.iter().any(|user| state.is_me(*user));
    match state.own_name().filter(|_| mentions_me) {
        Some(name) => highlighted(text, words, name),
        None => text.body(Style::Plain, words),
    }
}

fn highlighted(mut text: Text, words: &str, name: &str) -> Text {
    let mut rest = words;
    while let Some((start, end)) = find(rest, name) {
        text = text.body(Style::Plain, &rest[..start]).word(Style::Warning, &rest[start..end]);
        rest = &rest[end..];
    }
    text.body(Style::Plain, rest)
}

/// Where `@name` stands, as a word of its own.
fn find(text: &str, name: &str) -> Option<(usize, usize)> {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    text.match_indices('@').map(|(at, _)| (at, at + 1 + name.len())).find(|&(at, end)| {
        let is_name = |found: &str| found.eq_ignore_ascii_case(name);
        text.get(at + 1..end).is_some_and(is_name) && ends(&text[end..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_a_whole_word() {
        assert_eq!(find("so, @Bob: yes", "bob"), Some((4, 8)));
        assert_eq!(find("@bobby and @bob", "bob"), Some((11, 15)));
        for other in ["bob", "@bob_2", "@bo", "@你好", "a@"] {
            assert_eq!(find(other, "bob"), None, "{other}");
        }
    }

    #[test]
    fn what_stands_around_it_stays() {
        let shown = highlighted(Text::new(), "@bob, and you?\n@BOB!", "bob").render(None, false);
        assert_eq!(shown, "@bob, and you?\n      @BOB!");
    }
}
