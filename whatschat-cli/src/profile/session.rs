//! The session that goes on the next time.

use super::Profile;
use crate::failure::Failure;
use serde::{Deserialize, Serialize};
use whatschat_client::Tokens;

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
    /// Reads the profile's session; `None` where nobody is logged in.
    pub(crate) fn load(profile: &Profile) -> Result<Option<Self>, Failure> {
        profile.read(FILE)
    }

    /// Keeps `tokens` for the next time; `None` forgets the session.
    pub(crate) fn save(
        profile: &Profile,
        server: &str,
        tokens: Option<Tokens>,
    ) -> Result<(), Failure> {
        match tokens {
            Some(tokens) => profile.write(FILE, &Self { server: server.into(), tokens }),
            None => profile.remove(FILE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_comes_back_with_its_server_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::open(Some(folder.path().into()), "default").unwrap();
        assert!(SavedSession::load(&profile).unwrap().is_none());
        let tokens = Tokens { token: "a".into(), refresh_token: "r".into() };
        SavedSession::save(&profile, "http://one", Some(tokens)).unwrap();
        let saved = SavedSession::load(&profile).unwrap().unwrap();
        assert_eq!(
            (saved.server.as_str(), saved.tokens.refresh_token.as_str()),
            ("http://one", "r")
        );
        SavedSession::save(&profile, "http://one", None).unwrap();
        assert!(SavedSession::load(&profile).unwrap().is_none());
        assert_eq!(std::fs::read_dir(profile.folder()).unwrap().count(), 0);
    }
}
