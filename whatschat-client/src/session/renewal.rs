//! How the tokens are renewed: once, however many calls need it.

use super::{has_ended, lock};
use crate::{Client, Error};
use futures_util::{FutureExt, future::Shared};
use tokio::sync::oneshot;
use whatschat_core::ErrorCode;
use whatschat_core::auth::{RefreshTokens, Tokens};
use whatschat_core::id::UserId;

/// A renewal under way, which any number of callers can await.
pub(super) type Renewal = Shared<oneshot::Receiver<Result<(), Error>>>;

impl Client {
    /// Makes an attempt with the access token, and where the server takes it for invalid, one
    /// more with a renewed one.
    pub(crate) async fn with_token<T, F>(&self, attempt: impl Fn(String) -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        self.with_token_of(None, attempt).await
    }

    /// The same in the name of this user, and of nobody who has logged in since.
    pub(crate) async fn with_token_of<T, F>(
        &self,
        user: Option<UserId>,
        attempt: impl Fn(String) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let session = &self.0.session;
        let tokens = session.tokens().filter(|now| !has_ended(user, Some(now)));
        let tokens = tokens.ok_or(Error::NotLoggedIn)?;
        match attempt(tokens.token.clone()).await {
            Err(error) if error.code() == Some(ErrorCode::TokenInvalid) => {
                self.renew(&tokens.token).await?;
                attempt(session.successor(&tokens)?).await
            }
            result => result,
        }
    }

    /// Renews the tokens after `failed` was refused: once, however many calls ask for it.
    async fn renew(&self, failed: &str) -> Result<(), Error> {
        let Some(renewal) = self.renewal(failed)? else { return Ok(()) };
        renewal.await.unwrap_or_else(|_| Err(Error::protocol("the renewal was cut off")))
    }

    /// The renewal to await; `None` where the tokens are newer than the one that failed.
    fn renewal(&self, failed: &str) -> Result<Option<Renewal>, Error> {
        let session = &self.0.session;
        let mut running = lock(&session.renewal);
        let tokens = session.tokens().ok_or_else(|| session.why_over())?;
        if tokens.token != failed {
            return Ok(None);
        }
        Ok(Some(running.get_or_insert_with(|| self.start_renewal(tokens)).clone()))
    }

    /// Renews in a task of its own: a caller who goes away must not lose the new refresh token.
    fn start_renewal(&self, old: Tokens) -> Renewal {
        let (client, (done, result)) = (self.clone(), oneshot::channel());
        tokio::spawn(async move {
            let outcome = client.exchange(&old).await;
            // After the tokens: nobody may find the old ones and no renewal under way.
            *lock(&client.0.session.renewal) = None;
            drop(done.send(outcome)); // fails where every caller went away
        });
        result.shared()
    }

    /// Gives the refresh token away for new tokens, and puts these in the place of the old.
    async fn exchange(&self, old: &Tokens) -> Result<(), Error> {
        let session = &self.0.session;
        if session.take_renewed(old) {
            return Ok(());
        }
        let request = RefreshTokens { refresh_token: old.refresh_token.clone() };
        let new = self.send(request).await.inspect_err(|error| {
            if is_final(error) {
                *lock(&session.refusal) = Some(error.clone());
                session.replace(old, None);
            }
        })?;
        session.replace(old, Some(new));
        Ok(())
    }
}

/// Whether the refresh token will never work: refused, or not even shaped like one.
fn is_final(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if matches!(refusal.status, 401 | 422))
}
