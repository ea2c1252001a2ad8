//! Bad weather by lot.

use super::{Cut, Proxy, Weather};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::ops::Range;
use std::time::Duration;

/// Failures of the network, drawn from a seed. They are as many as one takes of them.
#[derive(Debug)]
pub struct Storm {
    lots: StdRng,
    ways: &'static [Cut],
    away_ms: Range<u64>,
}

/// One failure: how connections end, and for how long nothing is reached then.
#[derive(Debug, Clone, Copy)]
pub struct Squall {
    /// How connections end.
    pub how: Cut,
    /// For how long nothing is reached.
    pub away: Duration,
}

impl Storm {
    /// Failures of these ways, each so many milliseconds long.
    pub fn of(seed: u64, ways: &'static [Cut], away_ms: Range<u64>) -> Self {
        Self { lots: StdRng::seed_from_u64(seed), ways, away_ms }
    }
}

impl Iterator for Storm {
    type Item = Squall;

    fn next(&mut self) -> Option<Squall> {
        let how = *self.ways.get(self.lots.random_range(0..self.ways.len()))?;
        let away = Duration::from_millis(self.lots.random_range(self.away_ms.clone()));
        Some(Squall { how, away })
    }
}

impl Proxy {
    /// Cuts what is open, keeps new connections from the server for a while, and leaves fair
    /// weather behind.
    pub async fn suffer(&self, Squall { how, away }: Squall) {
        self.cut(how);
        self.turn(if how == Cut::HalfOpen { Weather::BlackHole } else { Weather::Refusing });
        tokio::time::sleep(away).await;
        self.turn(Weather::Fair);
    }
}
