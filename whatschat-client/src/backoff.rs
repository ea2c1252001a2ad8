//! How long to wait before the next attempt.

use std::time::Duration;

/// Exponential waiting times with full jitter, so that clients that lost their server together
/// do not come back together.
#[derive(Debug)]
pub(crate) struct Backoff {
    least: Duration,
    most: Duration,
    /// The longest that it waited up to now.
    bound: Duration,
}

impl Backoff {
    pub(crate) const fn new(least: Duration, most: Duration) -> Self {
        Self { least, most, bound: least }
    }

    /// The time to wait after one more failure: between the least and a bound that grows by half
    /// each time, so that one or two failures do not keep anybody away for long. What the server
    /// asks for comes on top.
    pub(crate) fn next(&mut self, retry_after: Option<Duration>) -> Duration {
        self.bound = self.most.min(self.bound + self.bound / 2);
        let jittered = rand::random_range(self.least..=self.bound);
        jittered.saturating_add(retry_after.unwrap_or_default())
    }

    /// Begins anew after a success.
    pub(crate) fn reset(&mut self) {
        self.bound = self.least;
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
            let mut backoff = Backoff::new(LEAST, MOST);
            for failures in 1..40 {
                let bound = MOST.min(LEAST.mul_f64(1.5_f64.powi(failures)));
                let wait = backoff.next(None);
                assert!((LEAST..=bound).contains(&wait), "{wait:?} after {failures} failures");
            }
            assert_eq!(backoff.bound, MOST);
        }
    }

    #[test]
    fn waits_at_least_as_long_as_the_server_asks() {
        let asked = Duration::from_secs(60);
        assert!(Backoff::new(LEAST, MOST).next(Some(asked)) >= asked);
        let endless = Backoff::new(LEAST, MOST).next(Some(Duration::MAX));
        assert_eq!(endless, Duration::MAX);
    }

    #[test]
    fn a_success_starts_it_over() {
        let mut backoff = Backoff::new(LEAST, MOST);
        for _ in 0..20 {
            backoff.next(None);
        }
        backoff.reset();
        assert!(backoff.next(None) <= LEAST + LEAST / 2);
    }
}
