//! The end of a session on this computer.

use super::{App, Marks, Outbox, Unsent, not_sent};
use crate::auth;
use crate::failure::Failure;
use crate::state::State;
use whatschat_client::core::id::UserId;

/// While something is not sent.
const STAYS: &str =
    "What was said in your chats stays on this computer until all is sent or discarded.";

impl App {
    /// Ends the session here, and says how many messages are not sent.
    pub(crate) async fn end_session(&mut self) -> Result<Unsent, Failure> {
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
    ) -> Result<Unsent, Failure> {
        self.tell_lost().await;
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

    /// Says how many messages wait for the next login, and that their chats stay here till then.
    pub(crate) fn tell_waiting(&self, unsent: Unsent) {
        if unsent.waiting > 0 {
            let waiting = unsent.waiting;
            let text = format!("Unsent messages: {waiting}. They go out when you log in again.");
            self.context.screen.warn(&text);
        }
        if let Some(refused) = unsent.refusals() {
            let text = format!("{refused}: log in again, and /outbox shows why.");
            self.context.screen.warn(&text);
        }
        if unsent.total() > 0 {
            self.context.screen.warn(STAYS);
        }
    }

    /// Asks before messages are lost that are kept in no file.
    pub(crate) async fn confirm_end(&mut self) -> Result<(), Failure> {
        match self.unkept().await {
            0 => Ok(()),
            count => {
                let loss = "and nothing is kept here: lost if you leave now.";
                self.confirm(&format!("{}, {loss}", not_sent(count))).await
            }
        }
    }

    /// Says how many messages are lost with the session.
    pub(crate) async fn tell_lost(&self) {
        let count = self.unkept().await;
        if count > 0 {
            let text = format!("{}, and lost: nothing could be kept here.", not_sent(count));
            self.context.screen.warn(&text);
        }
    }

    /// How many messages are not sent and kept in no file.
    async fn unkept(&self) -> usize {
        if self.connection.is_kept {
            return 0;
        }
        self.outgoing().await.map_or(0, |outgoing| outgoing.len())
    }
}
