//! Money in fen (分), the hundredth of a yuan.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

use crate::rate::write_decimal;

/// An amount of money in fen (分). Never a float; may be negative (a refund, a reversal).
///
/// `+`, `-` and [`Sum`] panic on overflow in every profile: ninety quadrillion yuan are a defect, not an input.
/// For input use [`Fen::parse_yuan`], which reports.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(i64);

impl Fen {
    /// No money.
    pub const ZERO: Fen = Fen(0);

    /// From an integer number of fen.
    pub const fn new(fen: i64) -> Fen {
        Fen(fen)
    }

    /// From an integer number of yuan.
    pub const fn from_yuan(yuan: i64) -> Fen {
        Fen(yuan * 100)
    }

    /// The number of fen.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, unless it overflows.
    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    /// Reads yuan as a person writes them: `1234.56`, `1,234.5`, `¥ 1234`, full-width digits. At most two decimals.
    pub fn parse_yuan(text: &str) -> Option<Fen> {
        let plain: String = text
            .trim()
            .trim_start_matches(['¥', '￥'])
            .chars()
            .filter(|c| !matches!(c, ',' | '，' | ' '))
            .map(|c| match c {
                '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
                '．' => '.',
                c => c,
            })
            .collect();
        let (negative, digits) = match plain.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, plain.as_str()),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let decimals = if decimals.len() > 2 { decimals.trim_end_matches('0') } else { decimals };
        let numeric = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && decimals.is_empty())
            || decimals.len() > 2
            || !numeric(whole)
            || !numeric(decimals)
        {
            return None;
        }
        let yuan: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let cents: i64 = format!("{decimals:0<2}").parse().ok()?;
        let fen = yuan.checked_mul(100)?.checked_add(cents)?;
        Some(Fen(if negative { -fen } else { fen }))
    }

    /// Is it below zero?
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Is it nothing?
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// Yuan with two decimals: `-1234.50`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, self.0 < 0, self.0.unsigned_abs(), 2)
    }
}

impl fmt::Debug for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} 元")
    }
}

const OVERFLOW: &str = "an amount of money overflowed";

impl Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0.checked_add(other.0).expect(OVERFLOW))
    }
}

impl Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        Fen(self.0.checked_sub(other.0).expect(OVERFLOW))
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Fen) {
        *self = *self + other;
    }
}

impl SubAssign for Fen {
    fn sub_assign(&mut self, other: Fen) {
        *self = *self - other;
    }
}

impl Neg for Fen {
    type Output = Fen;
    fn neg(self) -> Fen {
        Fen::ZERO - self
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(iter: I) -> Fen {
        iter.fold(Fen::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::Fen;
    use proptest::prelude::*;

    #[test]
    fn reads_yuan_as_people_write_them() {
        for (text, fen) in [
            ("287.40", Some(28740)),
            ("¥1,234.5", Some(123_450)),
            ("６３２６", Some(632_600)),
            ("-0.01", Some(-1)),
            (".5", Some(50)),
            ("5.000", Some(500)),
            ("5.001", None),
            ("", None),
            (".", None),
            ("1e3", None),
            ("--1", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(Fen::parse_yuan(text), fen.map(Fen::new), "{text}");
        }
    }

    proptest! {
        #[test]
        fn prints_what_it_reads(fen in -1_000_000_000_000i64..1_000_000_000_000) {
            prop_assert_eq!(Fen::parse_yuan(&Fen::new(fen).to_string()), Some(Fen::new(fen)));
        }
    }
}
