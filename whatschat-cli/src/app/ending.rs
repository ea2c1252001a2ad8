//! The end of a session on this computer.

use super::{App, Marks, Outbox};
use crate::auth;
use crate::failure::Failure;
use crate::state::State;
use whatschat_client::core::id::UserId;

impl App {
    /// Ends the session here, and says how many messages are not sent.
    pub(crate) async fn end_session(&mut self) -> Result<usize, Failure> {
        self.context.client.forget_tokens();
        let (server, me) = (self.context.server.clone(), self.state.me.as_ref().map(|me| me.id));
        self.forget_session(&server, me).await
    }

    /// Forgets everything of a session that is over, and says how many messages are not sent. They
    /// are kept for the next login, and else nothing is: others may use this computer. What cannot
    /// be forgotten is told last, so that it keeps nothing else.
    pub(crate) async fn forget_session(
        &mut self,
        server: &str,
        user: Option<UserId>,
    ) -> Result<usize, Failure> {
        self.input.forget();
        self.state = State::default();
        self.outbox = Outbox::default();
        self.marks = Marks::default();
        self.listed_sessions.clear();
        self.ringing = None;
        self.tell_names();
        self.connection.end().await;
        auth::forget(&self.context, server, user).await
    }

    /// Removes what is kept of one's chats, sent or not.
    pub(crate) async fn drop_store(&mut self) -> Result<(), Failure> {
        self.connection.end().await;
        match &self.state.me {
            Some(me) => self.context.profile.forget_store(&self.context.server, me.id),
            None => Ok(()),
        }
    }

    /// Says how many messages wait for the next login.
    pub(crate) fn tell_waiting(&self, unsent: usize) {
        if unsent > 0 {
            let text = format!("Unsent messages: {unsent}. They go out when you log in again.");
            self.context.screen.warn(&text);
        }
    }
}
