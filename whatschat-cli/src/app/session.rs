//! The beginning and the end of a session, and of a connection.

use super::{App, Link};
use crate::failure::Failure;
use crate::state::{Me, State};
use whatschat_client::core::auth::Account;

impl App {
    /// Goes on as `account`, which has just logged in.
    pub(crate) fn begin_session(&mut self, account: &Account) {
        let me = Me { id: account.id, name: account.username.clone() };
        self.state = State::of(me);
        self.connect();
    }

    /// Goes on with the session of the last time. Without the server only the id is known.
    pub(crate) async fn resume_session(&mut self) -> Result<(), Failure> {
        let Some(id) = self.context.client.user_id() else { return Ok(()) };
        self.state.me = Some(Me { id, name: "me".into() });
        match self.context.client.auth().me().await.map_err(Failure::from) {
            Ok(account) => self.begin_session(&account),
            Err(Failure::NotLoggedIn) => {
                self.end_session();
                return Err(Failure::NotLoggedIn);
            }
            // The event stream tells that the server is away, and goes on trying.
            Err(_) => self.connect(),
        }
        Ok(())
    }

    /// Forgets everything of the session that is over.
    pub(crate) fn end_session(&mut self) {
        self.state = State::default();
        self.events = None;
        self.link = Link::Fresh;
        self.tell_names();
    }

    /// Listens to what happens, over a new connection. That it comes up is worth no word.
    pub(crate) fn connect(&mut self) {
        self.events = self.context.is_logged_in().then(|| self.context.client.events());
        if self.link == Link::Up {
            self.link = Link::Fresh;
        }
    }
}
