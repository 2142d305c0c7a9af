//! Instants: when something was recorded, as the clock of the caller gave it.

use std::fmt;

use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, ToSpan};
use serde::{Deserialize, Serialize};

/// An instant in microseconds since 1970-01-01T00:00:00Z. Where a civil day is meant it is China's (UTC+8, 北京时间).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

const CHINA_OFFSET: SignedDuration = SignedDuration::from_hours(8);

impl Moment {
    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Moment {
        Moment(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// A time of day in China.
    pub fn china(day: Date, hour: i8, minute: i8) -> Moment {
        let since_epoch = day.at(hour.clamp(0, 23), minute.clamp(0, 59), 0, 0).duration_since(EPOCH);
        Moment(i64::try_from((since_epoch - CHINA_OFFSET).as_micros()).unwrap_or(i64::MAX))
    }

    /// The civil day in China.
    pub fn date(self) -> Date {
        self.civil().date()
    }

    /// Date and time in China.
    pub fn civil(self) -> DateTime {
        EPOCH.saturating_add(self.0.microseconds()).saturating_add(8.hours())
    }

    /// So many microseconds later.
    pub const fn plus_micros(self, micros: i64) -> Moment {
        Moment(self.0.saturating_add(micros))
    }
}

const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// `2024-07-01 09:30:00` in China.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.civil().strftime("%Y-%m-%d %H:%M:%S").to_string())
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;
    use jiff::civil::date;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let last = Moment::china(date(2024, 7, 1), 0, 0);
        assert_eq!(last.to_string(), "2024-07-01 00:00:00");
        assert_eq!(last.date(), date(2024, 7, 1));
        assert_eq!(last.plus_micros(-1).date(), date(2024, 6, 30));
        assert_eq!(Moment::from_micros(0).to_string(), "1970-01-01 08:00:00");
    }
}
