//! The tokens of the session.

mod renewal;

use crate::{Client, Error};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use renewal::Renewal;
use serde::Deserialize;
use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use whatschat_core::{auth::Tokens, id::UserId};

pub(crate) struct Session {
    tokens: watch::Sender<Option<Tokens>>,
    reload: Option<Reload>,
    renewal: Mutex<Option<Renewal>>,
    /// The refresh tokens that are used up: one that was saved late, or never replaced where it
    /// is saved, must not come back.
    spent: Mutex<HashSet<String>>,
    /// Why the server ended the last session, where it did.
    refusal: Mutex<Option<Error>>,
}

/// Reads the tokens that several processes share.
pub(crate) struct Reload(pub(crate) Box<dyn Fn() -> Option<Tokens> + Send + Sync>);

impl fmt::Debug for Reload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reload")
    }
}

impl Session {
    pub(crate) fn new(tokens: Option<Tokens>, reload: Option<Reload>) -> Self {
        Self {
            tokens: watch::Sender::new(tokens),
            reload,
            renewal: Mutex::default(),
            spent: Mutex::default(),
            refusal: Mutex::default(),
        }
    }

    pub(crate) fn tokens(&self) -> Option<Tokens> {
        self.tokens.borrow().clone()
    }

    /// The access token that took the place of `old`'s. Where somebody else has logged in since,
    /// there is none: what one user began must not be done in the name of another.
    fn successor(&self, old: &Tokens) -> Result<String, Error> {
        let now = self.tokens();
        let same = now.filter(|now| !has_ended(subject(old), Some(now)));
        same.map(|tokens| tokens.token).ok_or(Error::NotLoggedIn)
    }

    /// Takes over what another process has renewed `old` to. Says whether there was something:
    /// `old` is used up then, and using it again would look like a theft.
    fn take_renewed(&self, old: &Tokens) -> bool {
        let saved = self.reload.as_ref().and_then(|Reload(read)| read());
        let newer = saved.filter(|saved| {
            saved.refresh_token != old.refresh_token
                && !has_ended(subject(old), Some(saved))
                && !lock(&self.spent).contains(&saved.refresh_token)
        });
        let found = newer.is_some();
        if found {
            self.replace(old, newer);
        }
        found
    }

    pub(crate) fn changes(&self) -> watch::Receiver<Option<Tokens>> {
        self.tokens.subscribe()
    }

    pub(crate) fn set(&self, tokens: Option<Tokens>) {
        *lock(&self.refusal) = None;
        self.tokens.send_replace(tokens);
    }

    /// Drops the tokens of the session that `old` are of, and not those of a log-in since.
    pub(crate) fn end(&self, old: Option<&Tokens>) {
        self.tokens.send_if_modified(|now| {
            let of = |tokens: &Tokens| Claims::of(&tokens.token);
            let is_same = now.is_some() && now.as_ref().map(of) == old.map(of);
            if is_same {
                *lock(&self.refusal) = None;
                *now = None;
            }
            is_same
        });
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
                lock(&self.spent).insert(old.refresh_token.clone());
                *tokens = new;
            }
            same
        });
    }
}

impl Client {
    /// Whether `user` is no longer the one who is logged in.
    pub(crate) fn session_has_ended(&self, user: Option<UserId>) -> bool {
        has_ended(user, self.tokens().as_ref())
    }

    /// Waits until that is so.
    pub(crate) async fn session_ends(&self, user: Option<UserId>) {
        let mut changes = self.token_changes();
        // Fails where the client is gone, and it is here.
        drop(changes.wait_for(|now| has_ended(user, now.as_ref())).await);
    }
}

/// No code panics while it holds one of these locks, so what they guard is always sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the session of `user` is over: nobody, or somebody else, holds the tokens. Where the
/// tokens did not tell whose they are, a renewal may, and says nothing new.
pub(crate) fn has_ended(user: Option<UserId>, now: Option<&Tokens>) -> bool {
    now.is_none_or(|now| user.is_some() && subject(now) != user)
}

/// The user whom the access token names.
pub(crate) fn subject(tokens: &Tokens) -> Option<UserId> {
    user_of(&tokens.token)
}

/// The user whom an access token names.
pub(crate) fn user_of(token: &str) -> Option<UserId> {
    Some(Claims::of(token)?.sub)
}

/// What stays the same of a session's access tokens. Their signature is the server's business.
#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Claims {
    /// Whose it is.
    sub: UserId,
    /// Which session.
    sid: Option<String>,
}

impl Claims {
    fn of(token: &str) -> Option<Self> {
        let payload = token.split('.').nth(1)?;
        let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?;
        serde_json::from_slice(&payload).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens whose access token names nobody.
    fn opaque(name: &str) -> Tokens {
        Tokens { token: name.into(), refresh_token: format!("{name}-refresh") }
    }

    fn tokens_of(user: UserId) -> Tokens {
        session_of(user, "one")
    }

    fn session_of(user: UserId, name: &str) -> Tokens {
        let claims = format!(r#"{{"sub":"{user}","sid":"{name}","exp":1}}"#);
        opaque(&format!("header.{}.signature", BASE64_URL_SAFE_NO_PAD.encode(claims)))
    }

    fn somebody() -> UserId {
        uuid::Uuid::max().into()
    }

    #[test]
    fn a_renewal_that_comes_late_does_not_undo_a_login_or_a_logout() {
        let session = Session::new(Some(opaque("old")), None);
        let access = || session.tokens().map(|tokens| tokens.token);
        session.replace(&opaque("old"), Some(opaque("new")));
        assert_eq!(access().as_deref(), Some("new"));
        session.replace(&opaque("old"), None);
        assert_eq!(access().as_deref(), Some("new"));
        session.set(None);
        session.replace(&opaque("new"), Some(opaque("newer")));
        assert_eq!(access(), None);
    }

    #[test]
    fn an_end_that_comes_late_does_not_undo_a_login() {
        let of = |name: &str| session_of(somebody(), name);
        let session = Session::new(Some(of("second")), None);
        session.end(Some(&of("first")));
        session.end(Some(&tokens_of(UserId::nil())));
        session.end(None);
        assert_eq!(session.user_id(), Some(somebody()));
        session.end(Some(&of("second")));
        assert!(session.tokens().is_none());
    }

    #[test]
    fn an_access_token_names_its_user() {
        assert_eq!(subject(&tokens_of(somebody())), Some(somebody()));
        assert_eq!(subject(&opaque("not a token")), None);
        assert_eq!(subject(&opaque("a.!.c")), None);
    }

    #[test]
    fn a_session_ends_when_nobody_or_somebody_else_is_logged_in() {
        let mine = tokens_of(UserId::nil());
        assert!(!has_ended(Some(UserId::nil()), Some(&mine)));
        assert!(has_ended(Some(somebody()), Some(&mine)));
        assert!(has_ended(Some(UserId::nil()), None));
        assert!(!has_ended(None, Some(&opaque("renewed"))));
    }

    #[test]
    fn what_another_process_renewed_is_taken_over_unless_it_is_somebody_elses() {
        let mine = |name| Tokens { refresh_token: name, ..tokens_of(somebody()) };
        let old = mine("old".to_owned());
        let session = |saved: Tokens| {
            let reload = Reload(Box::new(move || Some(saved.clone())));
            Session::new(Some(old.clone()), Some(reload))
        };
        let renewed = session(mine("new".to_owned()));
        assert!(renewed.take_renewed(&old));
        assert_eq!(renewed.tokens().unwrap().refresh_token, "new");
        assert!(!session(old.clone()).take_renewed(&old));
        assert!(!session(tokens_of(UserId::nil())).take_renewed(&old));
        // Who could not save what they renewed finds the old ones, and keeps the new.
        let unsaved = session(old.clone());
        let new = mine("new".to_owned());
        unsaved.replace(&old, Some(new.clone()));
        assert!(!unsaved.take_renewed(&new));
    }

    #[test]
    fn a_call_is_not_repeated_in_the_name_of_another() {
        let session = Session::new(Some(tokens_of(somebody())), None);
        assert!(session.successor(&tokens_of(UserId::nil())).is_err());
        assert!(session.successor(&tokens_of(somebody())).is_ok());
    }
}
