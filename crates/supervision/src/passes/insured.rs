//! Whoever was assessed was insured there and then, as the records stood or as they stand.

use super::rows::{Chunk, Contribution, Insured, Kind};
use crate::finder::{Lines, Wrong};
use crate::report::Check;

/// Contribution lines and participations side by side, in the order of bills and people.
#[derive(Default)]
pub(super) struct Insurance {
    /// How many bills and participations of the chunk are behind.
    bills: usize,
    insured: usize,
    /// Is the bill at hand one by which participations are assessed?
    regular: bool,
}

impl Insurance {
    pub(super) fn begin(&mut self) {
        (self.bills, self.insured) = (0, 0);
    }

    pub(super) fn next(&mut self, chunk: &Chunk, bill: i64) {
        while chunk.bills.get(self.bills).is_some_and(|known| known.id < bill) {
            self.bills += 1;
        }
        let known = chunk.bills.get(self.bills).filter(|known| known.id == bill);
        self.regular = known.is_some_and(|known| known.kind == Kind::Regular);
    }

    pub(super) fn take(&mut self, lines: &mut Lines, chunk: &Chunk, line: &Contribution) {
        if !self.regular {
            return;
        }
        let at = |insured: &Insured| (insured.bill, insured.person);
        while chunk.insured.get(self.insured).is_some_and(|insured| at(insured) < (line.bill, line.person)) {
            self.insured += 1;
        }
        let insurance = insured_by(line.insurance);
        let theirs =
            chunk.insured.iter().skip(self.insured).take_while(|i| at(i) == (line.bill, line.person));
        let mut theirs = theirs.filter(|insured| insured.insurance == insurance);
        if !theirs.any(|insured| insured.from <= line.month && line.month <= insured.to)
            && let Some(finds) = lines.of(Check::Participation)
        {
            let Contribution { bill, person, insurance, month, .. } = line;
            let wrong = Wrong("有缴费而无参保", "a contribution without a participation");
            let record = format!("contribution:{bill}/{person}/{insurance}/{month}");
            finds.add(wrong, record, "participation", "—");
        }
    }
}

/// A supplement rides on the medical insurance.
fn insured_by(insurance: i64) -> i64 {
    if insurance == kernel::Insurance::LargeMedical.code() {
        kernel::Insurance::Medical.code()
    } else {
        insurance
    }
}
