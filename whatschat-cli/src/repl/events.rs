//! What happens on the server.

use crate::app::{App, Link};
use crate::failure::{Failure, reason};
use crate::state::Arrival;
use std::time::Duration;
use tokio::time::timeout;
use whatschat_client::core::messages::Message;
use whatschat_client::core::status::UserStatusChanged;
use whatschat_client::{Error, Event, Retry, ServerEvent};

/// How long the server may take to say that the session is over.
const PATIENCE: Duration = Duration::from_millis(500);

impl App {
    /// Shows an event; without one the stream is over.
    pub(super) async fn event(&mut self, event: Option<Event>) -> Result<(), Failure> {
        match event {
            Some(Event::Connected) => self.connected().await,
            Some(Event::Synced) => {}
            Some(Event::Reset(_)) => {
                self.behind = true;
                self.catch_up_if_behind().await;
            }
            Some(Event::Disconnected { why, retry_in }) => self.disconnected(&why, retry_in).await,
            Some(Event::Server(event)) => return self.server_event(event).await,
            Some(Event::LoggedOut(_)) => return self.logged_out(),
            // The terminal keeps nothing in a store yet.
            Some(Event::StoreFailed(why)) => self.context.screen.warn(&why.to_string()),
            None => self.events = None,
        }
        Ok(())
    }

    /// Reads what was missed.
    async fn connected(&mut self) {
        self.learn_own_name().await;
        let before = std::mem::replace(&mut self.link, Link::Up);
        if before == Link::Down {
            self.context.screen.note("— connected again —");
        }
        self.behind = true;
        self.catch_up_if_behind().await;
        self.send_now();
    }

    /// Reads what was missed, as soon as the server lets one.
    pub(super) async fn catch_up_if_behind(&mut self) {
        if self.behind
            && self.link == Link::Up
            && self.refresh_chats().await.is_ok()
            && self.catch_up().await.is_ok()
        {
            self.behind = false;
            self.tell_unread();
            // What waited on the server has arrived with the list.
            self.state.waiting().for_each(|(chat, seq)| self.marks.arrived(chat, seq));
        }
    }

    /// Says once that the server is away, however often it is tried.
    async fn disconnected(&mut self, why: &Error, retry_in: Duration) {
        if std::mem::replace(&mut self.link, Link::Down) == Link::Down || self.is_over().await {
            return;
        }
        let (why, seconds) = (reason(why), retry_in.as_millis().div_ceil(1000).max(1));
        let text = format!("— the server is away ({why}); trying again in {seconds} s —");
        self.context.screen.note(&text);
    }

    /// Whether the server closed the connection because the session is over: that is told apart.
    async fn is_over(&self) -> bool {
        let asked = timeout(PATIENCE, self.context.client.auth().me()).await;
        asked.is_ok_and(|me| me.is_err_and(|error| error.retry() == Retry::LogIn))
    }

    fn logged_out(&mut self) -> Result<(), Failure> {
        self.over("Your session is over: it was ended elsewhere, or it has expired.");
        // Nobody is there to log in again.
        if self.input.is_script() { Err(Failure::NotLoggedIn) } else { Ok(()) }
    }

    /// Ends the session here, where another process has logged somebody else in.
    pub(super) fn taken_over(&mut self) {
        self.context.client.forget_tokens();
        self.over("Another whatschat has logged in with this profile: your session ends here.");
    }

    fn over(&mut self, why: &str) {
        let unsent = self.unsent();
        self.end_session();
        self.context.screen.warn(&format!("{why}\nType /login to come back."));
        self.tell_waiting(unsent);
        self.ask_line_anew();
    }

    async fn server_event(&mut self, event: ServerEvent) -> Result<(), Failure> {
        match event {
            ServerEvent::NewMessage(message) => return self.arrived(message).await,
            ServerEvent::MessageUpdated(message) | ServerEvent::MessageDeleted(message) => {
                self.show_change(&message);
            }
            ServerEvent::UserStatusChanged(change) => self.presence(&change),
            ServerEvent::Error(failure) => self.context.screen.warn(&failure.message),
            ServerEvent::ReactionsChanged(change) => self.show_reactions(&change),
            ServerEvent::PinChanged(change) => self.show_pin(&change),
            ServerEvent::ChatChanged(change) => self.chat_changed(&change).await,
            ServerEvent::IncomingCall(incoming) => self.rings(&incoming),
            ServerEvent::CallStatusUpdate(update) => self.call_changed(&update),
            // What the screen shows already stays; how far others have read, /seen tells.
            ServerEvent::MessageHidden(_) | ServerEvent::ChatRead(_) => {}
            // Nothing that the screen shows.
            ServerEvent::UserTyping(_)
            | ServerEvent::UserChanged(_)
            | ServerEvent::BlockChanged(_)
            | ServerEvent::SessionChanged(_)
            | ServerEvent::Synced(_)
            | ServerEvent::SyncReset(_) => {}
        }
        Ok(())
    }

    async fn arrived(&mut self, message: Message) -> Result<(), Failure> {
        if self.state.chat(message.chat_id).is_none() {
            self.refresh_chats().await?;
            if let Some(known) = self.state.chat_mut(message.chat_id) {
                // The list counted it already.
                known.chat.unread_count = known.chat.unread_count.saturating_sub(1);
            }
        }
        if self.state.is_open(message.chat_id) && !self.state.is_next(&message) {
            self.behind = true;
            self.catch_up_if_behind().await;
        }
        let messages = std::slice::from_ref(&message);
        self.learn_names(messages).await;
        match self.state.arrive(&message) {
            Arrival::Here => self.show_here(&message),
            Arrival::Elsewhere => self.show_elsewhere(&message),
            Arrival::Again | Arrival::Unknown => {}
        }
        Ok(())
    }

    /// Shows that somebody in the open chat comes or goes.
    fn presence(&self, change: &UserStatusChanged) {
        let Some(open) = self.state.open.as_ref().and_then(|open| self.state.chat(open.id)) else {
            return;
        };
        let person = open.chat.participants.iter().find(|person| person.id == change.user_id);
        if let Some(person) = person.filter(|person| !self.state.is_me(person.id)) {
            let text = format!("— {} is {} —", person.username, change.status.as_str());
            self.context.screen.note(&text);
        }
    }
}
