use super::*;
use clap::CommandFactory;

fn shown(line: &str) -> String {
    match read(line) {
        Ok(Line::Nothing) => "nothing".into(),
        Ok(Line::Message(text)) => format!("say {text}"),
        Ok(Line::Command(command)) => format!("{command:?}"),
        Err(help) => format!("! {help}"),
    }
}

#[test]
fn the_grammar_is_sound() {
    Words::command().debug_assert();
}

#[test]
fn lines_are_messages_or_commands() {
    let cases = [
        ("   ", "nothing"),
        ("hello", "say hello"),
        ("你好 世界  ", "say 你好 世界"),
        ("//shrug", "say /shrug"),
        ("  //shrug", "say /shrug"),
        ("  hello", "say   hello"),
        (" /open bob", r#"Chats(Open { chat: Rest("bob") })"#),
        ("/open bob", r#"Chats(Open { chat: Rest("bob") })"#),
        ("/OPEN  my family ", r#"Chats(Open { chat: Rest("my family") })"#),
        (
            "/edit 12 I don't \"know\"",
            r#"Messages(Edit { number: 12, text: Rest("I don't \"know\"") })"#,
        ),
        ("/edit 12 -5", r#"Messages(Edit { number: 12, text: Rest("-5") })"#),
        ("/edit #12 x", r#"Messages(Edit { number: 12, text: Rest("x") })"#),
        ("/delete 3", "Messages(Delete { number: 3 })"),
        ("/delete #3", "Messages(Delete { number: 3 })"),
        ("/react #3 don't", r#"React(React { number: 3, emoji: "don't" })"#),
        ("/history", "Messages(History { count: 20 })"),
        ("/history 50", "Messages(History { count: 50 })"),
        (
            "/group new \"our trip\" bob carol",
            r#"Groups(Group { what: New, name: "our trip", users: ["bob", "carol"] })"#,
        ),
        ("/status busy", "Status(Status { presence: Busy })"),
        ("/quit", "General(Quit)"),
        ("/exit", "General(Quit)"),
        ("/help open", r#"General(Help { topic: Some("open") })"#),
    ];
    for (line, meant) in cases {
        assert_eq!(shown(line), meant, "{line}");
    }
}

#[test]
fn what_cannot_be_meant_is_explained_in_a_line() {
    let cases = [
        ("/opne bob", "! There is no /opne. Did you mean /open?"),
        ("/xyzzy", "! There is no /xyzzy. /help shows all commands."),
        (
            "/etc/passwd is a file",
            "! There is no /etc/passwd. To send it as a message, type //etc/passwd",
        ),
        ("/", "! There is no /. /help shows all commands."),
        ("/open", "! Something is missing. Usage: /open CHAT"),
        ("/edit 12", "! Something is missing. Usage: /edit N TEXT"),
        ("/edit twelve x", "! `twelve` does not fit here. Usage: /edit N TEXT"),
        ("/status gone", "! `gone` does not fit here. Usage: /status online|away|busy|invisible"),
        ("/group \"our trip bob", "! A quotation mark is not closed."),
        ("/me too", "! Usage: /me"),
    ];
    for (line, help) in cases {
        assert_eq!(shown(line), help, "{line}");
    }
}

#[test]
fn the_history_keeps_no_password() {
    for line in ["/login a@b.c Secret9999", " /LOGIN Secret9999", "/password Old1 New1"] {
        assert!(!for_history(line).contains(['9', '1']), "{line}");
    }
    for line in ["/open bob", "hello /login x", "/login"] {
        assert_eq!(for_history(line), line);
    }
}
