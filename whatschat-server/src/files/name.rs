//! Names of files: for the eye alone, so all that matters is that they deceive nobody.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use whatschat_core::limits::FILE_NAME_MAX;

/// The name of a file that has none.
const NAMELESS: &str = "file";

/// What may stand in a path and in `filename*` (RFC 8187) as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The name as it is kept: in one line, without what hides or reorders, and without folders.
pub(super) fn clean(name: &str) -> String {
    let shown = name.chars().filter(|letter| !hides(*letter));
    let flat = shown.map(|letter| if matches!(letter, '/' | '\\') { '_' } else { letter });
    let name: String = flat.take(FILE_NAME_MAX).collect();
    let name = name.trim();
    let dots = name.chars().all(|letter| letter == '.');
    if dots { NAMELESS.into() } else { name.into() }
}

/// Control characters, line separators, zero-width and bidi characters.
fn hides(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || ('\u{2028}'..='\u{202e}').contains(&letter)
        || ('\u{2060}'..='\u{206f}').contains(&letter)
}

/// The name as a segment of a path.
pub(super) fn in_path(name: &str) -> String {
    utf8_percent_encode(name, PLAIN).to_string()
}

/// `Content-Disposition` (RFC 6266): the name in ASCII for old clients, and whole.
pub(super) fn disposition(inline: bool, name: &str) -> String {
    let how = if inline { "inline" } else { "attachment" };
    let plain = |letter: char| {
        if letter.is_ascii() && !matches!(letter, '"' | '\\' | '%') { letter } else { '_' }
    };
    let ascii: String = name.chars().map(plain).collect();
    format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''{}", in_path(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_deceives_nobody() {
        assert_eq!(clean("../../etc/passwd"), ".._.._etc_passwd");
        assert_eq!(clean("..\\boot.ini"), ".._boot.ini");
        assert_eq!(clean("a\0b\r\nc\u{1b}[31m.txt"), "abc[31m.txt");
        assert_eq!(clean("photo\u{202e}gpj.exe"), "photogpj.exe");
        assert_eq!(clean(&"é".repeat(300)), "é".repeat(FILE_NAME_MAX));
        for nothing in ["", "..", ".", " \t ", "\u{200b}"] {
            assert_eq!(clean(nothing), NAMELESS, "{nothing:?}");
        }
    }

    #[test]
    fn a_name_stays_in_its_header() {
        assert_eq!(
            disposition(false, "a\"; b=é.txt"),
            "attachment; filename=\"a_; b=_.txt\"; filename*=UTF-8''a%22%3B%20b%3D%C3%A9.txt"
        );
        assert_eq!(in_path("a/..?#%é"), "a%2F..%3F%23%25%C3%A9");
    }
}
