//! The session that a profile had before somebody logged in.

use crate::context::Context;
use crate::profile::SavedSession;
use crate::screen::Screen;
use std::time::Duration;
use tokio::time::timeout;
use whatschat_client::Client;

/// How long its server may take to end it.
const PATIENCE: Duration = Duration::from_secs(5);

/// The session of before: nobody can use it any more.
pub(super) struct Before {
    session: SavedSession,
    /// Whether the same user goes on.
    is_own: bool,
}

impl Before {
    /// What `session` was to who has just logged in.
    pub(super) fn of(context: &Context, session: SavedSession) -> Self {
        let is_here = session.server == context.server;
        let is_own = is_here && session.user() == context.client.user_id();
        Self { session, is_own }
    }

    /// The session of somebody else, who must leave nothing here.
    pub(super) fn anothers(&self) -> Option<&SavedSession> {
        Some(&self.session).filter(|_| !self.is_own)
    }

    /// Ends it at its server, where that is there to do it.
    pub(super) async fn end(self, screen: Screen) {
        let SavedSession { server, tokens } = self.session;
        let end = async {
            let client = Client::builder(&server).tokens(Some(tokens)).build()?;
            client.auth().logout().await
        };
        let ended = matches!(timeout(PATIENCE, end).await, Ok(Ok(())));
        // One's own may be over already, which is why one logs in again: not worth a word.
        if !ended && !self.is_own {
            let why = format!("the session of before, at {server}, stays open until it expires");
            screen.fail(why.as_str().into());
        }
    }
}
