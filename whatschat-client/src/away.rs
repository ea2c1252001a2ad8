//! Waiting for a server that is away.

use crate::backoff::Backoff;
use crate::{Client, Error, Retry};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;

/// How long is waited at least at first, whatever the signs.
const LEAST: Duration = Duration::from_millis(500);

/// How long to wait between attempts: as its [`Backoff`] says, but no longer than until there is a sign
/// that another one is worthwhile: the server answers a call, or somebody has something new to send.
#[derive(Debug)]
pub(crate) struct Away {
    backoff: Backoff,
    /// Changes with each of these.
    signs: watch::Receiver<()>,
    retry_in: Duration,
    /// How long it waits at least: where there are signs and it fails all the same, it is tried less and
    /// less.
    least: Duration,
    /// Whether what failed may succeed as soon as the server is there.
    may_be_early: bool,
    was_there: bool,
}

impl Away {
    pub(crate) fn of(client: &Client) -> Self {
        Self::hearing(client.0.signs.subscribe())
    }

    fn hearing(signs: watch::Receiver<()>) -> Self {
        let backoff = Backoff::of_the_network();
        let (may_be_early, was_there) = (false, false);
        Self { backoff, signs, retry_in: LEAST, least: LEAST, may_be_early, was_there }
    }

    /// Notes an attempt that failed; how long is waited until the next one at most.
    pub(crate) fn failed(&mut self, why: &Error) -> Duration {
        if std::mem::take(&mut self.was_there) {
            self.signs.mark_unchanged(); // what was answered before it went away
        }
        let asked = why.asked_wait();
        self.may_be_early = asked.is_none() && matches!(why.retry(), Retry::After(_));
        self.retry_in = self.backoff.next(asked);
        self.retry_in
    }

    /// Waits until the next attempt. An answer amid the last one counts, too.
    pub(crate) async fn wait(&mut self) {
        let (signs, least) = (&mut self.signs, self.least);
        let early = async {
            sleep(least).await;
            signs.changed().await.is_ok()
        };
        tokio::select! {
            () = sleep(self.retry_in) => {}
            true = early, if self.may_be_early => self.least = least.saturating_mul(2),
        }
        self.signs.mark_unchanged();
    }

    /// Begins anew after a success.
    pub(crate) fn over(&mut self) {
        self.backoff.reset();
        self.least = LEAST;
        self.was_there = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NetworkError;
    use tokio::time::Instant;

    fn lost() -> Error {
        NetworkError::new("nobody there").into()
    }

    /// One that has failed so often that it waits for long, and what tells it of signs.
    fn long_away() -> (Away, watch::Sender<()>) {
        let signs = watch::Sender::new(());
        let mut away = Away::hearing(signs.subscribe());
        while away.failed(&lost()) < 20 * LEAST {}
        (away, signs)
    }

    async fn ms_of(away: &mut Away) -> u128 {
        let begun = Instant::now();
        away.wait().await;
        begun.elapsed().as_millis()
    }

    /// Timers count in whole milliseconds.
    fn ms(time: Duration) -> u128 {
        time.as_nanos().div_ceil(1_000_000)
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_ends_the_waiting_but_not_again_and_again() {
        let (mut away, signs) = long_away();
        signs.send_replace(()); // amid the attempt
        assert_eq!(ms_of(&mut away).await, ms(LEAST));
        let retry_in = away.failed(&lost());
        let (waited, ()) = tokio::join!(ms_of(&mut away), async {
            sleep(LEAST / 2).await;
            signs.send_replace(());
        });
        assert_eq!(waited, ms(retry_in.min(2 * LEAST)));
        let retry_in = away.failed(&lost());
        assert_eq!(ms_of(&mut away).await, ms(retry_in), "an answer counts once");
        away.over();
        signs.send_replace(());
        let retry_in = away.failed(&lost());
        assert_eq!(
            ms_of(&mut away).await,
            ms(retry_in),
            "it was given before the server went away"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn who_was_refused_waits_whatever_is_answered() {
        let (mut away, signs) = long_away();
        let retry_in = away.failed(&Error::NotLoggedIn);
        signs.send_replace(());
        assert_eq!(ms_of(&mut away).await, ms(retry_in));
    }
}
