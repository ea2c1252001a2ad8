//! What happens on the server. It is in the store already: the open chat's timeline shows what
//! happens there, and what is told here is the rest.

use crate::app::{App, Heard, NOT_VERIFIED, in_time};
use crate::chats::peer;
use crate::clock;
use crate::failure::{Failure, reason};
use crate::messages::UNREADABLE;
use crate::state::shown_name;
use std::time::Duration;
use tokio::time::timeout;
use whatschat_client::core::auth::SessionChanged;
use whatschat_client::core::chats::ChatType;
use whatschat_client::core::messages::Message;
use whatschat_client::core::status::UserStatusChanged;
use whatschat_client::{Error, ErrorCode, Event, Retry, ServerEvent};

/// How long the server may take to say that the session is over.
const PATIENCE: Duration = Duration::from_millis(500);

/// What becomes of messages while the server is away.
const KEPT: &str = "kept, and sent when it is back: that is tried again and again, and when you send \
                    something";
/// The same where the store is in memory alone.
const UNKEPT: &str =
    "sent when it is back, and lost if you leave before: nothing could be kept here";

impl App {
    /// Deals with what was heard.
    pub(super) async fn heard(&mut self, heard: Heard) -> Result<(), Failure> {
        match heard {
            Heard::Event(event) => self.event(event.map(|event| *event)).await,
            Heard::Timeline(change) => {
                change?;
                self.show_news().await
            }
            Heard::Stored => self.stored().await,
        }
    }

    /// Shows an event; without one the stream is over.
    async fn event(&mut self, event: Option<Event>) -> Result<(), Failure> {
        match event {
            Some(Event::Connected) => self.connected().await,
            Some(Event::Synced) => return self.up_to_date().await,
            Some(Event::Reset(reset)) => return self.begun_anew(reset.reason).await,
            Some(Event::Disconnected { why, .. }) => self.disconnected(&why).await,
            Some(Event::Server(event)) => self.server_event(event).await,
            Some(Event::Unreadable { .. }) => self.context.screen.warn(UNREADABLE),
            Some(Event::LoggedOut(_)) => return self.logged_out().await,
            // The loop attaches it again after a while.
            Some(Event::StoreFailed(why)) => {
                self.connection.events_end();
                return Err(why.into());
            }
            None => self.connection.events_end(),
        }
        Ok(())
    }

    async fn connected(&mut self) {
        self.learn_own_name().await;
        if self.connection.comes_up() {
            self.context.screen.note("— connected again —");
            self.tell_peer().await;
        }
    }

    /// Says how the other one of the open chat is now: nobody told what changed meanwhile.
    async fn tell_peer(&self) {
        let Some(open) = &self.state.open else { return };
        let people = self.state.chat(open.id).filter(|known| known.r#type == ChatType::Private);
        let Some(known) = people else { return };
        if let Some(Some(about)) = in_time(peer(self, &known.participants)).await {
            self.context.screen.note(&format!("— {}{about} —", open.name));
        }
    }

    /// Nothing is missing any more.
    async fn up_to_date(&mut self) -> Result<(), Failure> {
        self.stored().await?;
        self.connection.synced = true;
        self.tell_unread();
        // What waited on the server has arrived, and what is on the screen was read.
        self.state.waiting().for_each(|(chat, seq)| self.marks.arrived(chat, seq));
        if let Some((chat, seq)) =
            self.state.open.as_ref().and_then(|open| Some((open.id, open.newest()?)))
        {
            self.marks.read(chat, seq);
        }
        Ok(())
    }

    /// Says once that the server is away, however often it is tried.
    async fn disconnected(&mut self, why: &Error) {
        if !self.connection.goes_down() || self.is_over().await {
            return;
        }
        if why.code() == Some(ErrorCode::EmailNotVerified) {
            return self.context.screen.warn(NOT_VERIFIED);
        }
        let (why, since) = (reason(why), clock::now().format("%H:%M").to_string());
        let fate = if self.connection.is_kept { KEPT } else { UNKEPT };
        let text = format!("— the server is away since {since} ({why}). What you type is {fate} —");
        self.context.screen.note(&text);
        self.connection.away_since = Some(since);
    }

    /// Whether the server closed the connection because the session is over: that is told apart.
    async fn is_over(&self) -> bool {
        let asked = timeout(PATIENCE, self.context.client.auth().me()).await;
        asked.is_ok_and(|me| me.is_err_and(|error| error.retry() == Retry::LogIn))
    }

    async fn logged_out(&mut self) -> Result<(), Failure> {
        self.over("Your session is over: it was ended elsewhere, or it has expired.").await?;
        // Nobody is there to log in again.
        if self.input.is_script() { Err(Failure::NotLoggedIn) } else { Ok(()) }
    }

    /// Ends the session here, where another process has logged somebody else in.
    pub(super) async fn taken_over(&mut self) -> Result<(), Failure> {
        self.over("Another whatschat has logged in with this profile: your session ends here.")
            .await
    }

    async fn over(&mut self, why: &str) -> Result<(), Failure> {
        let kept = self.end_session().await;
        self.context.screen.warn(&format!("{why}\nType /login to come back."));
        self.ask_line_anew();
        self.tell_waiting(kept?);
        Ok(())
    }

    async fn server_event(&mut self, event: ServerEvent) {
        match event {
            ServerEvent::NewMessage(message) => self.arrived(&message).await,
            ServerEvent::UserStatusChanged(change) => self.presence(&change),
            ServerEvent::Error(failure) => self.context.screen.warn(&failure.message),
            ServerEvent::ReactionsChanged(change) => self.show_reactions(&change),
            ServerEvent::PinChanged(change) => self.show_pin(&change),
            ServerEvent::ChatChanged(change) => self.chat_changed(&change),
            ServerEvent::IncomingCall(incoming) => self.rings(&incoming),
            ServerEvent::CallStatusUpdate(update) => self.call_changed(&update),
            ServerEvent::UserTyping(typing) => self.others_type(&typing),
            ServerEvent::UserChanged(user) => {
                self.state.learn(user.user_id, &user.username);
                self.tell_names();
            }
            ServerEvent::SessionChanged(session) => self.session_changed(session),
            // The timeline tells of the open chat, and /chats of the others.
            ServerEvent::MessageUpdated(_)
            | ServerEvent::MessageDeleted(_)
            | ServerEvent::ChatRead(_)
            // What the screen shows already stays.
            | ServerEvent::MessageHidden(_)
            // /blocked asks the server.
            | ServerEvent::BlockChanged(_)
            // The stream makes events of its own of these.
            | ServerEvent::Synced(_)
            | ServerEvent::SyncReset(_) => {}
        }
    }

    /// Shows a message of a chat that is not open. What one has missed is counted instead.
    async fn arrived(&mut self, message: &Message) {
        self.typing.stopped(message.sender_id);
        if self.state.is_open(message.chat_id) {
            return;
        }
        // Others may use the same ids.
        let is_own = self.context.client.user_id() == Some(message.sender_id);
        let id = message.client_message_id.filter(|_| is_own);
        if let Some(id) = id {
            self.outbox.settle(id);
        }
        let is_left_over = id.is_some_and(|id| self.outbox.left_over.remove(&id));
        if !(self.connection.synced || is_left_over) || self.state.was_shown(message.id) {
            return;
        }
        // What the server does not say in time is shown without.
        let _ = in_time(self.learn_about(message)).await;
        self.show_elsewhere(message);
    }

    async fn learn_about(&mut self, message: &Message) {
        if self.state.chat(message.chat_id).is_none() {
            // The store will know it in a moment.
            drop(self.learn_chat(message.chat_id).await);
        }
        self.learn_names([message]).await;
    }

    /// Tells of a new device: whose it is, one should know.
    fn session_changed(&self, session: SessionChanged) {
        if session.ended {
            return;
        }
        let (client, screen) = (self.context.client.clone(), self.context.screen.clone());
        // Nobody waits until the server says whether it is this one.
        tokio::spawn(async move {
            let sessions = client.auth().sessions().await.unwrap_or_default();
            if sessions.iter().any(|known| known.id == session.session_id && !known.current) {
                let device = session.user_agent.as_deref().unwrap_or("an unknown device");
                screen.note(&format!("— you logged in on another device: {device}; /sessions —"));
            }
        });
    }

    /// Shows that somebody in the open chat comes or goes.
    fn presence(&self, change: &UserStatusChanged) {
        let Some(open) = self.state.open.as_ref().and_then(|open| self.state.chat(open.id)) else {
            return;
        };
        let person = open.participants.iter().find(|person| person.id == change.user_id);
        if let Some(person) = person.filter(|person| !self.state.is_me(person.id)) {
            let name = shown_name(person.id, &person.username);
            let text = format!("— {name} is {} —", change.status.as_str());
            self.context.screen.note(&text);
        }
    }
}
