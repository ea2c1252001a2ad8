//! Who is typing in the open chat, and that one is typing oneself.

use super::{App, Link};
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;
use whatschat_client::core::id::UserId;
use whatschat_client::core::status::UserTyping;

/// How long somebody counts as typing who does not say so again.
const LASTS: Duration = Duration::from_secs(6);
/// How often one says it oneself.
const PAUSE: Duration = Duration::from_secs(3);

/// Who is typing.
#[derive(Default)]
pub(crate) struct Typing {
    /// Until when each of the others counts as typing.
    others: HashMap<UserId, Instant>,
    /// When one said it oneself.
    said: Option<Instant>,
}

impl Typing {
    /// When somebody does not count as typing any more.
    pub(crate) fn next_end(&self) -> Option<Instant> {
        self.others.values().min().copied()
    }

    /// Notes that somebody has said what they typed.
    pub(crate) fn stopped(&mut self, user: UserId) {
        self.others.remove(&user);
    }

    /// Nobody is typing in a chat that has just been opened, as far as one knows.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}

impl App {
    /// Notes that somebody in the open chat is typing, or has stopped.
    pub(crate) fn others_type(&mut self, typing: &UserTyping) {
        if !self.state.is_open(typing.chat_id) || self.state.is_me(typing.user_id) {
            return;
        }
        if typing.typing {
            self.typing.others.insert(typing.user_id, Instant::now() + LASTS);
        } else {
            self.typing.stopped(typing.user_id);
        }
    }

    /// Tells the open chat that one is typing, if that was not told just now.
    pub(crate) fn tell_typing(&mut self) {
        let Ok(chat) = self.open_id() else { return };
        let is_told = self.typing.said.is_some_and(|said| said.elapsed() < PAUSE);
        if is_told || self.connection.link != Link::Up {
            return;
        }
        self.typing.said = Some(Instant::now());
        let client = self.context.client.clone();
        // It is said again before anybody misses it.
        tokio::spawn(async move { drop(client.status().typing(chat, true).await) });
    }

    /// Writes beside the prompt who is typing, or that the server is away.
    pub(crate) fn write_margin(&mut self) {
        self.typing.others.retain(|_, until| *until > Instant::now());
        let names = self.typing.others.keys().filter_map(|id| self.state.name(*id));
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        let words = match (names.as_slice(), &self.connection.away_since) {
            ([], None) => String::new(),
            ([], Some(since)) => format!("(the server is away since {since})"),
            ([one], _) => format!("({one} is typing…)"),
            (several, _) => format!("({} are typing…)", several.join(", ")),
        };
        if self.margin.write(&words) {
            self.context.screen.repaint();
        }
    }
}
