//! Two sides that should hold the same amounts under the same keys, compared without sorting either of them.
//!
//! Every amount counts as often as a pseudo-random odd number made of its key, so that sides with equal sums weigh the same
//! and a difference of a single fen tips the scales; two differences hide each other once in 2^64. What tips is then looked
//! at row by row. Keys are gathered in spans, so that only few rows need that.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A pair of scales for each span of numbers.
pub(crate) struct Scales {
    /// Differs from run to run, so that nobody can prepare differences that hide each other. No result depends on it
    /// otherwise.
    seed: u64,
    spans: Vec<Span>,
}

struct Span {
    first: i64,
    last: i64,
    weight: u64,
}

impl Scales {
    pub(crate) fn new() -> Scales {
        Scales { seed: RandomState::new().build_hasher().finish(), spans: Vec::new() }
    }

    /// Adds the next span; both bounds are included.
    pub(crate) fn span(&mut self, first: i64, last: i64) {
        self.spans.push(Span { first, last, weight: 0 });
    }

    /// Puts what is expected under a key on one side.
    pub(crate) fn expect(&mut self, number: i64, key: [i64; 3], amount: i64) {
        let weight = self.weight(number, key, amount);
        if let Some(span) = self.at(number) {
            span.weight = span.weight.wrapping_add(weight);
        }
    }

    /// Puts what is found on the other. Nothing outside of the spans is weighed.
    pub(crate) fn find(&mut self, number: i64, key: [i64; 3], amount: i64) {
        let weight = self.weight(number, key, amount);
        if let Some(span) = self.at(number) {
            span.weight = span.weight.wrapping_sub(weight);
        }
    }

    /// Spans with a difference, neighbours as one.
    pub(crate) fn tipped(&self) -> Vec<(i64, i64)> {
        let mut tipped: Vec<(i64, i64)> = Vec::new();
        for span in self.spans.iter().filter(|span| span.weight != 0) {
            match tipped.last_mut() {
                Some((_, last)) if *last + 1 == span.first => *last = span.last,
                _ => tipped.push((span.first, span.last)),
            }
        }
        tipped
    }

    fn weight(&self, number: i64, key: [i64; 3], amount: i64) -> u64 {
        let mark = key
            .into_iter()
            .fold(mix(self.seed ^ number.cast_unsigned()), |mark, part| mix(mark ^ part.cast_unsigned()));
        (mark | 1).wrapping_mul(amount.cast_unsigned())
    }

    fn at(&mut self, number: i64) -> Option<&mut Span> {
        // What is expected always falls into the span added last.
        if self.spans.last().is_some_and(|span| span.first <= number) {
            return self.spans.last_mut().filter(|span| number <= span.last);
        }
        let at = self.spans.partition_point(|span| span.last < number);
        self.spans.get_mut(at).filter(|span| span.first <= number)
    }
}

/// Evenly mixed bits of a number (SplitMix64).
fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Scales;

    fn scales() -> Scales {
        let mut scales = Scales::new();
        scales.span(0, 9);
        scales.span(10, 19);
        scales.span(20, 29);
        scales
    }

    proptest! {
        /// Rows may come in any order and in parts; one fen more or under another key is seen, and in its span.
        #[test]
        fn equal_sides_balance_and_others_do_not(
            mut rows in prop::collection::vec((0i64..30, 0i64..4, 1i64..100_000), 1..40),
            wrong in any::<prop::sample::Index>(),
            more in prop_oneof![Just(1i64), Just(-1), Just(1 << 40)],
        ) {
            let mut scales = scales();
            for &(number, person, amount) in &rows {
                scales.expect(number, [1, person, 0], amount);
            }
            rows.reverse();
            for &(number, person, amount) in &rows {
                scales.find(number, [1, person, 0], amount - 1);
                scales.find(number, [1, person, 0], 1);
            }
            prop_assert_eq!(scales.tipped(), vec![]);
            let (number, person, _) = rows[wrong.index(rows.len())];
            scales.find(number, [1, person, 0], more);
            let first = number / 10 * 10;
            prop_assert_eq!(scales.tipped(), vec![(first, first + 9)]);
            scales.expect(number, [1, person + 1, 0], more);
            prop_assert_eq!(scales.tipped(), vec![(first, first + 9)]);
        }
    }

    #[test]
    fn neighbours_are_one_span() {
        let mut scales = scales();
        scales.expect(5, [1, 1, 1], 1);
        scales.expect(15, [1, 1, 1], 1);
        assert_eq!(scales.tipped(), [(0, 19)]);
    }
}
