use std::sync::Weak;
use std::time::{Duration, Instant};

use super::{CloseReason, Config, Engine, Service, Shared};

/// Lets sessions do what is due, and ends those that nobody else ends.
pub(super) fn start<S: Service>(engine: &Engine<S>) {
    let period = period(&engine.0.config);
    let shared = std::sync::Arc::downgrade(&engine.0);
    engine.0.runtime.spawn(run(shared, period));
}

/// It ends with the engine, which it therefore must not hold while it sleeps.
async fn run<S: Service>(shared: Weak<Shared<S>>, period: Duration) {
    loop {
        tokio::time::sleep(period).await;
        let Some(shared) = shared.upgrade() else {
            return;
        };
        Engine(shared).tick();
    }
}

fn period(config: &Config) -> Duration {
    let shortest = config.ping_interval.min(config.ping_timeout);
    (shortest / 20).clamp(Duration::from_millis(10), Duration::from_millis(250))
}

impl<S: Service> Engine<S> {
    fn tick(&self) {
        let now = Instant::now();
        for connection in self.0.table.filter(|session| session.tick(now)) {
            self.end(&connection, CloseReason::Transport);
        }
    }
}
