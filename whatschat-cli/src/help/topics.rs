//! The commands by what one wants to do.

/// What stands for all topics.
pub(super) const ALL: &str = "all";

/// Commands that belong together.
pub(super) struct Topic {
    /// What one types for it; no command's name.
    pub(super) name: &'static str,
    /// What they are for.
    pub(super) task: &'static str,
    pub(super) commands: &'static [&'static str],
}

/// Every topic, in the order in which one comes to need it.
pub(super) const TOPICS: &[Topic] = &[
    Topic {
        name: "people",
        task: "Talk to somebody",
        commands: &[
            "chats", "open", "close", "who", "users", "user", "block", "unblock", "blocked",
        ],
    },
    Topic {
        name: "groups",
        task: "Talk to many",
        commands: &["group", "invite", "kick", "leave", "role", "describe", "disband"],
    },
    Topic {
        name: "reading",
        task: "Read",
        commands: &["history", "more", "search", "find", "read", "unread", "pins", "edits", "seen"],
    },
    Topic {
        name: "writing",
        task: "Write",
        commands: &[
            "reply", "edit", "delete", "hide", "react", "unreact", "forward", "pin", "unpin",
        ],
    },
    Topic { name: "unsent", task: "What is not sent", commands: &["outbox", "retry", "discard"] },
    Topic { name: "files", task: "Send files", commands: &["upload", "download"] },
    Topic { name: "calling", task: "Calls", commands: &["calls", "reject"] },
    Topic {
        name: "order",
        task: "Keep order",
        commands: &["rename", "archive", "unarchive", "mute", "unmute", "clear"],
    },
    Topic {
        name: "you",
        task: "You",
        commands: &["status", "me", "profile", "password", "lang", "sessions", "revoke", "logout"],
    },
    Topic {
        name: "account",
        task: "Your account",
        commands: &["register", "login", "forgot", "reset", "verify", "export", "delete-account"],
    },
    Topic { name: "client", task: "This client", commands: &["help", "health", "quit"] },
];

/// The topic of this name.
pub(super) fn find(name: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.name == name)
}

/// What can be asked for besides a command.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TOPICS.iter().map(|topic| topic.name).chain([ALL])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typed::grammar;

    #[test]
    fn the_topics_show_every_command_once() {
        let mut shown: Vec<&str> =
            TOPICS.iter().flat_map(|topic| topic.commands).copied().collect();
        let mut all = grammar::names();
        shown.sort_unstable();
        all.sort_unstable();
        assert_eq!(shown, all, "put a new command into a topic of `help/topics.rs`");
    }

    #[test]
    fn no_topic_is_a_command() {
        for name in names() {
            assert!(grammar::find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_topic_takes_one_row() {
        for topic in TOPICS {
            let width: usize = topic.commands.iter().map(|name| name.len() + 2).sum();
            assert!(width + super::super::COMMANDS_AT <= 80, "{} is too long", topic.name);
        }
    }
}
