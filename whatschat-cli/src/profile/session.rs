//! The session that goes on the next time.

use super::Profile;
use crate::failure::Failure;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use whatschat_client::core::id::UserId;
use whatschat_client::{Client, Tokens};

const FILE: &str = "session.json";

/// A session and whose server it belongs to: a token must never go to another server.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedSession {
    /// The server's address, as it was given.
    pub(crate) server: String,
    /// The session's tokens.
    #[serde(flatten)]
    pub(crate) tokens: Tokens,
}

impl SavedSession {
    /// Whose session it is, as far as its tokens tell.
    pub(crate) fn user(&self) -> Option<UserId> {
        Client::user_of(&self.tokens)
    }
}

/// The file of the profile's session. Several processes may use it: each changes only what it has
/// read or written itself. Cheap to clone.
#[derive(Clone)]
pub(crate) struct SessionFile {
    profile: Profile,
    /// The refresh token in the file, as far as this process knows.
    known: Arc<Mutex<Option<String>>>,
}

impl SessionFile {
    /// Reads the profile's session; `None` where nobody is logged in.
    pub(crate) fn open(profile: &Profile) -> Result<(Self, Option<SavedSession>), Failure> {
        let saved = load(profile)?;
        let known = Arc::new(Mutex::new(refresh_token(saved.as_ref())));
        Ok((Self { profile: profile.clone(), known }, saved))
    }

    /// Reads it anew.
    pub(crate) fn load(&self) -> Result<Option<SavedSession>, Failure> {
        load(&self.profile)
    }

    /// Keeps `tokens` for the next time, and `None` forgets the session, unless another process
    /// has changed it, or it is another server's.
    pub(crate) fn keep(&self, server: &str, tokens: Option<Tokens>) -> Result<(), Failure> {
        let is_here = |saved: &SavedSession| saved.server == server;
        self.change(server, tokens, |known, saved| {
            *known == refresh_token(saved) && saved.is_none_or(is_here)
        })
    }

    /// Keeps the tokens of somebody who has just logged in, whoever did before.
    pub(crate) fn take(&self, server: &str, tokens: Option<Tokens>) -> Result<(), Failure> {
        self.change(server, tokens, |_, _| true)
    }

    fn change(
        &self,
        server: &str,
        tokens: Option<Tokens>,
        may: impl Fn(&Option<String>, Option<&SavedSession>) -> bool,
    ) -> Result<(), Failure> {
        let mut known = self.known();
        let new = tokens.as_ref().map(|tokens| tokens.refresh_token.clone());
        if new == *known {
            return Ok(());
        }
        let _lock = self.profile.lock_session()?;
        let saved = load(&self.profile)?;
        if refresh_token(saved.as_ref()) == new {
            // This process took over what another one had renewed.
            *known = new;
        } else if may(&known, saved.as_ref()) {
            save(&self.profile, server, tokens)?;
            *known = new;
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Option<String>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refresh_token(saved: Option<&SavedSession>) -> Option<String> {
    saved.map(|saved| saved.tokens.refresh_token.clone())
}

fn load(profile: &Profile) -> Result<Option<SavedSession>, Failure> {
    profile.read(FILE)
}

fn save(profile: &Profile, server: &str, tokens: Option<Tokens>) -> Result<(), Failure> {
    match tokens {
        Some(tokens) => profile.write(FILE, &SavedSession { server: server.into(), tokens }),
        None => profile.remove(FILE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(refresh_token: &str) -> Option<Tokens> {
        Some(Tokens { token: "a".into(), refresh_token: refresh_token.into() })
    }

    fn profile() -> (tempfile::TempDir, Profile) {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::open(Some(folder.path().into()), "default").unwrap();
        (folder, profile)
    }

    #[test]
    fn a_session_comes_back_with_its_server_until_it_is_forgotten() {
        let (_folder, profile) = profile();
        let (file, saved) = SessionFile::open(&profile).unwrap();
        assert!(saved.is_none());
        file.keep("http://one", tokens("r")).unwrap();
        let (file, saved) = SessionFile::open(&profile).unwrap();
        let saved = saved.unwrap();
        assert_eq!(
            (saved.server.as_str(), saved.tokens.refresh_token.as_str()),
            ("http://one", "r")
        );
        file.keep("http://one", None).unwrap();
        assert!(file.load().unwrap().is_none());
    }

    #[test]
    fn the_session_at_another_server_stays_until_somebody_logs_in() {
        let (_folder, profile) = profile();
        let (file, _) = SessionFile::open(&profile).unwrap();
        file.keep("http://one", tokens("1")).unwrap();
        for other in [None, tokens("2")] {
            let (file, _) = SessionFile::open(&profile).unwrap();
            file.keep("http://two", other).unwrap();
            assert_eq!(file.load().unwrap().unwrap().server, "http://one");
        }
        file.take("http://two", tokens("2")).unwrap();
        assert_eq!(file.load().unwrap().unwrap().server, "http://two");
    }

    #[test]
    fn what_another_process_wrote_is_neither_overwritten_nor_removed() {
        let (_folder, profile) = profile();
        let (first, _) = SessionFile::open(&profile).unwrap();
        first.keep("http://one", tokens("1")).unwrap();
        let (second, _) = SessionFile::open(&profile).unwrap();
        second.keep("http://one", tokens("2")).unwrap();
        let in_file = || refresh_token(first.load().unwrap().as_ref());
        for late in [tokens("late"), None] {
            first.keep("http://one", late).unwrap();
            assert_eq!(in_file().as_deref(), Some("2"));
        }
        first.take("http://one", tokens("new login")).unwrap();
        assert_eq!(in_file().as_deref(), Some("new login"));
    }
}
