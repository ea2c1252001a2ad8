//! What every command works with: the server's client, the screen and the profile.

use crate::command::Options;
use crate::failure::Failure;
use crate::profile::{Language, Profile, SavedSession, Settings};
use crate::screen::Screen;
use whatschat_client::{Client, Tokens};

/// Where the server is when nobody says otherwise.
const DEFAULT_SERVER: &str = "http://localhost:3001";

/// What every command works with.
pub(crate) struct Context {
    pub(crate) client: Client,
    pub(crate) screen: Screen,
    pub(crate) profile: Profile,
    pub(crate) server: String,
    /// Another server, at which the profile is logged in.
    pub(crate) elsewhere: Option<String>,
    settings: Settings,
    /// The refresh token as it was read from the profile.
    loaded: Option<String>,
}

impl Context {
    /// Sets up a client that goes on with the profile's session.
    pub(crate) fn open(
        options: &Options,
        profile: Profile,
        screen: Screen,
    ) -> Result<Self, Failure> {
        let settings = Settings::load(&profile)?;
        let saved = SavedSession::load(&profile)?;
        let server =
            options.server.as_deref().or(saved.as_ref().map(|saved| saved.server.as_str()));
        let server = server.unwrap_or(DEFAULT_SERVER).trim_end_matches('/').to_owned();
        // A token goes to the server that gave it, and to no other.
        let (here, elsewhere) = match saved {
            Some(saved) if saved.server == server => (Some(saved.tokens), None),
            other => (None, other.map(|saved| saved.server)),
        };
        let loaded = here.as_ref().map(|tokens| tokens.refresh_token.clone());
        let client = client(&server, settings, here)?;
        let context = Self { client, screen, profile, server, elsewhere, settings, loaded };
        context.follow_tokens();
        Ok(context)
    }

    /// Whether somebody is logged in.
    pub(crate) fn is_logged_in(&self) -> bool {
        self.client.tokens().is_some()
    }

    /// Goes on in another language, from now on and the next times.
    pub(crate) fn speak(&mut self, language: Language) -> Result<(), Failure> {
        self.settings.language = Some(language);
        self.settings.save(&self.profile)?;
        self.renew_client(self.client.tokens())
    }

    /// Takes over a session that another process of this profile has renewed: the tokens here
    /// are used up, and using them again would look like a theft. Says whether there was one.
    pub(crate) fn adopt(&mut self) -> Result<bool, Failure> {
        let (Some(saved), Some(tokens)) =
            (SavedSession::load(&self.profile)?, self.client.tokens())
        else {
            return Ok(false);
        };
        if saved.server != self.server || saved.tokens.refresh_token == tokens.refresh_token {
            return Ok(false);
        }
        self.loaded = Some(saved.tokens.refresh_token.clone());
        self.renew_client(Some(saved.tokens)).map(|()| true)
    }

    /// Writes the session down if it changed. One that did not may be older than what another
    /// process has written meanwhile.
    pub(crate) fn save_session(&self) -> Result<(), Failure> {
        let tokens = self.client.tokens();
        if tokens.as_ref().map(|tokens| &tokens.refresh_token) == self.loaded.as_ref() {
            return Ok(());
        }
        SavedSession::save(&self.profile, &self.server, tokens)
    }

    fn renew_client(&mut self, tokens: Option<Tokens>) -> Result<(), Failure> {
        self.client = client(&self.server, self.settings, tokens)?;
        self.follow_tokens();
        Ok(())
    }

    /// Saves the tokens at each change, until the client is gone.
    fn follow_tokens(&self) {
        let mut changes = self.client.token_changes();
        let (profile, server, screen) =
            (self.profile.clone(), self.server.clone(), self.screen.clone());
        tokio::spawn(async move {
            while changes.changed().await.is_ok() {
                let tokens = changes.borrow_and_update().clone();
                if let Err(failure) = SavedSession::save(&profile, &server, tokens) {
                    screen.fail(failure.to_string().into());
                }
            }
        });
    }
}

fn client(server: &str, settings: Settings, tokens: Option<Tokens>) -> Result<Client, Failure> {
    let name = concat!("whatschat-cli/", env!("CARGO_PKG_VERSION"));
    let builder = Client::builder(server).locale(settings.locale()).user_agent(name);
    Ok(builder.tokens(tokens).build()?)
}
