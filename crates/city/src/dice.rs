//! Chance that is the same on every machine: a small generator (SplitMix64) keyed by seed, purpose and number.
//!
//! Every citizen, unit and month has a stream of its own, so that a larger city or a longer life does not change what
//! the others drew. No floats, no system randomness.

/// A stream of numbers that looks like chance.
#[derive(Clone, Debug)]
pub struct Dice(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

impl Dice {
    /// The stream of a purpose ("wage", "month") and a number within it.
    pub fn new(seed: u64, purpose: &str, number: u64) -> Dice {
        let key = purpose.bytes().fold(seed ^ GOLDEN, |key, byte| mix(key ^ u64::from(byte)));
        Dice(mix(key ^ mix(number.wrapping_add(GOLDEN))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number from 0 to `sides - 1`; 0 if there are no sides.
    pub fn below(&mut self, sides: u64) -> u64 {
        u64::try_from((u128::from(self.next()) * u128::from(sides)) >> 64).unwrap_or(0)
    }

    /// A place in a list of that length.
    pub fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap_or(u64::MAX))).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let sides = u64::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(1);
        low.saturating_add(i64::try_from(self.below(sides)).unwrap_or(0))
    }

    /// True in so many of ten thousand cases.
    pub fn chance(&mut self, per_10_000: u64) -> bool {
        self.below(10_000) < per_10_000
    }

    /// One of them, each as likely. The list must not be empty.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.place(list.len())]
    }

    /// One of them by weight. The list must not be empty.
    pub fn weighted<T: Copy>(&mut self, list: &[(u64, T)]) -> T {
        let mut at = self.below(list.iter().map(|(weight, _)| weight).sum());
        for &(weight, item) in list {
            if at < weight {
                return item;
            }
            at -= weight;
        }
        list[0].1
    }

    /// Roughly normal, in thousandths of a standard deviation, within six of them.
    pub fn normal(&mut self) -> i64 {
        (0..12).map(|_| self.between(0, 1000)).sum::<i64>() - 6000
    }

    /// `median × e^(z·sigma)`, in the unit of the median; `sigma` in thousandths.
    pub fn log_normal(&mut self, median: i64, sigma: i64) -> i64 {
        let exponent = self.normal() * sigma / 1000;
        i64::try_from(i128::from(median) * exp(exponent) / ONE).unwrap_or(median)
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

const ONE: i128 = 1_000_000_000_000;

/// `e^(x/1000)` in units of [`ONE`], by its series in integers; exact enough for any wage.
fn exp(thousandths: i64) -> i128 {
    let x = i128::from(thousandths.clamp(-6000, 6000).abs());
    let (mut sum, mut term) = (ONE, ONE);
    for n in 1..60 {
        term = term * x / (1000 * n);
        sum += term;
    }
    if thousandths < 0 { ONE * ONE / sum } else { sum }
}

#[cfg(test)]
mod tests {
    use super::{Dice, ONE, exp};

    #[test]
    fn the_same_key_draws_the_same_and_another_key_does_not() {
        let draw = |seed, purpose, number| {
            let mut dice = Dice::new(seed, purpose, number);
            (0..8).map(|_| dice.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, "wage", 7), draw(1, "wage", 7));
        for other in [draw(2, "wage", 7), draw(1, "name", 7), draw(1, "wage", 8)] {
            assert_ne!(other, draw(1, "wage", 7));
        }
        // Written down once: a change of the generator would change every city.
        assert_eq!(draw(1, "wage", 7)[..3], PINNED);
    }

    const PINNED: [u64; 3] = [970_549, 632_944, 625_083];

    #[test]
    fn wages_have_the_median_and_the_spread_they_should() {
        assert!((exp(1000) - 2_718_281_828_459).abs() < 1000, "{}", exp(1000));
        assert!((exp(-693) - ONE / 2).abs() < ONE / 1000);
        let mut dice = Dice::new(1, "test", 0);
        let mut drawn: Vec<i64> = (0..20_001).map(|_| dice.log_normal(1_000_000, 500)).collect();
        drawn.sort_unstable();
        assert!((drawn[10_000] - 1_000_000).abs() < 20_000, "median {}", drawn[10_000]);
        assert!((drawn[16_827] - 1_648_721).abs() < 60_000, "one deviation up {}", drawn[16_827]);
    }
}
