//! Texts as a search compares them.

use unicode_normalization::UnicodeNormalization;

/// A text without regard to case, width and what cannot be seen.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        // The same for it, in a tenth of the time.
        return text.chars().filter(|c| !is_unseen(*c)).map(|c| c.to_ascii_lowercase()).collect();
    }
    let letters = text.nfkc().filter(|c| !is_unseen(*c)).flat_map(char::to_lowercase);
    letters.map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

/// Control characters, joiners, variation selectors, marks of direction.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

/// What a character is to a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A letter or digit of a script that has blanks between words.
    Spaced,
    /// One of a script that has none, or whose words grow together: Chinese, Japanese, Korean,
    /// Thai, Lao, Burmese, Khmer.
    Unspaced,
    /// Anything else that is seen: punctuation, emoji.
    Sign,
}

impl Kind {
    pub(super) fn of(c: char) -> Self {
        if is_unspaced(c) {
            Self::Unspaced
        } else if c.is_alphanumeric() {
            Self::Spaced
        } else {
            Self::Sign
        }
    }
}

fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' // Thai … Khmer
        | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' // Korean
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3400}'..='\u{4dbf}' // Chinese
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
        | '\u{3040}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}') // Japanese, Bopomofo
}

/// Neighbours of one kind; each sign is by itself.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) text: &'a str,
    pub(super) kind: Kind,
    pub(super) is_last: bool,
}

/// The runs of a folded text; blanks only part them.
pub(super) fn runs(folded: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = folded.trim_start();
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let kind = Kind::of(first);
        let ends = |c: char| c.is_whitespace() || Kind::of(c) != kind;
        let end = match kind {
            Kind::Sign => first.len_utf8(),
            _ => rest.find(ends).unwrap_or(rest.len()),
        };
        let (text, after) = rest.split_at(end);
        rest = after.trim_start();
        Some(Run { text, kind, is_last: after.is_empty() })
    })
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn ascii_is_folded_as_all_else_is() {
        let ascii: String = (0..=0x7f).map(char::from).collect();
        assert_eq!(fold(&ascii) + "é", fold(&(ascii + "É")));
    }
}
