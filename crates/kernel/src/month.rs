//! Fee months (费款所属期) and closed periods of them.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The month a fee or benefit belongs to, not the day it was paid. Stored as `YYYYMM`.
///
/// Invariant: year in 1900..=9999, month in 1..=12.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeeMonth(i32);

impl FeeMonth {
    /// The end of a period that has no end yet.
    pub const OPEN: FeeMonth = FeeMonth(9999 * 12 + 11);

    /// A month of a year, if both exist.
    pub const fn new(year: i32, month: i32) -> Option<FeeMonth> {
        if year < 1900 || year > 9999 || month < 1 || month > 12 {
            return None;
        }
        Some(FeeMonth(year * 12 + month - 1))
    }

    /// From the stored form `YYYYMM`.
    pub fn from_yyyymm(yyyymm: i64) -> Option<FeeMonth> {
        let yyyymm = i32::try_from(yyyymm).ok()?;
        FeeMonth::new(yyyymm / 100, yyyymm % 100)
    }

    /// The stored form `YYYYMM`.
    pub fn yyyymm(self) -> i64 {
        i64::from(self.year() * 100 + self.month())
    }

    /// The month a day lies in.
    pub fn of(date: Date) -> FeeMonth {
        FeeMonth(i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
    }

    /// Reads `2024-07`, `202407`, `2024年7月`, `2024/7` or `2024.7`.
    pub fn parse(text: &str) -> Option<FeeMonth> {
        let text = text.trim().trim_end_matches('月');
        if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
            return FeeMonth::from_yyyymm(text.parse().ok()?);
        }
        let (year, month) = text.split_once(['-', '/', '.', '年'])?;
        FeeMonth::new(year.parse().ok()?, month.parse().ok()?)
    }

    /// Calendar year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    pub fn month(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// So many months later (earlier, if negative), held within the years 1900 to 9999.
    pub fn plus(self, months: i32) -> FeeMonth {
        FeeMonth((self.0 + months).clamp(1900 * 12, FeeMonth::OPEN.0))
    }

    /// The month after. The open end stays open.
    pub fn next(self) -> FeeMonth {
        self.plus(1)
    }

    /// The month before. The open end stays open.
    pub fn previous(self) -> FeeMonth {
        if self == FeeMonth::OPEN { self } else { self.plus(-1) }
    }

    /// How many months `later` lies behind this one; negative if it lies before.
    pub fn months_until(self, later: FeeMonth) -> i32 {
        later.0 - self.0
    }

    /// The first day.
    pub fn first_day(self) -> Date {
        let year = i16::try_from(self.year()).unwrap_or(9999);
        let month = i8::try_from(self.month()).unwrap_or(12);
        jiff::civil::date(year, month, 1)
    }

    /// The last day.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }
}

/// `2024-07`.
impl fmt::Display for FeeMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year(), self.month()))
    }
}

impl fmt::Debug for FeeMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for FeeMonth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FeeMonth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<FeeMonth, D::Error> {
        let text = String::deserialize(deserializer)?;
        FeeMonth::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("not a month: {text}")))
    }
}

/// A run of months, both ends included. An open period ends at [`FeeMonth::OPEN`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    from: FeeMonth,
    to: FeeMonth,
}

impl Period {
    /// From the first to the last month, if they are in order.
    pub fn new(from: FeeMonth, to: FeeMonth) -> Option<Period> {
        (from <= to).then_some(Period { from, to })
    }

    /// From a month on, without end.
    pub fn since(from: FeeMonth) -> Period {
        Period { from, to: FeeMonth::OPEN }
    }

    /// The first month.
    pub fn from(self) -> FeeMonth {
        self.from
    }

    /// The last month.
    pub fn to(self) -> FeeMonth {
        self.to
    }

    /// Has it no end yet?
    pub fn is_open(self) -> bool {
        self.to == FeeMonth::OPEN
    }

    /// Does the month lie in it?
    pub fn contains(self, month: FeeMonth) -> bool {
        self.from <= month && month <= self.to
    }

    /// The months both have.
    pub fn intersect(self, other: Period) -> Option<Period> {
        Period::new(self.from.max(other.from), self.to.min(other.to))
    }

    /// How many months it has.
    pub fn months(self) -> i32 {
        self.from.months_until(self.to) + 1
    }

    /// Month by month. Do not walk an open period without a bound.
    pub fn iter(self) -> impl Iterator<Item = FeeMonth> {
        (0..self.months()).map(move |n| self.from.plus(n))
    }
}

#[cfg(test)]
mod tests {
    use super::{FeeMonth, Period};
    use proptest::prelude::*;

    #[test]
    fn reads_months_as_people_write_them() {
        let july = FeeMonth::new(2024, 7);
        for text in ["2024-07", "202407", "2024年7月", "2024/7", "2024.07", " 2024-7 "] {
            assert_eq!(FeeMonth::parse(text), july, "{text}");
        }
        for text in ["2024-13", "2024", "20247", "七月", "2024-00", "24-07"] {
            assert_eq!(FeeMonth::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_open_end_stays_open() {
        assert_eq!(FeeMonth::OPEN.next(), FeeMonth::OPEN);
        assert_eq!(FeeMonth::OPEN.previous(), FeeMonth::OPEN);
        assert_eq!(FeeMonth::OPEN.yyyymm(), 999_912);
    }

    proptest! {
        #[test]
        fn steps_and_distances_agree(year in 1950i32..2100, month in 1i32..=12, steps in -500i32..500) {
            let start = FeeMonth::new(year, month).unwrap();
            prop_assert_eq!(start.months_until(start.plus(steps)), steps);
            prop_assert_eq!(FeeMonth::from_yyyymm(start.yyyymm()), Some(start));
        }

        #[test]
        fn a_period_has_the_months_it_contains(from in 0i32..200, length in 0i32..200, at in 0i32..400) {
            let start = FeeMonth::new(2000, 1).unwrap();
            let period = Period::new(start.plus(from), start.plus(from + length)).unwrap();
            prop_assert_eq!(period.contains(start.plus(at)), period.iter().any(|m| m == start.plus(at)));
        }
    }
}
