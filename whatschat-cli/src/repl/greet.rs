//! The first words and the last.

use crate::app::{App, Link, NOT_LOGGED_IN, Unsent, not_sent};
use crate::failure::Failure;
use crate::text::{Style, Text};
use std::time::Duration;
use tokio::time::timeout;

/// How long the last sends may take once one wants to leave.
const PATIENCE: Duration = Duration::from_secs(2);

impl App {
    /// Says where one is and what to do, and goes on with the session of the last time.
    pub(super) async fn greet(&mut self) {
        let version = env!("CARGO_PKG_VERSION");
        let title = Text::new().word(Style::Bold, "WhatsChat").plain(" ").dim(version);
        self.context.screen.show(title.dim(" at ").plain(&self.context.server));
        if let Some(elsewhere) = &self.context.elsewhere {
            self.context.screen.warn(&format!(
                "This profile is logged in at {elsewhere}. To log in here too, use another: --profile NAME."
            ));
        }
        match self.resume_session().await {
            Err(Failure::NotLoggedIn) => {
                self.context.screen.warn("Your last session is over. Type /login to come back.");
            }
            Err(failure) => self.tell(&failure),
            Ok(()) => self.greet_by_name(),
        }
    }

    fn greet_by_name(&self) {
        let screen = &self.context.screen;
        if self.state.me.is_none() {
            return screen.show(NOT_LOGGED_IN);
        }
        let hint = ". /chats lists your chats, /open NAME opens one, /help shows more.";
        let who = match self.state.own_name() {
            Some(name) => Text::new().plain("You are ").person(name),
            None => Text::new().plain("You are logged in"),
        };
        screen.show(who.plain(hint));
        let unsent = self.outbox.left_over.len();
        if unsent > 0 {
            screen.warn(&format!("Unsent since last time: {unsent}. /outbox shows them."));
        }
    }

    /// Says how much is unread, where some of it is news.
    pub(super) fn tell_unread(&mut self) {
        let (messages, chats) = self.state.unread();
        let mut is_news = false;
        for (chat, seq) in self.state.waiting() {
            is_news |= self.connection.tell(chat, seq);
        }
        if messages > 0 && is_news {
            let (s, places) =
                (if messages == 1 { "" } else { "s" }, if chats == 1 { "chat" } else { "chats" });
            self.context
                .screen
                .note(&format!("— {messages} unread message{s} in {chats} {places}: /chats —"));
        }
    }

    /// Sends what can still be sent, and says what cannot.
    pub(super) async fn farewell(&mut self) -> Result<(), Failure> {
        // What is not sent by then stays in the store.
        let sent = timeout(PATIENCE, self.await_sends()).await;
        if let Ok(Err(failure)) = sent {
            self.tell(&failure);
        }
        self.marks.tell_now(&self.context.client).await;
        // Each ends in time, or says that it cannot.
        while self.endings.join_next().await.is_some() {}
        self.context.save_session()?;
        self.tell_unsent_at_the_end().await
    }

    /// Waits for what becomes of messages that may still be sent.
    async fn await_sends(&mut self) -> Result<(), Failure> {
        while self.connection.link == Link::Up && self.outbox.awaits() {
            let heard = self.connection.next().await;
            self.heard(heard).await?;
        }
        Ok(())
    }

    async fn tell_unsent_at_the_end(&self) -> Result<(), Failure> {
        let outgoing = self.outgoing().await?;
        if self.connection.is_kept {
            self.tell_kept(Unsent::of(&outgoing, |_| true));
        } else {
            self.tell_lost().await;
        }
        // A script's caller must learn of what it wrote, and not of what others have left.
        let own = Unsent::of(&outgoing, |id| self.outbox.is_own(id));
        match (own.total(), self.connection.link) {
            (0, _) => Ok(()),
            _ if !self.input.is_script() => Ok(()),
            (count, Link::Down) if own.waiting > 0 => Err(Failure::Away(format!("{count} unsent"))),
            (count, _) => Err(Failure::Local(not_sent(count))),
        }
    }

    fn tell_kept(&self, unsent: Unsent) {
        let screen = &self.context.screen;
        if unsent.waiting > 0 {
            let what = not_sent(unsent.waiting);
            screen.warn(&format!("{what}: kept here, and sent when you come back."));
        }
        if let Some(refused) = unsent.refusals() {
            screen.warn(&format!("{refused}: /outbox shows why."));
        }
    }
}
