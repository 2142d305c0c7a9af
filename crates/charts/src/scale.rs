//! From money to pixels: the unit of an axis, its range, and the words of its ticks.

// A float here only places a mark within a pixel. No amount is computed or written out from one.
#![allow(clippy::cast_precision_loss, clippy::float_arithmetic)]

use kernel::{Fen, Rate};

use crate::{MoneyUnit, Words};

/// The unit of an axis, chosen so that its numbers stay short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unit(MoneyUnit);

impl Unit {
    /// The unit in which the largest amount has few digits.
    pub(crate) fn for_amounts(words: &Words, amounts: impl Iterator<Item = Fen>) -> Unit {
        let largest = amounts.map(|amount| amount.get().unsigned_abs()).max().unwrap_or(0);
        Unit(words.unit_for(largest / 100))
    }

    pub(crate) const fn name(self) -> &'static str {
        self.0.name
    }

    /// Height of an amount on an axis of this unit.
    pub(crate) fn height(self, amount: Fen) -> f64 {
        amount.get() as f64 / (self.0.yuan as f64 * 100.0)
    }
}

/// Height of a plain decimal.
pub(crate) fn share(rate: Rate) -> f64 {
    rate.nano() as f64 / 1e9
}

/// From the lowest to the highest height, always with zero and some air.
pub(crate) fn range(heights: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = heights.fold((0.0_f64, 0.0_f64), |(low, high), y| (low.min(y), high.max(y)));
    let air = (high - low) * 0.06;
    match (low < 0.0, high > 0.0) {
        (false, false) => (0.0, 1.0),
        (below, above) => (if below { low - air } else { 0.0 }, if above { high + air } else { 0.0 }),
    }
}

/// Gives the right axis the same share below zero as the left one, so that both zeros lie on one line.
pub(crate) fn share_zero(one: (f64, f64), other: (f64, f64)) -> ((f64, f64), (f64, f64)) {
    let below = |(low, high): (f64, f64)| if low < 0.0 { low / (low - high.max(f64::EPSILON)) } else { 0.0 };
    let share = below(one).max(below(other)).min(0.9);
    let lowered = |(low, high): (f64, f64)| {
        let high = if high > 0.0 { high } else { -low * (1.0 - share) / share.max(f64::EPSILON) };
        (-high * share / (1.0 - share), high)
    };
    (lowered(one), lowered(other))
}

/// A tick of an axis: thousands separated, no needless decimals.
pub(crate) fn tick(height: f64) -> String {
    let text = format!("{:.2}", height.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    let number = format!("{}{point}{decimals}", separated(whole));
    if height < 0.0 && number != "0" { format!("−{number}") } else { number }
}

/// An amount in yuan, exact, thousands separated.
pub(crate) fn exact(words: &Words, amount: Fen) -> String {
    let text = amount.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "00"));
    let unit = words.units.first().map_or("", |unit| unit.name);
    format!("{sign}{}.{decimals} {unit}", separated(whole))
}

fn separated(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Unit, exact, range, share_zero, tick};
    use crate::Words;
    use kernel::Fen;

    #[test]
    fn the_unit_follows_the_largest_amount() {
        for (yuan, unit) in [
            (0, "元"),
            (99_999, "元"),
            (-100_000, "万元"),
            (99_999_999, "万元"),
            (100_000_000, "亿元"),
            (92_233_720_368_547_758, "亿元"),
        ] {
            let amounts = [Fen::from_yuan(yuan)].into_iter();
            assert_eq!(Unit::for_amounts(&Words::ZH, amounts).name(), unit, "{yuan}");
        }
        for (yuan, unit, height) in [(99_999, "yuan", 99_999.0), (20_000_000, "million yuan", 20.0)] {
            let amount = Fen::from_yuan(yuan);
            let chosen = Unit::for_amounts(&Words::EN, [amount].into_iter());
            assert_eq!((chosen.name(), chosen.height(amount)), (unit, height));
        }
    }

    #[test]
    fn numbers_are_written_for_reading() {
        for (height, text) in
            [(0.0, "0"), (0.5, "0.5"), (1234.0, "1,234"), (-20.25, "−20.25"), (1e6, "1,000,000")]
        {
            assert_eq!(tick(height), text);
        }
        assert_eq!(exact(&Words::ZH, Fen::new(123_456_789)), "1,234,567.89 元");
        assert_eq!(exact(&Words::EN, Fen::new(-5)), "−0.05 yuan");
    }

    #[test]
    fn zero_is_always_on_the_axis_and_both_zeros_meet() {
        assert_eq!(range([5.0, 9.0].into_iter()).0, 0.0);
        assert_eq!(range(std::iter::empty()), (0.0, 1.0));
        assert!(range([-4.0, -2.0].into_iter()).1 == 0.0);
        let (left, right) = share_zero((0.0, 10.0), (-5.0, 15.0));
        let at = |(low, high): (f64, f64)| -low / (high - low);
        assert!((at(left) - at(right)).abs() < 1e-9);
        assert!(right.0 <= -5.0 && right.1 >= 15.0 && left.1 >= 10.0);
    }
}
