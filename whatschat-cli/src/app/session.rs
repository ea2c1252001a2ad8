//! The beginning of a session, and what it knows.

use super::{App, Link, in_time};
use crate::failure::Failure;
use crate::state::{Me, State};
use whatschat_client::core::auth::Account;
use whatschat_client::core::id::UserId;
use whatschat_client::store::Store;
use whatschat_client::{Error, Retry};

impl App {
    /// Goes on as `account`, which has just logged in.
    pub(crate) async fn begin_session(&mut self, account: &Account) -> Result<(), Failure> {
        let me = Me { id: account.id, name: Some(account.username.clone()) };
        self.begin_as(me).await
    }

    async fn begin_as(&mut self, me: Me) -> Result<(), Failure> {
        let (store, is_kept) = self.open_store(me.id).await?;
        (self.connection.store, self.connection.is_kept) = (Some(store), is_kept);
        self.state = State::of(me);
        // Before any of it is sent.
        self.outbox.left_over = self.outgoing().await?.iter().map(|one| one.id).collect();
        self.reload().await?;
        self.connect().await
    }

    /// Opens what is kept here of a user's chats, and says whether it is kept. Without it one can talk
    /// all the same.
    async fn open_store(&self, user: UserId) -> Result<(Store, bool), Failure> {
        let opened = match self.context.profile.store(&self.context.server, user) {
            Ok(file) => Store::open(file).await.map_err(Failure::from),
            Err(failure) => Err(failure),
        };
        match opened {
            Ok(store) => Ok((store, true)),
            Err(why) => {
                let lost = "Nothing is kept here: what is not sent when you leave is lost.";
                self.context.screen.warn(&format!("{why}\n{lost}"));
                Ok((Store::in_memory().await?, false))
            }
        }
    }

    /// Goes on with the session of the last time. Says whether there is one.
    pub(crate) async fn resume_session(&mut self) -> Result<(), Failure> {
        let Some(id) = self.context.client.user_id() else { return Ok(()) };
        // Nobody waits long for a prompt: the name may come later.
        match in_time(self.context.client.auth().me()).await {
            Some(Ok(account)) => self.begin_session(&account).await,
            Some(Err(error)) if error.retry() == Retry::LogIn => {
                let server = self.context.server.clone();
                match self.forget_session(&server, Some(id)).await {
                    Ok(unsent) => self.tell_waiting(unsent),
                    Err(why) => self.tell(&why),
                }
                Err(Failure::NotLoggedIn)
            }
            // The event stream tells that the server is away, and goes on trying.
            _ => self.begin_as(Me { id, name: None }).await,
        }
    }

    /// Asks for one's own name if that could not be done before; if it cannot be done now, the next
    /// connection does.
    pub(crate) async fn learn_own_name(&mut self) {
        if self.state.me.as_ref().is_some_and(|me| me.name.is_none())
            && let Some(Ok(account)) = in_time(self.context.client.auth().me()).await
        {
            self.state.learn(account.id, &account.username);
        }
    }

    /// Listens to what happens, over a new connection. That it comes up is worth no word.
    pub(crate) async fn connect(&mut self) -> Result<(), Failure> {
        self.connection.open(&self.context.client).await?;
        if let Some(open) = self.state.open.as_ref().map(|open| open.id) {
            self.follow_chat(open, 1)?;
        }
        Ok(())
    }

    /// Reads the chats as they are now, where the server is there to tell.
    pub(crate) async fn reload_fresh(&mut self) -> Result<(), Failure> {
        if let (Some(store), Link::Up) = (self.connection.store.clone(), self.connection.link) {
            let fresh = async {
                let mut changes = store.changes();
                while store.is_stale().await? && changes.changed().await.is_ok() {}
                Ok::<(), Error>(())
            };
            // What the server does not say in time, the store has as it was.
            in_time(fresh).await.unwrap_or(Ok(()))?;
        }
        self.reload().await
    }

    /// Reads the chats from the store.
    pub(crate) async fn reload(&mut self) -> Result<(), Failure> {
        if let Some(store) = &self.connection.store {
            self.state.set_chats(store.chats().await?);
            self.tell_names();
        }
        Ok(())
    }
}
