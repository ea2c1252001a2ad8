//! Bad weather by lot.

use super::{Cut, Proxy, Weather};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::ops::Range;
use std::time::Duration;

/// So many failures of the network, drawn from a seed.
#[derive(Debug, Clone)]
pub struct Storm {
    /// What they are drawn from.
    pub seed: u64,
    /// How many.
    pub cuts: u32,
    /// For how many milliseconds nothing is reached after each.
    pub away_ms: Range<u64>,
    /// For how many milliseconds the weather is fair between them.
    pub fair_ms: Range<u64>,
}

impl Storm {
    /// Rages, and leaves fair weather behind.
    pub async fn over(&self, proxy: &Proxy) {
        let mut lots = StdRng::seed_from_u64(self.seed);
        for _ in 0..self.cuts {
            let fair = lots.random_range(self.fair_ms.clone());
            tokio::time::sleep(Duration::from_millis(fair)).await;
            let away = Duration::from_millis(lots.random_range(self.away_ms.clone()));
            match lots.random_range(0..3) {
                0 => proxy.interrupt(Cut::Close, Weather::Refusing, away).await,
                1 => proxy.interrupt(Cut::Reset, Weather::Refusing, away).await,
                _ => proxy.interrupt(Cut::HalfOpen, Weather::BlackHole, away).await,
            }
        }
    }
}

impl Proxy {
    /// Cuts what is open, and has this weather for so long.
    async fn interrupt(&self, how: Cut, weather: Weather, away: Duration) {
        self.cut(how);
        self.turn(weather);
        tokio::time::sleep(away).await;
        self.turn(Weather::Fair);
    }
}
