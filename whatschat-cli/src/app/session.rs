//! The beginning and the end of a session, and of a connection.

use super::{App, Link, Marks};
use crate::failure::Failure;
use crate::state::{Me, State};
use std::time::Duration;
use tokio::time::timeout;
use whatschat_client::Retry;
use whatschat_client::core::auth::Account;

/// How long the first prompt may wait for the server.
const PATIENCE: Duration = Duration::from_secs(2);

impl App {
    /// Goes on as `account`, which has just logged in.
    pub(crate) fn begin_session(&mut self, account: &Account) {
        let me = Me { id: account.id, name: Some(account.username.clone()) };
        self.state = State::of(me);
        self.connect();
    }

    /// Goes on with the session of the last time. Says whether there is one.
    pub(crate) async fn resume_session(&mut self) -> Result<(), Failure> {
        let Some(id) = self.context.client.user_id() else { return Ok(()) };
        self.state = State::of(Me { id, name: None });
        // Nobody waits long for a prompt: the name may come later.
        match timeout(PATIENCE, self.context.client.auth().me()).await {
            Ok(Ok(account)) => self.begin_session(&account),
            Ok(Err(error)) if error.retry() == Retry::LogIn => {
                self.end_session();
                return Err(Failure::NotLoggedIn);
            }
            // The event stream tells that the server is away, and goes on trying.
            _ => self.connect(),
        }
        Ok(())
    }

    /// Asks for one's own name if that could not be done before.
    pub(crate) async fn learn_own_name(&mut self) {
        if self.state.me.as_ref().is_some_and(|me| me.name.is_none())
            && let Ok(account) = self.context.client.auth().me().await
        {
            self.state.me = Some(Me { id: account.id, name: Some(account.username) });
        }
    }

    /// Forgets everything of the session that is over.
    pub(crate) fn end_session(&mut self) {
        self.state = State::default();
        self.events = None;
        self.link = Link::Fresh;
        self.behind = false;
        self.marks = Marks::default();
        self.listed_sessions.clear();
        self.ringing = None;
        self.tell_names();
    }

    /// Says how many messages wait for the next login.
    pub(crate) fn tell_waiting(&self, unsent: usize) {
        if unsent > 0 {
            let text = format!("Unsent messages: {unsent}. They go out when you log in again.");
            self.context.screen.warn(&text);
        }
    }

    /// How many messages of whoever is logged in have not arrived.
    pub(crate) fn unsent(&self) -> usize {
        self.state.me.as_ref().map_or(0, |me| self.outbox.count(me.id))
    }

    /// Listens to what happens, over a new connection. That it comes up is worth no word.
    pub(crate) fn connect(&mut self) {
        self.events = self.context.is_logged_in().then(|| self.context.client.events());
        if self.link == Link::Up {
            self.link = Link::Fresh;
        }
    }
}
