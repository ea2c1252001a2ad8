//! The terminal client in a real terminal: people side by side, each at their own.

mod auth;
mod away;
mod calls;
mod files;
mod groups;
mod kept;
mod line;
mod messages;
mod open;
mod outage;
mod states;
mod takeover;
mod talk;
mod users;

use crate::support::TestServer;
use crate::support::cli::Cli;
use crate::support::terminal::Terminal;

/// Someone at a terminal.
struct Seat {
    cli: Cli,
    terminal: Terminal,
}

/// Someone who has an account already.
async fn seat(server: &TestServer, name: &str) -> Seat {
    let cli = Cli::new(server, name);
    cli.register(name).await;
    let terminal = Terminal::open(&cli);
    terminal.shows(&format!("You are {name}")).await;
    Seat { cli, terminal }
}

/// Alice and bob, who have each other's chat open.
async fn face_to_face(server: &TestServer) -> (Seat, Seat) {
    let (alice, bob) = (seat(server, "alice").await, seat(server, "bob").await);
    alice.opens("bob").await;
    bob.opens("alice").await;
    (alice, bob)
}

/// The same, whose server has gone away: alice has seen that.
async fn cut_off(server: &TestServer) -> (Seat, Seat) {
    let (alice, bob) = face_to_face(server).await;
    server.stop().await;
    alice.sees("the server is away").await;
    (alice, bob)
}

impl Seat {
    /// Types a line.
    fn types(&self, line: &str) {
        self.terminal.line(line);
    }

    /// Awaits a screen that shows `text`.
    async fn sees(&self, text: &str) -> String {
        self.terminal.shows(text).await
    }

    /// Awaits a screen that fits.
    async fn looks(&self, what: &str, fits: impl Fn(&str) -> bool) -> String {
        self.terminal.looks_like(what, fits).await
    }

    /// Asks whom message `number` has reached until the answer fits: the other's client gathers
    /// for a moment what it tells the server.
    async fn asks_whom(&self, number: u64, reached: &str) {
        for _ in 0..100 {
            self.terminal.press("C-l"); // so that no earlier answer is left on the screen
            self.last_line("an empty screen", |line| line.ends_with('>')).await;
            self.types(&format!("/seen {number}"));
            if self.sees("arrived, not read: ").await.contains(reached) {
                return;
            }
        }
        panic!("never heard: {reached}");
    }

    /// Opens a chat.
    async fn opens(&self, chat: &str) {
        self.types(&format!("/open {chat}"));
        self.prompts(&format!("{chat}>")).await;
    }

    /// Awaits `prompt` where the next line is typed.
    async fn prompts(&self, prompt: &str) -> String {
        self.last_line(&format!("the prompt {prompt:?}"), |line| line == prompt).await
    }

    /// Awaits a screen whose last line, on which one types, fits.
    async fn last_line(&self, what: &str, fits: impl Fn(&str) -> bool) -> String {
        let last = |screen: &str| {
            let last = screen.lines().rfind(|line| !line.trim().is_empty());
            last.is_some_and(|line| fits(line.trim_end()))
        };
        self.terminal.looks_like(what, last).await
    }
}
