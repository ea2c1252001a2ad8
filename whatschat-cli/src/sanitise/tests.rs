use super::*;

#[test]
fn harmless_text_of_any_script_stays_as_it_is() {
    for text in
        ["hello, world", "你好，世界！", "Ünïcödé ñ", "مرحبا", "👍🏽 ☎️ 👩‍💻 👨‍👩‍👧 ❤️‍🔥 1️⃣ ™️", "a\\b \"c\""]
    {
        assert_eq!(line(text), text);
        assert_eq!(lines(text), text);
        assert!(is_harmless(text));
    }
}

#[test]
fn every_control_character_is_shown_and_not_obeyed() {
    let controls = (0u32..0x20).chain(0x7f..0xa0).filter_map(char::from_u32);
    for c in controls {
        let shown = line(&format!("a{c}b"));
        assert_eq!(shown, format!("a\\u{{{:x}}}b", u32::from(c)));
        let kept = c == '\n' || c == '\t';
        assert_eq!(lines(&c.to_string()) == c.to_string(), kept, "{c:?}");
    }
}

#[test]
fn escape_sequences_lose_their_power() {
    let attacks = [
        ("\u{1b}[2J\u{1b}[H", r"\u{1b}[2J\u{1b}[H"),
        ("\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}"),
        ("\u{1b}]52;c;cm0gLXJm\u{1b}\\", r"\u{1b}]52;c;cm0gLXJm\u{1b}\"),
        ("\u{1b}Pq#0\u{1b}\\", r"\u{1b}Pq#0\u{1b}\"),
        ("\u{9b}31m", r"\u{9b}31m"),
        ("\u{9d}8;;http://evil\u{9c}", r"\u{9d}8;;http://evil\u{9c}"),
        ("fine\rfake", r"fine\u{d}fake"),
        ("12345\u{8}\u{8}", r"12345\u{8}\u{8}"),
        ("\u{7f}", r"\u{7f}"),
    ];
    for (attack, shown) in attacks {
        assert_eq!(line(attack), shown);
        assert_eq!(lines(attack), shown);
    }
}

#[test]
fn text_cannot_change_its_direction_or_hide() {
    let unseen = [
        '\u{202a}',
        '\u{202b}',
        '\u{202c}',
        '\u{202d}',
        '\u{202e}',
        '\u{2066}',
        '\u{2067}',
        '\u{2068}',
        '\u{2069}',
        '\u{200e}',
        '\u{200f}',
        '\u{61c}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{2060}',
        '\u{feff}',
        '\u{2028}',
        '\u{2029}',
        '\u{ad}',
        '\u{180e}',
        '\u{3164}',
        '\u{e0041}',
        '\u{fff9}',
        '\u{fe00}',
        '\u{fe0e}',
        '\u{fe0f}',
        '\u{13430}',
        '\u{1bca0}',
    ];
    for c in unseen {
        let shown = format!("ali\\u{{{:x}}}ce", u32::from(c));
        assert_eq!(line(&format!("ali{c}ce")), shown);
        assert_eq!(lines(&format!("ali{c}ce")), shown);
    }
}

#[test]
fn a_joiner_stays_between_emoji_and_nowhere_else() {
    assert_eq!(line("👩\u{200d}💻"), "👩\u{200d}💻");
    assert_eq!(line("👩\u{200d}x"), "👩\\u{200d}x");
    assert_eq!(line("\u{200d}💻"), "\\u{200d}💻");
    assert_eq!(line("👩\u{200d}\u{200d}💻"), "👩\\u{200d}\\u{200d}💻");
}

#[test]
fn a_selector_stays_behind_an_emoji_and_nowhere_else() {
    assert_eq!(line("❤\u{fe0f}\u{fe0f}"), "❤\u{fe0f}\\u{fe0f}");
    assert_eq!(line("❤\u{fe0e}"), "❤\\u{fe0e}");
    assert_eq!(line("\u{fe0f}❤"), "\\u{fe0f}❤");
    assert_eq!(line("bob1\u{fe0f}"), "bob1\\u{fe0f}");
    assert_eq!(line("x\u{fe0f}\u{200d}❤"), "x\\u{fe0f}\\u{200d}❤");
}

#[test]
fn one_line_stays_one_line() {
    assert_eq!(line("bob\n12:00 alice: yes"), r"bob\u{a}12:00 alice: yes");
    assert_eq!(lines("a\n\tb"), "a\n\tb");
}

#[test]
fn json_means_the_same_and_is_ascii_where_a_terminal_would_act() {
    let hostile = "\u{1b}[31m \u{9b}1m \u{7f} \u{202e} \u{200d} \u{e0041} 你好\n";
    let written = json(&serde_json::to_string(hostile).unwrap());
    assert!(!written.chars().any(is_unseen), "{written}");
    assert!(written.contains("你好") && written.contains(r"\u009b") && written.contains(r"\udb40"));
    assert_eq!(serde_json::from_str::<String>(&written).unwrap(), hostile);
}
