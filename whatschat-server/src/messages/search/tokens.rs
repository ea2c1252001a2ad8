//! What of a text goes into the search's index: its tokens.
//!
//! Both databases index the same ones. An index finds messages that have the tokens of a search;
//! whether they have its words as they stand is then seen in their texts.

use super::text::{Kind, runs};
use std::collections::BTreeSet;

/// How many letters of a word are indexed.
const LETTERS: usize = 32;

/// A piece of a text that is indexed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::messages) struct Token {
    pub(in crate::messages) text: String,
    /// In a search: longer tokens that begin with it are meant too.
    pub(in crate::messages) open: bool,
}

/// All tokens of a folded text.
pub(super) fn of_content(folded: &str) -> BTreeSet<String> {
    let tokens = runs(folded).flat_map(|run| match run.kind {
        Kind::Unspaced => pairs(run.text).chain(last(run.text)).collect(),
        _ => vec![token(run.text, run.kind)],
    });
    tokens.collect()
}

/// The tokens that a text has if it has this folded word of a search.
pub(super) fn of_word(word: &str) -> Vec<Token> {
    let whole = |text| Token { text, open: false };
    let tokens = runs(word).flat_map(|run| match run.kind {
        Kind::Unspaced if run.text.chars().nth(1).is_some() => pairs(run.text).map(whole).collect(),
        // A letter of its own is the first of a pair, or the last of all.
        Kind::Unspaced => vec![Token { text: run.text.into(), open: true }],
        Kind::Spaced => {
            let open = run.is_last && run.text.chars().count() < LETTERS;
            vec![Token { text: token(run.text, run.kind), open }]
        }
        Kind::Sign => vec![whole(token(run.text, run.kind))],
    });
    tokens.collect()
}

/// Chinese has no blanks between words: every two neighbours are a token, and the last letter.
fn pairs(run: &str) -> impl Iterator<Item = String> {
    run.chars().zip(run.chars().skip(1)).map(|(one, next)| format!("{one}{next}"))
}

fn last(run: &str) -> Option<String> {
    run.chars().next_back().map(String::from)
}

fn token(text: &str, kind: Kind) -> String {
    match kind {
        Kind::Sign => text.chars().map(harmless).collect(),
        _ => text.chars().take(LETTERS).collect(),
    }
}

/// ASCII's signs mean something to the databases: letters for private use stand for them.
fn harmless(sign: char) -> char {
    if sign.is_ascii() { char::from_u32(0xe000 + u32::from(sign)).unwrap_or(sign) } else { sign }
}
