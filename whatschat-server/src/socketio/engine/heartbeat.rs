use std::time::Instant;

use super::Config;

/// When a session's next ping, or the pong to its last one, is due.
///
/// Due times follow from one another and not from when somebody looked,
/// so that a late look does not lengthen a dead client's life.
#[derive(Debug)]
pub(super) enum Heartbeat {
    PingDue(Instant),
    PongDue(Instant),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beat {
    Nothing,
    SendPing,
    Dead,
}

impl Heartbeat {
    pub(super) fn start(now: Instant, config: &Config) -> Self {
        Self::PingDue(now + config.ping_interval)
    }

    /// The client is there. Its next ping follows the last, however late the pong was read: clients, too,
    /// go by pings.
    pub(super) fn pong(&mut self, config: &Config) {
        if let Self::PongDue(due) = *self {
            let asked = due.checked_sub(config.ping_timeout).unwrap_or(due);
            *self = Self::start(asked, config);
        }
    }

    /// A ping goes out though the pong to the last one is not read yet.
    pub(super) fn ask_again(&mut self, now: Instant, config: &Config) {
        *self = Self::PongDue(now + config.ping_timeout);
    }

    /// Nothing was read of the client since then: that time does not count for its pong.
    pub(super) fn excuse(&mut self, since: Instant, now: Instant, config: &Config) {
        if let Self::PongDue(due) = self {
            let asked = due.checked_sub(config.ping_timeout).unwrap_or(since);
            *due += now.duration_since(since.max(asked));
        }
    }

    pub(super) fn beat(&mut self, now: Instant, config: &Config) -> Beat {
        match *self {
            Self::PingDue(due) | Self::PongDue(due) if now < due => Beat::Nothing,
            Self::PingDue(due) => {
                // A server that slept itself must not take its clients for dead.
                let slept = now > due + config.ping_timeout / 2;
                let sent = if slept { now } else { due };
                *self = Self::PongDue(sent + config.ping_timeout);
                Beat::SendPing
            }
            Self::PongDue(_) => Beat::Dead,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_ping_follows_the_interval_and_death_the_timeout() {
        let (config, start) = (Config::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut heartbeat = Heartbeat::start(start, &config);
        assert_eq!(heartbeat.beat(at(24), &config), Beat::Nothing);
        assert_eq!(heartbeat.beat(at(26), &config), Beat::SendPing);
        assert_eq!(heartbeat.beat(at(44), &config), Beat::Nothing);
        assert_eq!(heartbeat.beat(at(45), &config), Beat::Dead);
    }

    #[test]
    fn a_pong_starts_anew() {
        let (config, start) = (Config::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut heartbeat = Heartbeat::start(start, &config);
        assert_eq!(heartbeat.beat(at(25), &config), Beat::SendPing);
        heartbeat.pong(&config);
        assert_eq!(heartbeat.beat(at(49), &config), Beat::Nothing);
        assert_eq!(heartbeat.beat(at(50), &config), Beat::SendPing);
    }

    #[test]
    fn pings_that_went_out_meanwhile_are_answered_one_by_one() {
        let (config, start) = (Config::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut heartbeat = Heartbeat::start(start, &config);
        assert_eq!(heartbeat.beat(at(25), &config), Beat::SendPing);
        heartbeat.ask_again(at(45), &config);
        (0..2).for_each(|_| heartbeat.pong(&config));
        assert_eq!(heartbeat.beat(at(69), &config), Beat::Nothing);
        assert_eq!(heartbeat.beat(at(70), &config), Beat::SendPing);
    }

    #[test]
    fn the_time_in_which_nothing_is_read_does_not_count() {
        let (config, start) = (Config::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        for (busy_since, dead) in [(10, 80), (30, 75)] {
            let mut heartbeat = Heartbeat::start(start, &config);
            heartbeat.excuse(at(1), at(2), &config);
            assert_eq!(heartbeat.beat(at(25), &config), Beat::SendPing);
            heartbeat.excuse(at(busy_since), at(60), &config);
            assert_eq!(heartbeat.beat(at(dead - 1), &config), Beat::Nothing);
            assert_eq!(heartbeat.beat(at(dead), &config), Beat::Dead);
        }
    }

    #[test]
    fn a_server_that_slept_pings_before_it_judges() {
        let (config, start) = (Config::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut heartbeat = Heartbeat::start(start, &config);
        assert_eq!(heartbeat.beat(at(100), &config), Beat::SendPing);
        assert_eq!(heartbeat.beat(at(119), &config), Beat::Nothing);
    }
}
