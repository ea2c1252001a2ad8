//! What someone searches for.

use super::text::{Kind, fold};
use super::tokens::{self, Token};
use std::cmp::Reverse;

/// How many tokens the index is asked for; the text shows the rest.
const TOKENS: usize = 4;

/// The words of a search, folded. A text has them if each occurs in it: where a word begins with
/// a letter of a script with blanks between words, at the beginning of one; else anywhere.
#[derive(Debug)]
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of(search: &str) -> Self {
        Self(fold(search).split_whitespace().map(String::from).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a message that says this is found.
    pub(super) fn are_in(&self, content: &str) -> bool {
        let text = fold(content);
        self.0.iter().all(|word| is_in(word, &text))
    }

    /// What the index is asked for: the longest tokens, which few messages have.
    pub(super) fn tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<_> = self.0.iter().flat_map(|word| tokens::of_word(word)).collect();
        tokens
            .sort_by_cached_key(|token| (Reverse(token.text.chars().count()), token.text.clone()));
        tokens.dedup();
        tokens.truncate(TOKENS);
        tokens
    }
}

fn is_in(word: &str, text: &str) -> bool {
    let begins_anywhere = !word.starts_with(is_spaced);
    let mut from = 0;
    while let Some(found) = text[from..].find(word) {
        let at = from + found;
        if begins_anywhere || !text[..at].ends_with(is_spaced) {
            return true;
        }
        // The next may begin within this one.
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
    false
}

fn is_spaced(c: char) -> bool {
    Kind::of(c) == Kind::Spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_from_its_beginning_on_and_chinese_anywhere() {
        let found = |search: &str, content: &str| Words::of(search).are_in(content);
        assert!(found("hel WOR", "Hello world") && !found("ello", "Hello world"));
        assert!(found("天气", "今天天气很好") && !found("天很", "今天天气很好"));
        assert!(found("100%", "100% sure") && !found("100%", "100 percent"));
        assert!(found("ab-ab", "xab-ab-ab"), "the second begins within the first");
        assert!(found("ＡＢＣ", "abc") && found("ΣΑΣ", "σας"), "width and final letters");
    }

    #[test]
    fn a_text_that_has_a_word_has_its_tokens() {
        let texts = ["Hello, world", "天", "今天hello天气", "a%b", "👩\u{200d}💻!", "ab-ab"];
        for text in texts {
            let indexed = tokens::of_content(&fold(text));
            let has = |token: &Token| {
                let fits =
                    |one: &String| *one == token.text || token.open && one.starts_with(&token.text);
                indexed.iter().any(fits)
            };
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for part in ends.filter(|at| *at > 0).map(|end| &text[..end]) {
                assert!(Words::of(part).are_in(text), "{part} begins {text}");
                assert!(Words::of(part).tokens().iter().all(has), "{part} in {text}: {indexed:?}");
            }
        }
    }
}
