//! Rates, ratios and indices with nine decimals, and the one place where money is rounded.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Fen;

const SCALE: i64 = 1_000_000_000;

/// A rate (费率), ratio or index with nine decimals, exact.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(i64);

/// A column of amounts, looked through once, so that shares of it are computed without a look at each.
#[derive(Clone, Copy, Debug)]
pub struct Amounts<'a> {
    all: &'a [Fen],
    /// The bits that any of them has: no amount is more. A negative one has the highest.
    bits: u64,
}

impl<'a> Amounts<'a> {
    /// Of a column.
    pub fn of(all: &'a [Fen]) -> Amounts<'a> {
        Amounts { all, bits: all.iter().fold(0, |bits, amount| bits | amount.get().cast_unsigned()) }
    }
}

/// How an exact amount becomes whole units. Named by a parameter of the law, never implied by a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// To the fen, half away from zero (四舍五入到分).
    FenHalfUp,
    /// Up to the next 0.1 yuan (见分进角).
    JiaoUp,
    /// To the whole yuan, half away from zero (四舍五入到元).
    YuanHalfUp,
    /// Cut to the whole yuan (舍去角分).
    YuanDown,
}

impl Rate {
    /// Nothing.
    pub const ZERO: Rate = Rate(0);
    /// One, 100 %.
    pub const ONE: Rate = Rate(SCALE);

    /// From billionths: `160_000_000` is 0.16.
    pub const fn from_nano(nano: i64) -> Rate {
        Rate(nano)
    }

    /// Billionths.
    pub const fn nano(self) -> i64 {
        self.0
    }

    /// The exact quotient cut at nine decimals, half up. `None` where the divisor is zero or the result too large.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Rate> {
        if denominator == 0 {
            return None;
        }
        i64::try_from(div_half_up(i128::from(numerator) * i128::from(SCALE), i128::from(denominator)))
            .ok()
            .map(Rate)
    }

    /// Reads a decimal such as `0.16` or `-1.5`; more than nine decimals are refused.
    pub fn parse(text: &str) -> Option<Rate> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let numeric = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || decimals.len() > 9 || !numeric(whole) || !numeric(decimals) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let decimals: i64 = format!("{decimals:0<9}").parse().ok()?;
        let nano = whole.checked_mul(SCALE)?.checked_add(decimals)?;
        Some(Rate(if negative { -nano } else { nano }))
    }

    /// This share of an amount, rounded once.
    #[inline]
    pub fn of(self, amount: Fen, rounding: Rounding) -> Fen {
        // Wages times rates fit one machine word, and dividing that by a constant is many times faster than the wide
        // division; the levy of a month does ten million of these.
        if rounding == Rounding::FenHalfUp
            && let Some(exact) = amount.get().checked_mul(self.0)
        {
            let (fen, rest) = (exact / SCALE, exact % SCALE);
            return Fen::new(if rest.abs() * 2 >= SCALE { fen + exact.signum() } else { fen });
        }
        self.of_parts(amount, 1, 1, rounding)
    }

    /// This share of each amount, rounded once, and a fixed sum beside it: [`Rate::of`] for a whole column. `shares` is
    /// filled anew.
    pub fn of_each(self, amounts: &Amounts<'_>, fixed: Fen, rounding: Rounding, shares: &mut Vec<Fen>) {
        shares.clear();
        if self == Rate::ZERO {
            return shares.resize(amounts.all.len(), fixed);
        }
        // Half as much as fits leaves room for the rounding and the fixed sum.
        let most = i64::MAX.unsigned_abs() / 2 / self.0.unsigned_abs();
        let room = most.checked_ilog2().map_or(0, |bits| 1 << bits);
        let plain = amounts.bits < room && self.0 > 0 && (0..i64::MAX / 2).contains(&fixed.get());
        if plain && rounding == Rounding::FenHalfUp {
            let half = SCALE / 2;
            let share = |amount: &Fen| {
                Fen::new(
                    ((amount.get() * self.0 + half).cast_unsigned() / SCALE.unsigned_abs()).cast_signed()
                        + fixed.get(),
                )
            };
            shares.extend(amounts.all.iter().map(share));
        } else {
            shares.extend(amounts.all.iter().map(|amount| self.of(*amount, rounding) + fixed));
        }
    }

    /// `amount × rate × times ÷ over`, exact until it is rounded once at the end. `over` must not be zero.
    pub fn of_parts(self, amount: Fen, times: i64, over: i64, rounding: Rounding) -> Fen {
        let exact = i128::from(amount.get()) * i128::from(self.0) * i128::from(times);
        round(exact, i128::from(SCALE) * i128::from(over), rounding)
    }
}

/// `numerator / denominator` fen, rounded as named. The numerator may carry any scale that the denominator undoes.
pub(crate) fn round(numerator: i128, denominator: i128, rounding: Rounding) -> Fen {
    let fen = match rounding {
        Rounding::FenHalfUp => div_half_up(numerator, denominator),
        Rounding::JiaoUp => div_up(numerator, denominator * 10) * 10,
        Rounding::YuanHalfUp => div_half_up(numerator, denominator * 100) * 100,
        Rounding::YuanDown => numerator / (denominator * 100) * 100,
    };
    Fen::new(i64::try_from(fen).expect("an amount of money overflowed"))
}

impl Rounding {
    /// The word that law files name it by.
    pub const fn key(self) -> &'static str {
        match self {
            Rounding::FenHalfUp => "fen-half-up",
            Rounding::JiaoUp => "jiao-up",
            Rounding::YuanHalfUp => "yuan-half-up",
            Rounding::YuanDown => "yuan-down",
        }
    }

    /// Rounds `numerator / denominator` fen. The denominator must be positive.
    pub fn divide(self, numerator: i128, denominator: i128) -> Fen {
        round(numerator, denominator, self)
    }
}

fn div_half_up(numerator: i128, denominator: i128) -> i128 {
    // Most amounts fit a machine word, where a division costs a tenth.
    let quotient = match (i64::try_from(numerator), i64::try_from(denominator)) {
        (Ok(numerator), Ok(denominator)) if denominator > 0 => i128::from(numerator / denominator),
        _ => numerator / denominator,
    };
    let remainder = numerator - quotient * denominator;
    if remainder.abs() * 2 >= denominator.abs() {
        quotient + numerator.signum() * denominator.signum()
    } else {
        quotient
    }
}

fn div_up(numerator: i128, denominator: i128) -> i128 {
    let quotient = numerator / denominator;
    if numerator % denominator != 0 && (numerator > 0) == (denominator > 0) { quotient + 1 } else { quotient }
}

/// Writes a number of `units` with so many decimals, padded where a width is asked for. Derivations and answers are full of
/// them, and this takes a fraction of what the formatting of the library does.
pub(crate) fn write_decimal(
    f: &mut fmt::Formatter<'_>,
    negative: bool,
    mut units: u64,
    decimals: usize,
) -> fmt::Result {
    // Twenty digits, the point, the sign.
    let mut text = [b'0'; 22];
    let (mut at, mut digits) = (text.len(), 0);
    while units > 0 || digits <= decimals {
        if digits == decimals && digits > 0 {
            at -= 1;
            text[at] = b'.';
        }
        at -= 1;
        text[at] = b'0' + u8::try_from(units % 10).unwrap_or(0);
        (units, digits) = (units / 10, digits + 1);
    }
    if negative {
        at -= 1;
        text[at] = b'-';
    }
    f.pad(str::from_utf8(&text[at..]).unwrap_or_default())
}

/// The shortest decimal: `0.16`, `1`, `-0.005`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut nano, mut places) = (self.0.unsigned_abs(), 9);
        while places > 0 && nano % 10 == 0 {
            (nano, places) = (nano / 10, places - 1);
        }
        write_decimal(f, self.0 < 0, nano, places)
    }
}

impl fmt::Debug for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rate, D::Error> {
        let text = String::deserialize(deserializer)?;
        Rate::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("not a decimal with at most nine places: {text}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Amounts, Rate, Rounding};
    use crate::Fen;
    use proptest::prelude::*;

    #[test]
    fn rounds_as_named() {
        let rate = Rate::parse("0.005").unwrap();
        // 6821 yuan × 0.5 % = 34.105: the published bill says 34.11.
        let shown = ["0.005", "1", "-0.16", "0", "12.000000001", "100", "-9223372036.854775808"];
        assert_eq!(shown.map(|text| Rate::parse(text).unwrap_or(Rate(i64::MIN)).to_string()), shown);
        assert_eq!(format!("{rate:>8}|{:<6}|{:>5}", Rate::ONE, Fen::new(-5)), "   0.005|1     |-0.05");
        assert_eq!(rate.of(Fen::from_yuan(6821), Rounding::FenHalfUp), Fen::new(3411));
        assert_eq!(rate.of(Fen::from_yuan(-6821), Rounding::FenHalfUp), Fen::new(-3411));
        assert_eq!(Rounding::JiaoUp.divide(537_302, 1), Fen::new(537_310));
        assert_eq!(Rounding::JiaoUp.divide(537_310, 1), Fen::new(537_310));
        assert_eq!(Rounding::YuanHalfUp.divide(215_550, 1), Fen::from_yuan(2156));
        assert_eq!(Rounding::YuanDown.divide(1_225_450, 1), Fen::from_yuan(12254));
    }

    proptest! {
        #[test]
        fn the_short_way_rounds_like_the_long_one(fen in -10_000_000_000i64..10_000_000_000, nano in -3_000_000_000i64..3_000_000_000) {
            let rate = Rate::from_nano(nano);
            for rounding in [Rounding::FenHalfUp, Rounding::JiaoUp, Rounding::YuanDown] {
                prop_assert_eq!(rate.of(Fen::new(fen), rounding), rate.of_parts(Fen::new(fen), 1, 1, rounding));
            }
        }

        #[test]
        fn a_column_is_rounded_like_each_of_its_amounts(
            fen in proptest::collection::vec(prop_oneof![0i64..10_000_000, -10_000_000_000i64..10_000_000_000], 0..40),
            nano in prop_oneof![0i64..3_000_000_000, -3_000_000_000i64..3_000_000_000],
            fixed in -1000i64..1000,
        ) {
            let (rate, fixed) = (Rate::from_nano(nano), Fen::new(fixed));
            let (amounts, mut shares): (Vec<Fen>, _) = (fen.into_iter().map(Fen::new).collect(), vec![Fen::ZERO]);
            for rounding in [Rounding::FenHalfUp, Rounding::YuanDown] {
                rate.of_each(&Amounts::of(&amounts), fixed, rounding, &mut shares);
                let each: Vec<Fen> = amounts.iter().map(|amount| rate.of(*amount, rounding) + fixed).collect();
                prop_assert_eq!(&shares, &each);
            }
        }

        #[test]
        fn prints_what_it_reads(nano in any::<i32>()) {
            let rate = Rate::from_nano(i64::from(nano) * 7);
            prop_assert_eq!(Rate::parse(&rate.to_string()), Some(rate));
        }
    }
}
