//! The time of day, as people read it. The only place that asks what time it is.

use chrono::{DateTime, Local, TimeDelta};
use whatschat_client::core::time::Timestamp;

/// The time now, where the reader is.
#[expect(clippy::disallowed_methods, reason = "this is the clock of the terminal client")]
pub(crate) fn now() -> DateTime<Local> {
    Local::now()
}

/// `12:03` for today, with the day in front for other days.
pub(crate) fn short(time: Timestamp, now: DateTime<Local>) -> String {
    let Some(time) = time.to_chrono() else { return "?".into() };
    let time = time.with_timezone(now.offset());
    let format = match now.date_naive().signed_duration_since(time.date_naive()) {
        days if days == TimeDelta::zero() => "%H:%M",
        days if days < TimeDelta::days(300) && days > TimeDelta::zero() => "%m-%d %H:%M",
        _ => "%Y-%m-%d %H:%M",
    };
    time.format(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_shown_when_it_is_not_today() {
        let now = now();
        let before = |days| Timestamp::from((now - TimeDelta::days(days)).to_utc());
        assert_eq!(short(before(0), now).len(), "12:03".len());
        assert_eq!(short(before(2), now).len(), "01-31 12:03".len());
        assert_eq!(short(before(999), now).len(), "2020-01-31 12:03".len());
    }
}
