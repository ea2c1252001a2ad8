//! `/help`: a tour of what one can do, and each command in detail.

use crate::failure::Failure;
use crate::messages::LEGEND;
use crate::screen::Screen;
use crate::text::{Style, Text};
use crate::typed::grammar;

/// The tour: each task with its commands.
const TOUR: &[(&str, &[&str])] = &[
    (
        "Talk to somebody",
        &["chats", "open", "close", "who", "users", "user", "block", "unblock", "blocked"],
    ),
    ("Talk to many", &["group", "invite", "kick", "leave", "role", "describe", "disband"]),
    ("Read", &["history", "more", "search", "find", "read", "unread", "pins", "edits", "seen"]),
    ("Write", &["reply", "edit", "delete", "hide", "react", "unreact", "forward", "pin", "unpin"]),
    ("What is not sent", &["outbox", "retry", "discard"]),
    ("Send files", &["upload", "download"]),
    ("Calls", &["calls", "reject"]),
    ("Keep order", &["rename", "archive", "unarchive", "mute", "unmute", "clear"]),
    ("You", &["status", "me", "profile", "password", "lang", "sessions", "revoke", "logout"]),
    (
        "Your account",
        &["register", "login", "forgot", "reset", "verify", "export", "delete-account"],
    ),
    ("This client", &["help", "health", "quit"]),
];

const KEYS: &str = "Tab completes, ↑ brings back earlier lines, Alt-Enter begins a new line in a \
                    message. A message that begins with a slash is typed with two: //like this.";

/// Shows the tour, or explains one command.
pub(crate) fn show(screen: &Screen, topic: Option<&str>) -> Result<(), Failure> {
    match topic {
        None => tour(screen),
        Some(topic) => explain(screen, topic.trim_start_matches('/'))?,
    }
    Ok(())
}

fn tour(screen: &Screen) {
    screen.show("Open a chat with /open and somebody's name. From then on, what you type is sent.");
    for (task, commands) in TOUR {
        screen.show(Text::new().word(Style::Bold, task));
        for name in *commands {
            if let Some(command) = grammar::find(name) {
                let about = command.get_about().map(ToString::to_string).unwrap_or_default();
                let usage = Text::new().plain("  ").plain(&grammar::usage(&command));
                screen.entry(usage, 28, &about);
            }
        }
    }
    screen.note(LEGEND);
    screen.note(KEYS);
}

fn explain(screen: &Screen, name: &str) -> Result<(), Failure> {
    let unknown = || Failure::Usage(format!("There is no /{name}. /help shows all commands."));
    let command = grammar::find(name).ok_or_else(unknown)?;
    screen.show(Text::new().word(Style::Bold, &grammar::usage(&command)));
    if let Some(about) = command.get_long_about().or_else(|| command.get_about()) {
        about.to_string().split("\n\n").for_each(|paragraph| screen.show(paragraph));
    }
    for argument in command.get_positionals() {
        let name = argument.get_value_names().unwrap_or_default().join(" ");
        let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let choices = grammar::choices(argument);
        if !choices.is_empty() {
            help += &format!(": {}", choices.join(", "));
        }
        screen.entry(Text::new().plain("  ").plain(&name), 12, &help);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tour_shows_every_command_once() {
        let mut toured: Vec<&str> =
            TOUR.iter().flat_map(|(_, commands)| *commands).copied().collect();
        let mut all = grammar::names();
        toured.sort_unstable();
        all.sort_unstable();
        assert_eq!(toured, all, "put a new command into the tour in `help.rs`");
    }

    #[test]
    fn every_command_says_what_it_does() {
        for name in grammar::names() {
            assert!(grammar::find(&name).unwrap().get_about().is_some(), "/{name}");
        }
    }
}
