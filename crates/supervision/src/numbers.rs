//! A set of record numbers, one bit each: numbers are allotted one after the other, so a few kilobytes hold thousands.

use std::collections::BTreeMap;

/// Numbers of one page.
const PAGE: i64 = 32_768;
const WORDS: usize = 512;

/// Record numbers that were seen.
#[derive(Default)]
pub(crate) struct Numbers {
    pages: BTreeMap<i64, Box<[u64; WORDS]>>,
}

impl Numbers {
    /// Adds a number and says whether it is new.
    pub(crate) fn insert(&mut self, number: i64) -> bool {
        let (page, word, bit) = place(number);
        let word = &mut self.pages.entry(page).or_insert_with(|| Box::new([0; WORDS]))[word];
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    pub(crate) fn contains(&self, number: i64) -> bool {
        let (page, word, bit) = place(number);
        self.pages.get(&page).is_some_and(|words| words[word] & bit != 0)
    }

    /// All of them, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        self.pages.iter().flat_map(|(page, words)| {
            (0..PAGE).map(move |at| page * PAGE + at).filter(move |&number| {
                let (_, word, bit) = place(number);
                words[word] & bit != 0
            })
        })
    }
}

fn place(number: i64) -> (i64, usize, u64) {
    let at = number.rem_euclid(PAGE);
    // Never out of bounds: `at` is below a page.
    (number.div_euclid(PAGE), usize::try_from(at / 64).unwrap_or(0), 1 << (at % 64))
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn numbers_are_kept_across_pages_and_below_zero() {
        let mut numbers = Numbers::default();
        let some = [-32_769, -1, 0, 63, 64, 32_767, 32_768, 20_240_000_000_001];
        for number in some.into_iter().rev() {
            assert!(numbers.insert(number));
            assert!(!numbers.insert(number));
        }
        assert_eq!(numbers.iter().collect::<Vec<_>>(), some);
        assert!(some.iter().all(|&number| numbers.contains(number) && !numbers.contains(number + 2)));
    }
}
