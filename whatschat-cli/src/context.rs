//! What every command works with: the server's client, the screen and the profile.

use crate::command::Options;
use crate::device;
use crate::failure::Failure;
use crate::profile::{Language, Profile, SavedSession, SessionFile, Settings};
use crate::screen::Screen;
use std::time::Duration;
use tokio::time::timeout;
use whatschat_client::{Client, Tokens};

/// Where the server is when nobody says otherwise.
const DEFAULT_SERVER: &str = "http://localhost:3001";

/// How long the server may take to hear in which language it is to speak.
const PATIENCE: Duration = Duration::from_secs(2);

/// What every command works with.
pub(crate) struct Context {
    pub(crate) client: Client,
    pub(crate) screen: Screen,
    pub(crate) profile: Profile,
    pub(crate) server: String,
    /// Another server, at which the profile is logged in.
    pub(crate) elsewhere: Option<String>,
    settings: Settings,
    session: SessionFile,
}

impl Context {
    /// Sets up a client that goes on with the profile's session.
    pub(crate) fn open(
        options: &Options,
        profile: Profile,
        screen: Screen,
    ) -> Result<Self, Failure> {
        let settings = Settings::load(&profile)?;
        let (session, saved) = SessionFile::open(&profile)?;
        let server =
            options.server.as_deref().or(saved.as_ref().map(|saved| saved.server.as_str()));
        let server = server.unwrap_or(DEFAULT_SERVER).trim_end_matches('/').to_owned();
        // A token goes to the server that gave it, and to no other.
        let (here, elsewhere) = match saved {
            Some(saved) if saved.server == server => (Some(saved.tokens), None),
            other => (None, other.map(|saved| saved.server)),
        };
        let client = client(&server, settings, &session, &profile, here)?;
        let context = Self { client, screen, profile, server, elsewhere, settings, session };
        context.follow_tokens();
        Ok(context)
    }

    /// Whether somebody is logged in.
    pub(crate) fn is_logged_in(&self) -> bool {
        self.client.tokens().is_some()
    }

    /// Goes on in another language, from now on and the next times.
    pub(crate) async fn speak(&mut self, language: Language) -> Result<(), Failure> {
        self.settings.language = Some(language);
        self.settings.save(&self.profile)?;
        // The next connection says it where this one does not in time.
        drop(timeout(PATIENCE, self.client.set_locale(self.settings.locale())).await);
        Ok(())
    }

    /// Whether another process has logged somebody else in.
    pub(crate) fn is_taken_over(&self) -> Result<bool, Failure> {
        let (Some(saved), Some(me)) = (self.session.load()?, self.client.user_id()) else {
            return Ok(false);
        };
        Ok(saved.server != self.server || saved.user() != Some(me))
    }

    /// The session that the profile has now, wherever it is.
    pub(crate) fn saved_session(&self) -> Result<Option<SavedSession>, Failure> {
        self.session.load()
    }

    /// Writes the session down if it changed, unless another process has changed it too.
    pub(crate) fn save_session(&self) -> Result<(), Failure> {
        self.session.keep(&self.server, self.client.tokens())
    }

    /// Writes down the session of somebody who has just logged in.
    pub(crate) fn save_login(&self) -> Result<(), Failure> {
        self.session.take(&self.server, self.client.tokens())
    }

    /// Says where else the profile is logged in, where that explains a failure.
    pub(crate) fn explain(&self, failure: Failure) -> Failure {
        match (failure, &self.elsewhere) {
            (Failure::NotLoggedIn, Some(server)) => Failure::LoggedInElsewhere(server.clone()),
            (failure, _) => failure,
        }
    }

    /// Saves the tokens at each change, until the client is gone.
    fn follow_tokens(&self) {
        let mut changes = self.client.token_changes();
        let (session, server, screen) =
            (self.session.clone(), self.server.clone(), self.screen.clone());
        tokio::spawn(async move {
            while changes.changed().await.is_ok() {
                let tokens = changes.borrow_and_update().clone();
                if let Err(failure) = session.keep(&server, tokens) {
                    screen.fail(failure.to_string().into());
                }
            }
        });
    }
}

fn client(
    server: &str,
    settings: Settings,
    session: &SessionFile,
    profile: &Profile,
    tokens: Option<Tokens>,
) -> Result<Client, Failure> {
    let (session, here) = (session.clone(), server.to_owned());
    let renewed = move || {
        let saved = session.load().ok().flatten();
        saved.filter(|saved| saved.server == here).map(|saved| saved.tokens)
    };
    let builder =
        Client::builder(server).locale(settings.locale()).user_agent(device::agent(profile.name()));
    Ok(builder.tokens(tokens).reload_tokens(renewed).build()?)
}
