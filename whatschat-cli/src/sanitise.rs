//! Makes text from elsewhere harmless to a terminal.
//!
//! Names, messages and errors come from people who may wish the reader ill: an escape sequence
//! can rewrite the screen, a bidi override can turn a sentence round, a zero-width space can make
//! one name look like another. Such characters are shown as `\u{1b}` instead of being obeyed.

use std::fmt::Write as _;

/// Characters that are obeyed or vanish instead of being seen, apart from Unicode's controls.
const UNSEEN: [(char, char); 19] = [
    ('\u{ad}', '\u{ad}'),       // soft hyphen
    ('\u{34f}', '\u{34f}'),     // grapheme joiner
    ('\u{61c}', '\u{61c}'),     // Arabic letter mark
    ('\u{115f}', '\u{1160}'),   // Hangul fillers
    ('\u{17b4}', '\u{17b5}'),   // Khmer vowels that show nothing
    ('\u{180b}', '\u{180f}'),   // Mongolian separators
    ('\u{200b}', '\u{200f}'),   // zero-width, direction marks
    ('\u{2028}', '\u{202e}'),   // line and paragraph separators, bidi embeddings and overrides
    ('\u{2060}', '\u{206f}'),   // word joiner, bidi isolates, deprecated controls
    ('\u{2800}', '\u{2800}'),   // blank Braille
    ('\u{3164}', '\u{3164}'),   // Hangul filler
    ('\u{fe00}', '\u{fe0f}'),   // variation selectors
    ('\u{feff}', '\u{feff}'),   // byte order mark
    ('\u{ffa0}', '\u{ffa0}'),   // Hangul filler
    ('\u{fff0}', '\u{fffb}'),   // annotations
    ('\u{13430}', '\u{1343f}'), // joiners of hieroglyphs
    ('\u{1bca0}', '\u{1bca3}'), // shorthand controls
    ('\u{1d173}', '\u{1d17a}'), // musical controls
    ('\u{e0000}', '\u{e0fff}'), // tags
];

const JOINER: char = '\u{200d}';
/// Has what is before it shown in colour.
const COLOURED: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

/// Whether a terminal would act on `c`, or hide it, instead of showing it.
fn is_unseen(c: char) -> bool {
    c.is_control() || UNSEEN.iter().any(|&(first, last)| (first..=last).contains(&c))
}

/// A text of one line: line feeds and tabs are shown as escapes too.
pub(crate) fn line(text: &str) -> String {
    escaped(text, |_| false)
}

/// A text of many lines: line feeds and tabs stay.
pub(crate) fn lines(text: &str) -> String {
    escaped(text, |c| c == '\n' || c == '\t')
}

/// Whether [`line()`] would leave `text` as it is.
pub(crate) fn is_harmless(text: &str) -> bool {
    line(text) == text
}

fn escaped(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let is_kept = keep(c) || !is_unseen(c) || makes_emoji(before, c, chars.peek().copied());
        if is_kept {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
        before = is_kept.then_some(c);
    }
    out
}

/// Families and flags are emoji held together by joiners, and hearts are red by a selector: between
/// two emoji the one, and behind one the other, deceives nobody.
fn makes_emoji(before: Option<char>, c: char, after: Option<char>) -> bool {
    let is_joined = |c| is_emoji(c) || c == COLOURED;
    match c {
        JOINER => before.is_some_and(is_joined) && after.is_some_and(is_emoji),
        COLOURED => before.is_some_and(|base| is_coloured(base, after)),
        _ => false,
    }
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{27bf}' | '\u{2900}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether there is a coloured form of a character: of digits and the like only on keys.
fn is_coloured(c: char, after: Option<char>) -> bool {
    match c {
        '0'..='9' | '#' | '*' => after == Some(KEYCAP),
        '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | '〰' | '〽' | '㊗' | '㊙' => true,
        _ => is_emoji(c),
    }
}

/// JSON for programs, on one line, in which what a terminal would act on is written `\u001b`.
pub(crate) fn json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unseen(c) {
            push_json_escape(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

fn push_json_escape(out: &mut String, c: char) {
    let mut units = [0; 2];
    for unit in c.encode_utf16(&mut units) {
        // Writing to a `String` cannot fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod fuzzed;
#[cfg(test)]
mod tests;
