//! Guessing passwords: few wrong ones from one place, and ever slower from many. Nobody can lock
//! another out, since the owner's place is another one.
//!
//! Not governor's work: a right password takes nothing from the budget, which it cannot give back.

use crate::clock::Clock;
use crate::error::ApiError;
use moka::sync::Cache;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use whatschat_core::id::SessionId;

/// How long a wrong password counts at most.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// From how many on, all places together, each further one waits longer.
const UNHURRIED: usize = 20;
const STEP: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(3);
const REMEMBERED: u64 = 100_000;

/// Where passwords are tried.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// At the login for an account, from an address.
    Login(String, IpAddr),
    /// At the login for any account, from an address.
    Address(IpAddr),
    /// At the login for an account, from anywhere.
    Account(String),
    /// By a session, which has to show its password again.
    Session(SessionId),
}

impl Place {
    /// How many wrong ones there may be, and in what time.
    fn budget(&self) -> (usize, Duration) {
        match self {
            Self::Login(..) | Self::Session(_) => (5, WINDOW),
            Self::Address(_) => (20, Duration::from_secs(60)),
            Self::Account(_) => (usize::MAX, WINDOW),
        }
    }
}

/// Wrong passwords of late.
pub(super) struct Guard {
    places: Cache<Place, Arc<Mutex<Tried>>>,
    clock: Clock,
    on: bool,
}

#[derive(Debug, Default)]
struct Tried {
    /// When they came, as [`Clock::passed`] counts: no clock that is set back locks anybody out.
    wrong: Vec<Duration>,
    /// Those that are being checked: many at once are no way around.
    running: usize,
}

/// A password on its way to be checked.
pub(super) struct Try<'a> {
    guard: &'a Guard,
    /// Where it is tried; a right one is forgotten there.
    at: Slot,
    /// Where else it must not be wrong too often.
    also: Vec<Slot>,
}

/// One of those that are being checked.
struct Slot(Arc<Mutex<Tried>>);

impl Drop for Slot {
    fn drop(&mut self) {
        lock(&self.0).running -= 1;
    }
}

impl Guard {
    pub(super) fn new(clock: &Clock, on: bool) -> Self {
        let places = Cache::builder().max_capacity(REMEMBERED).time_to_idle(WINDOW).build();
        Self { places, clock: clock.clone(), on }
    }

    /// Lets a password be checked, or refuses. It counts as wrong until it proves right.
    pub(super) async fn admit(&self, place: Place) -> Result<Try<'_>, ApiError> {
        let mut also = vec![];
        if let Place::Login(account, address) = &place {
            also.extend([Place::Address(*address), Place::Account(account.clone())]);
        }
        let at = self.take(&place)?;
        let delay = self.delay(&also);
        let also = also.iter().map(|place| self.take(place)).collect::<Result<_, _>>()?;
        tokio::time::sleep(delay).await;
        Ok(Try { guard: self, at, also })
    }

    fn at(&self, place: &Place) -> Arc<Mutex<Tried>> {
        self.places.get_with_by_ref(place, Arc::default)
    }

    fn take(&self, place: &Place) -> Result<Slot, ApiError> {
        let at = self.at(place);
        let mut tried = lock(&at);
        self.check(place, &mut tried)?;
        tried.running += 1;
        drop(tried);
        Ok(Slot(at))
    }

    fn check(&self, place: &Place, tried: &mut Tried) -> Result<(), ApiError> {
        let (now, (most, window)) = (self.clock.passed(), place.budget());
        tried.wrong.retain(|then| now.saturating_sub(*then) < window);
        if self.on && tried.wrong.len() >= most {
            let oldest = tried.wrong.first().map_or(now, |oldest| *oldest);
            return Err(ApiError::too_many((oldest + window).saturating_sub(now)));
        }
        if self.on && tried.wrong.len().saturating_add(tried.running) >= most {
            return Err(ApiError::too_many(Duration::from_secs(1)));
        }
        Ok(())
    }

    /// How long to wait for what has been guessed at from many places.
    fn delay(&self, places: &[Place]) -> Duration {
        let account = places.iter().find(|place| matches!(place, Place::Account(_)));
        let wrong = account.map_or(0, |account| lock(&self.at(account)).wrong.len());
        let over = u32::try_from(wrong.saturating_sub(UNHURRIED)).unwrap_or(u32::MAX);
        if self.on { STEP.saturating_mul(over).min(LONGEST) } else { Duration::ZERO }
    }
}

impl Try<'_> {
    pub(super) fn right(self) {
        lock(&self.at.0).wrong.clear();
    }

    pub(super) fn wrong(self) {
        let now = self.guard.clock.passed();
        for slot in self.also.iter().chain([&self.at]) {
            lock(&slot.0).wrong.push(now);
        }
    }
}

fn lock(at: &Mutex<Tried>) -> MutexGuard<'_, Tried> {
    at.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(last: u8) -> Place {
        Place::Login("alice@example.com".into(), IpAddr::from([203, 0, 113, last]))
    }

    #[tokio::test]
    async fn many_tries_at_once_are_no_way_around() {
        let guard = Guard::new(&Clock::default(), true);
        let mut running = vec![];
        for _ in 0..5 {
            running.push(guard.admit(from(1)).await.unwrap());
        }
        assert_eq!(guard.admit(from(1)).await.err().unwrap().retry_after_s, Some(1));
        running.remove(0).right();
        assert!(guard.admit(from(1)).await.is_ok());
    }

    #[tokio::test]
    async fn many_tries_at_many_accounts_are_no_way_around() {
        let guard = Guard::new(&Clock::default(), true);
        let address = IpAddr::from([203, 0, 113, 1]);
        let login = |n: usize| Place::Login(format!("user{n}@example.com"), address);
        let mut running = vec![];
        for n in 0..20 {
            running.push(guard.admit(login(n)).await.unwrap());
        }
        assert_eq!(guard.admit(login(20)).await.err().unwrap().retry_after_s, Some(1));
        running.remove(0).right();
        guard.admit(login(20)).await.unwrap().wrong();
        assert!(guard.admit(login(20)).await.is_err());
        assert!(guard.admit(from(2)).await.is_ok(), "another address");
    }

    #[tokio::test]
    async fn a_clock_that_is_set_back_locks_nobody_out_for_longer() {
        let clock = Clock::default();
        let guard = Guard::new(&clock, true);
        for _ in 0..5 {
            guard.admit(from(1)).await.unwrap().wrong();
        }
        clock.advance_ms(-7_200_000);
        assert_eq!(guard.admit(from(1)).await.err().unwrap().retry_after_s, Some(15 * 60));
        clock.advance_ms(15 * 60 * 1000);
        assert!(guard.admit(from(1)).await.is_ok());
    }

    #[tokio::test]
    async fn many_places_make_it_slower_and_lock_nobody_out() {
        let clock = Clock::default();
        let guard = Guard::new(&clock, true);
        let account = [Place::Account("alice@example.com".into())];
        for n in 0..20 {
            guard.admit(from(n)).await.unwrap().wrong();
        }
        assert_eq!(guard.delay(&account), Duration::ZERO);
        for _ in 0..100 {
            lock(&guard.at(&account[0])).wrong.push(clock.passed());
        }
        assert_eq!(guard.delay(&account), LONGEST);
        assert_eq!(guard.delay(&[Place::Account("bob@example.com".into())]), Duration::ZERO);
        assert!(guard.take(&from(200)).is_ok());
        clock.advance_ms(15 * 60 * 1000);
        guard.check(&account[0], &mut lock(&guard.at(&account[0]))).unwrap();
        assert_eq!(guard.delay(&account), Duration::ZERO);
    }
}
