//! What a recomputation comes to: sums by what is done, and how many lines fall into which class of difference.

use std::collections::BTreeSet;

use kernel::{Fen, PartyId};
use serde::{Deserialize, Serialize};

use super::line::{Kind, Line};

/// Lines and their money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Lines.
    pub lines: i64,
    /// Not negative.
    pub amount: Fen,
}

/// Upper bounds of the classes of differences, in yuan; the one in the middle is no difference at all.
const BOUNDS: [i64; 4] = [1, 10, 100, 1000];
/// Classes: four on each side grow by ten, and what is beyond; nothing in the middle.
pub const CLASSES: usize = 2 * (BOUNDS.len() + 1) + 1;

/// What a recomputation comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// People concerned.
    pub people: i64,
    /// Contributions to be collected (补收).
    pub collect: Sum,
    /// Contributions to be refunded (退费).
    pub refund: Sum,
    /// Benefits to be paid (补发).
    pub pay: Sum,
    /// Benefits to be recovered (追回).
    pub recover: Sum,
    /// Awards that change only from now on.
    pub from_now_on: i64,
    /// Awards that an officer has to decide.
    pub by_hand: i64,
    /// Lines by class of difference, the most to be given back first.
    pub classes: Vec<u32>,
}

impl Summary {
    /// Lines in all.
    pub fn lines(&self) -> i64 {
        let moved = self.collect.lines + self.refund.lines + self.pay.lines + self.recover.lines;
        moved + self.from_now_on + self.by_hand
    }

    /// The classes with their names in yuan, the most to be given back first.
    pub fn named_classes(&self) -> Vec<(String, u32)> {
        let middle = CLASSES / 2;
        let name = |class: usize| match class.cmp(&middle) {
            std::cmp::Ordering::Equal => "0".to_owned(),
            std::cmp::Ordering::Greater => band(class - middle - 1, ""),
            std::cmp::Ordering::Less => band(middle - class - 1, "−"),
        };
        self.classes.iter().enumerate().map(|(class, count)| (name(class), *count)).collect()
    }
}

fn band(at: usize, sign: &str) -> String {
    match (at.checked_sub(1).and_then(|below| BOUNDS.get(below)), BOUNDS.get(at)) {
        (None, Some(to)) => format!("{sign}0–{to}"),
        (Some(from), Some(to)) => format!("{sign}{from}–{to}"),
        (from, None) => format!("{sign}{}+", from.copied().unwrap_or(0)),
    }
}

/// A summary that is being counted.
#[derive(Default)]
pub(super) struct Tally {
    people: BTreeSet<PartyId>,
    summary: Summary,
}

impl Tally {
    pub(super) fn count(&mut self, line: &Line) {
        self.people.insert(line.person);
        let summary = &mut self.summary;
        if summary.classes.is_empty() {
            summary.classes = vec![0; CLASSES];
        }
        if line.kind == Kind::ByHand {
            summary.by_hand += 1;
            return;
        }
        if let Some(class) = summary.classes.get_mut(class_of(line.difference)) {
            *class += 1;
        }
        let back = line.difference.is_negative();
        let sum = match (line.kind, back) {
            (Kind::Contribution, false) => &mut summary.collect,
            (Kind::Contribution, true) => &mut summary.refund,
            (_, true) => &mut summary.recover,
            (_, false) if line.difference.is_zero() => {
                summary.from_now_on += 1;
                return;
            }
            (_, false) => &mut summary.pay,
        };
        sum.lines += 1;
        if back { sum.amount -= line.difference } else { sum.amount += line.difference }
    }

    pub(super) fn finish(mut self) -> Summary {
        self.summary.people = i64::try_from(self.people.len()).unwrap_or(i64::MAX);
        self.summary
    }
}

fn class_of(difference: Fen) -> usize {
    let middle = CLASSES / 2;
    if difference.is_zero() {
        return middle;
    }
    let size = difference.get().unsigned_abs();
    let beyond = BOUNDS.iter().filter(|yuan| size >= yuan.unsigned_abs() * 100).count();
    if difference.is_negative() { middle - 1 - beyond } else { middle + 1 + beyond }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_falls_into_the_class_that_its_name_says() {
        let names = Summary { classes: vec![0; CLASSES], ..Summary::default() }.named_classes();
        for (fen, name) in [
            (0, "0"),
            (1, "0–1"),
            (-99, "−0–1"),
            (100, "1–10"),
            (-1_000, "−10–100"),
            (99_999, "100–1000"),
            (100_000, "1000+"),
            (-10_000_000, "−1000+"),
        ] {
            assert_eq!(names[class_of(Fen::new(fen))].0, name, "{fen}");
        }
    }
}
