//! How the tokens are renewed: once, however many calls need it.

use super::{has_ended, lock};
use crate::{Client, Error, NetworkError, Retry};
use futures_util::{FutureExt, future::Shared};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;
use whatschat_core::ErrorCode;
use whatschat_core::auth::{RefreshTokens, Tokens};
use whatschat_core::id::UserId;

/// How long the answer to a renewal is waited for, and how often one is asked for. The server gives
/// what was lost a second time for 30 seconds only: all attempts must fit in there.
const PATIENCE: Duration = Duration::from_secs(8);
const ATTEMPTS: u32 = 3;
/// How often the tokens are renewed for one call: those of another process may have expired as well.
const RENEWALS: u32 = 2;

/// A renewal under way, which any number of callers can await.
pub(super) type Renewal = Shared<oneshot::Receiver<Result<(), Error>>>;
type Done = oneshot::Sender<Result<(), Error>>;

/// Notes when a renewal is over, however it ends: the next one would wait for it for ever.
struct Running(Client);

impl Drop for Running {
    fn drop(&mut self) {
        *lock(&self.0.0.session.renewal) = None;
    }
}

impl Client {
    /// Makes an attempt with the access token, and where the server takes it for invalid,
    /// others with renewed ones.
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
        let mut token = tokens.token.clone();
        for _ in 0..RENEWALS {
            match attempt(token.clone()).await {
                Err(error) if error.code() == Some(ErrorCode::TokenInvalid) => {
                    self.renew(&token).await?;
                    token = session.successor(&tokens)?;
                }
                result => return result,
            }
        }
        attempt(token).await
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
        if let Some(running) = &*running {
            return Ok(Some(running.clone()));
        }
        let (done, result) = oneshot::channel();
        let renewal = running.insert(result.shared()).clone();
        drop(running); // a task that cannot even start notes that it is over
        self.start_renewal(tokens, done);
        Ok(Some(renewal))
    }

    /// Renews in a task of its own: a caller who goes away must not lose the new refresh token.
    fn start_renewal(&self, old: Tokens, done: Done) {
        let running = Running(self.clone());
        tokio::spawn(async move {
            let outcome = running.0.exchange(&old).await;
            drop(running); // after the tokens: nobody may find the old ones and no renewal
            drop(done.send(outcome)); // fails where every caller went away
        });
    }

    /// Gives the refresh token away for new tokens, and puts these in the place of the old.
    async fn exchange(&self, old: &Tokens) -> Result<(), Error> {
        let session = &self.0.session;
        if session.take_renewed(old) {
            return Ok(());
        }
        let request = || RefreshTokens { refresh_token: old.refresh_token.clone() };
        let new = insist(|| self.send(request())).await.inspect_err(|error| {
            if is_final(error) {
                *lock(&session.refusal) = Some(error.clone());
                session.replace(old, None);
            }
        })?;
        session.replace(old, Some(new));
        Ok(())
    }
}

/// Asks again at once where no answer comes: the server may have renewed, and its answer be lost.
async fn insist<T, F>(ask: impl Fn() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    for _ in 1..ATTEMPTS {
        match answer(ask()).await {
            Err(error) if is_lost(&error) => {
                tracing::debug!(%error, "a renewal is asked for again");
            }
            result => return result,
        }
    }
    answer(ask()).await
}

async fn answer<T>(call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout(PATIENCE, call).await.unwrap_or_else(|late| Err(NetworkError::new(late).into()))
}

/// Whether nobody knows what the server did, for it did not say it, and nobody asks to wait.
fn is_lost(error: &Error) -> bool {
    let is_said = matches!(error, Error::Refused(_) | Error::Protocol { status: Some(429), .. });
    !is_said && error.asked_wait().is_none() && matches!(error.retry(), Retry::After(_))
}

/// Whether the refresh token will never work: refused, or not even shaped like one.
fn is_final(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if matches!(refusal.status, 401 | 422))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;
    use crate::call::tests::answering;
    use reqwest::header::HeaderMap;
    use std::cell::Cell;
    use std::future::pending;
    use std::sync::atomic::{AtomicBool, Ordering};
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_lost_is_asked_for_again_while_the_server_still_gives_it() {
        let (begin, asked) = (Instant::now(), Cell::new(0));
        let never: Result<(), _> = insist(|| {
            asked.set(asked.get() + 1);
            pending()
        })
        .await;
        assert!(matches!(never, Err(Error::Network(_))));
        assert_eq!(asked.get(), ATTEMPTS);
        assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_server_says_is_asked_for_once() {
        let asked = Cell::new(0);
        let said: Result<(), _> = insist(async || {
            asked.set(asked.get() + 1);
            Err(Error::protocol("a no"))
        })
        .await;
        assert!(said.is_err());
        assert_eq!(asked.get(), 1);
    }

    #[tokio::test]
    async fn what_another_process_has_renewed_and_has_expired_as_well_is_renewed() {
        let tokens = |name: &str| Tokens { token: name.into(), refresh_token: name.into() };
        let newest = serde_json::json!({"success": true, "data": tokens("newest")}).to_string();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", newest.len());
        let client = Client::builder(answering([head + &newest]).await).tokens(tokens("old"));
        let client = client.reload_tokens(move || Some(tokens("saved"))).build().unwrap();
        let expired =
            br#"{"success":false,"message":"No.","error":{"code":"AUTH_001","message":"No."}}"#;
        let expired = Refusal::read(401, &HeaderMap::new(), expired).unwrap();
        let attempt = async |token: String| match token.as_str() {
            "newest" => Ok(()),
            _ => Err(Error::from(expired.clone())),
        };
        client.with_token(attempt).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_proxy_that_asks_to_wait_is_not_asked_again_at_once() {
        for (status, retry_after) in [(429, None), (503, Some(PATIENCE))] {
            let what = "no envelope".to_owned();
            let asks = Error::Protocol { status: Some(status), what, retry_after };
            let asked = Cell::new(0);
            let said: Result<(), _> = insist(async || {
                asked.set(asked.get() + 1);
                Err(asks.clone())
            })
            .await;
            assert!(said.is_err());
            assert_eq!(asked.get(), 1);
        }
    }

    #[tokio::test]
    async fn a_renewal_that_dies_does_not_hold_up_the_next() {
        let (tokens, first) =
            (Tokens { token: "t".into(), refresh_token: "r".into() }, AtomicBool::new(true));
        let reload = move || {
            assert!(!first.swap(false, Ordering::SeqCst), "the first renewal dies");
            Some(Tokens { token: "new".into(), refresh_token: "s".into() })
        };
        let client = Client::builder("http://localhost").tokens(tokens).reload_tokens(reload);
        let client = client.build().unwrap();
        assert!(matches!(client.renew("t").await, Err(Error::Protocol { .. })));
        client.renew("t").await.unwrap();
        assert_eq!(client.tokens().unwrap().token, "new");
    }
}
