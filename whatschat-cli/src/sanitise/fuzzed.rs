//! What must hold of every text, for the fuzz target `sanitiser` and its seeds.

use crate::sanitise::{is_harmless, json, line, lines};

/// No text keeps its power over a terminal, whatever it is shown as.
pub(crate) fn is_made_harmless(text: &str) {
    let (one, many) = (line(text), lines(text));
    assert!(!one.chars().any(is_obeyed), "{one:?}");
    assert!(!many.chars().any(|c| is_obeyed(c) && c != '\n' && c != '\t'), "{many:?}");
    assert_eq!(line(&one), one, "what is harmless stays as it is");
    assert!(is_harmless(&one));
    assert_eq!(is_harmless(text), one == text);
    let Ok(plain) = serde_json::to_string(text) else { panic!("every text has a form in JSON") };
    let written = json(&plain);
    assert!(!written.chars().any(is_obeyed), "{written:?}");
    assert_eq!(serde_json::from_str::<String>(&written).ok().as_deref(), Some(text));
}

/// Controls and what changes the direction of others, apart from the table that is tested.
fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_of_what_fuzzing_began_with_and_found() {
        let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/sanitiser");
        let seeds: Vec<_> = std::fs::read_dir(seeds).unwrap().collect();
        assert!(seeds.len() >= 10);
        for seed in seeds {
            is_made_harmless(&std::fs::read_to_string(seed.unwrap().path()).unwrap());
        }
    }
}
