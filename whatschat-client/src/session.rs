//! The tokens of the session.

mod renewal;

use crate::Error;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use renewal::Renewal;
use serde::Deserialize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use whatschat_core::{auth::Tokens, id::UserId};

pub(crate) struct Session {
    tokens: watch::Sender<Option<Tokens>>,
    renewal: Mutex<Option<Renewal>>,
    /// Why the server ended the last session, where it did.
    refusal: Mutex<Option<Error>>,
}

impl Session {
    pub(crate) fn new(tokens: Option<Tokens>) -> Self {
        Self {
            tokens: watch::Sender::new(tokens),
            renewal: Mutex::default(),
            refusal: Mutex::default(),
        }
    }

    pub(crate) fn tokens(&self) -> Option<Tokens> {
        self.tokens.borrow().clone()
    }

    pub(crate) fn access_token(&self) -> Result<String, Error> {
        self.tokens().map(|tokens| tokens.token).ok_or(Error::NotLoggedIn)
    }

    pub(crate) fn changes(&self) -> watch::Receiver<Option<Tokens>> {
        self.tokens.subscribe()
    }

    pub(crate) fn set(&self, tokens: Option<Tokens>) {
        *lock(&self.refusal) = None;
        self.tokens.send_replace(tokens);
    }

    /// Why nobody is logged in.
    pub(crate) fn why_over(&self) -> Error {
        lock(&self.refusal).clone().unwrap_or(Error::NotLoggedIn)
    }

    pub(crate) fn user_id(&self) -> Option<UserId> {
        self.tokens.borrow().as_ref().and_then(subject)
    }

    /// Puts `new` in the place of `old`, unless someone logged in or out meanwhile.
    fn replace(&self, old: &Tokens, new: Option<Tokens>) {
        self.tokens.send_if_modified(|tokens| {
            let same = tokens.as_ref().is_some_and(|now| now.refresh_token == old.refresh_token);
            if same {
                *tokens = new;
            }
            same
        });
    }
}

/// No code panics while it holds one of these locks, so what they guard is always sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The user whom an access token names. Its signature is the server's business.
pub(crate) fn subject(tokens: &Tokens) -> Option<UserId> {
    #[derive(Deserialize)]
    struct Claims {
        sub: UserId,
    }
    let payload = tokens.token.split('.').nth(1)?;
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?;
    Some(serde_json::from_slice::<Claims>(&payload).ok()?.sub)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(name: &str) -> Tokens {
        Tokens { token: format!("{name}-access"), refresh_token: format!("{name}-refresh") }
    }

    fn access(session: &Session) -> Option<String> {
        session.access_token().ok()
    }

    #[test]
    fn a_renewal_that_comes_late_does_not_undo_a_login_or_a_logout() {
        let session = Session::new(Some(tokens("old")));
        session.replace(&tokens("old"), Some(tokens("new")));
        assert_eq!(access(&session).as_deref(), Some("new-access"));
        session.replace(&tokens("old"), None);
        assert_eq!(access(&session).as_deref(), Some("new-access"));
        session.set(None);
        session.replace(&tokens("new"), Some(tokens("newer")));
        assert_eq!(access(&session), None);
    }

    #[test]
    fn an_access_token_names_its_user() {
        let id = "018f4e4c-0000-7000-8000-000000000001";
        let claims = BASE64_URL_SAFE_NO_PAD.encode(format!(r#"{{"sub":"{id}","exp":1}}"#));
        let jwt = |token: String| Tokens { token, refresh_token: String::new() };
        assert_eq!(subject(&jwt(format!("h.{claims}.s"))), id.parse().ok());
        assert_eq!(subject(&jwt("not a token".into())), None);
        assert_eq!(subject(&jwt("a.!.c".into())), None);
    }
}
