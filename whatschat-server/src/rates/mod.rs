//! How often one may ask: each class of operation has a budget, by user or by address.

mod settings;
mod sockets;

pub use settings::RateLimit;
pub(crate) use sockets::{admit, forget_idle};

use crate::clock::Clock;
use crate::error::ApiError;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::net::IpAddr;
use std::time::Duration;
use whatschat_core::class::Class;
use whatschat_core::id::UserId;

/// Whose budget it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Bucket {
    User(UserId),
    Address(IpAddr),
    /// A socket that has not said whose it is.
    Stranger(String),
}

type Limiter = RateLimiter<Bucket, DashMapStateStore<Bucket>, Clock, NoOpMiddleware<Duration>>;

/// The budgets of all classes; none while limits are off.
pub(crate) struct Rates(Vec<(Class, Limiter)>);

impl Rates {
    pub(crate) fn new(limit: &RateLimit, clock: &Clock) -> Self {
        let limiter = |class| {
            let quota = Quota::per_minute(limit.per_minute(class)?);
            Some((class, RateLimiter::new(quota, DashMapStateStore::default(), clock.clone())))
        };
        Self(Class::ALL.iter().filter_map(|&class| limiter(class)).collect())
    }

    /// Takes one from a budget, or refuses and says how long to wait.
    pub(crate) fn take(&self, class: Class, bucket: &Bucket) -> Result<(), ApiError> {
        let Some((_, limiter)) = self.0.iter().find(|(of, _)| *of == class) else { return Ok(()) };
        limiter.check_key(bucket).map_err(|early| {
            ApiError::too_many(early.wait_time_from(governor::clock::Clock::now(limiter.clock())))
        })
    }

    /// Forgets those whose budgets are full again.
    pub(crate) fn forget_idle(&self) {
        for (_, limiter) in &self.0 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// Governor counts the time that has passed, so that a clock that is set back refuses nobody.
impl governor::clock::Clock for Clock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.passed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_one_users_and_fills_again() {
        let clock = Clock::default();
        let rates = Rates::new(&"write=2".parse().unwrap(), &clock);
        let alice = Bucket::User(UserId(clock.new_id()));
        let bob = Bucket::User(UserId(clock.new_id()));
        assert!(rates.take(Class::Write, &alice).is_ok());
        assert!(rates.take(Class::Write, &alice).is_ok());
        let refused = rates.take(Class::Write, &alice).unwrap_err();
        assert_eq!(refused.retry_after_s, Some(30));
        clock.advance_ms(-7_200_000);
        let refused = rates.take(Class::Write, &alice).unwrap_err();
        assert_eq!(refused.retry_after_s, Some(30), "the clock was set back");
        assert!(rates.take(Class::Write, &bob).is_ok());
        assert!(rates.take(Class::Read, &alice).is_ok());
        clock.advance_ms(30_000);
        assert!(rates.take(Class::Write, &alice).is_ok());
    }

    #[test]
    fn whoever_went_away_is_forgotten() {
        let clock = Clock::default();
        let rates = Rates::new(&RateLimit::default(), &clock);
        for _ in 0..1000 {
            let _ = rates.take(Class::Event, &Bucket::Stranger(clock.new_id().to_string()));
        }
        let kept = || rates.0.iter().map(|(_, limiter)| limiter.len()).sum::<usize>();
        assert_eq!(kept(), 1000);
        clock.advance_ms(60_000);
        rates.forget_idle();
        assert_eq!(kept(), 0);
    }
}
