//! How long to wait before the next attempt.

use std::time::Duration;

/// Exponential waiting times with full jitter, so that clients that lost their server together
/// do not come back together.
///
/// Of the network: 0.5 to 1 s at first, up to 30 s from the tenth failure on. The bound grows by
/// half, and is not doubled: who fails once more while a network is away for a moment would wait
/// up to two seconds after its return, and these are what catching up may take in all.
#[derive(Debug)]
pub(crate) struct Backoff {
    least: Duration,
    most: Duration,
    /// The longest that it waits the next time.
    bound: Duration,
}

impl Backoff {
    /// The least is what it waits at least each time, and half of what it waits at most at first.
    pub(crate) const fn new(least: Duration, most: Duration) -> Self {
        Self { least, most, bound: least.saturating_mul(2) }
    }

    /// For whatever waits until the server can be reached.
    pub(crate) const fn of_the_network() -> Self {
        Self::new(Duration::from_millis(500), Duration::from_secs(30))
    }

    /// The time to wait after one more failure. What the server asks for comes on top.
    pub(crate) fn next(&mut self, retry_after: Option<Duration>) -> Duration {
        let jittered = rand::random_range(self.least..=self.bound);
        self.bound = self.most.min(self.bound + self.bound / 2);
        jittered.saturating_add(retry_after.unwrap_or_default())
    }

    /// Begins anew after a success.
    pub(crate) fn reset(&mut self) {
        *self = Self::new(self.least, self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: Duration = Duration::from_millis(500);
    const MOST: Duration = Duration::from_secs(30);

    #[test]
    fn stays_within_bounds_that_grow_by_half_up_to_the_most() {
        for _ in 0..200 {
            let mut backoff = Backoff::of_the_network();
            for failures in 0..40 {
                let bound = MOST.min((2 * LEAST).mul_f64(1.5_f64.powi(failures)));
                let wait = backoff.next(None);
                assert!((LEAST..=bound).contains(&wait), "{wait:?} after {failures} failures");
            }
            assert_eq!(backoff.bound, MOST);
        }
    }

    #[test]
    fn those_who_lost_their_server_together_come_back_over_half_a_second() {
        let mut waits: Vec<_> =
            (0..2000).map(|_| Backoff::of_the_network().next(None).as_millis()).collect();
        waits.sort_unstable();
        let most_at_once = waits.windows(500).map(|some| some[499] - some[0]).min();
        assert!(most_at_once > Some(90), "a quarter of them takes a quarter of the time");
        assert!((700..800).contains(&waits[1000]), "half of them are back well within a second");
    }

    #[test]
    fn waits_at_least_as_long_as_the_server_asks() {
        let asked = Duration::from_secs(60);
        assert!(Backoff::of_the_network().next(Some(asked)) >= asked);
        let endless = Backoff::of_the_network().next(Some(Duration::MAX));
        assert_eq!(endless, Duration::MAX);
    }

    #[test]
    fn a_success_starts_it_over() {
        let mut backoff = Backoff::of_the_network();
        for _ in 0..20 {
            backoff.next(None);
        }
        backoff.reset();
        assert!(backoff.next(None) <= 2 * LEAST);
    }
}
