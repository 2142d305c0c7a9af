//! The result of an assessment: a fixed array of lines.

use kernel::{Fen, Insurance};
use serde::Serialize;

/// A set of insurances, as a bit mask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct InsuranceSet(u16);

/// One insurance of one person in one month (险种应缴明细).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Insurance.
    pub insurance: Insurance,
    /// Contribution base (缴费基数); zero where only fixed sums are due.
    pub base: Fen,
    /// Due from the unit.
    pub unit: Fen,
    /// Due from the person.
    pub person: Fen,
    /// Share credited to the personal account when the money has come in.
    pub account: Fen,
    /// Added by the state when the money has come in (residents only).
    pub subsidy: Fen,
}

/// Most lines a person can have in a month.
const MOST: usize = 6;

/// The lines of one person in one month. Lives on the stack.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    lines: [Line; MOST],
    len: usize,
}

const NOTHING: Line = Line {
    insurance: Insurance::Pension,
    base: Fen::ZERO,
    unit: Fen::ZERO,
    person: Fen::ZERO,
    account: Fen::ZERO,
    subsidy: Fen::ZERO,
};

const fn bit(insurance: Insurance) -> u16 {
    1 << match insurance {
        Insurance::Pension => 0,
        Insurance::ResidentPension => 1,
        Insurance::Unemployment => 2,
        Insurance::Medical => 3,
        Insurance::LargeMedical => 4,
        Insurance::ResidentMedical => 5,
        Insurance::Injury => 6,
        Insurance::Maternity => 7,
    }
}

impl InsuranceSet {
    /// No insurance.
    pub const EMPTY: InsuranceSet = InsuranceSet(0);
    /// Every insurance.
    pub const ALL: InsuranceSet = InsuranceSet(0xff);

    /// The set of these.
    pub const fn of(insurances: &[Insurance]) -> InsuranceSet {
        let (mut bits, mut n) = (0, 0);
        while n < insurances.len() {
            bits |= bit(insurances[n]);
            n += 1;
        }
        InsuranceSet(bits)
    }

    /// This set and one more.
    #[must_use]
    pub const fn with(self, insurance: Insurance) -> InsuranceSet {
        InsuranceSet(self.0 | bit(insurance))
    }

    /// This set without one.
    #[must_use]
    pub const fn without(self, insurance: Insurance) -> InsuranceSet {
        InsuranceSet(self.0 & !bit(insurance))
    }

    /// Is it in the set?
    #[inline]
    pub const fn contains(self, insurance: Insurance) -> bool {
        self.0 & bit(insurance) != 0
    }

    /// Is nothing in the set?
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// One by one.
    pub fn iter(self) -> impl Iterator<Item = Insurance> {
        Insurance::ALL.iter().copied().filter(move |insurance| self.contains(*insurance))
    }
}

impl FromIterator<Insurance> for InsuranceSet {
    fn from_iter<I: IntoIterator<Item = Insurance>>(insurances: I) -> InsuranceSet {
        insurances.into_iter().fold(InsuranceSet::EMPTY, InsuranceSet::with)
    }
}

impl Line {
    /// Unit and person together: what is to be collected.
    pub fn total(&self) -> Fen {
        self.unit + self.person
    }

    /// What this line asks for beyond an earlier one of the same insurance; negative where it asks for less.
    #[must_use]
    pub fn minus(&self, earlier: &Line) -> Line {
        Line {
            insurance: self.insurance,
            base: self.base - earlier.base,
            unit: self.unit - earlier.unit,
            person: self.person - earlier.person,
            account: self.account - earlier.account,
            subsidy: self.subsidy - earlier.subsidy,
        }
    }
}

impl Lines {
    /// No lines.
    pub const EMPTY: Lines = Lines { lines: [NOTHING; MOST], len: 0 };

    #[inline]
    pub(crate) fn push(&mut self, line: Line) {
        if let Some(slot) = self.lines.get_mut(self.len) {
            *slot = line;
            self.len += 1;
        }
    }

    /// The lines.
    #[inline]
    pub fn as_slice(&self) -> &[Line] {
        &self.lines[..self.len]
    }

    /// One by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Line> {
        self.as_slice().iter()
    }

    /// The line of an insurance.
    pub fn get(&self, insurance: Insurance) -> Option<&Line> {
        self.iter().find(|line| line.insurance == insurance)
    }

    /// Sum of the unit parts.
    pub fn unit_total(&self) -> Fen {
        self.iter().map(|line| line.unit).sum()
    }

    /// Sum of the person parts.
    pub fn person_total(&self) -> Fen {
        self.iter().map(|line| line.person).sum()
    }

    /// What is to be collected.
    pub fn total(&self) -> Fen {
        self.unit_total() + self.person_total()
    }
}

impl FromIterator<Line> for Lines {
    fn from_iter<I: IntoIterator<Item = Line>>(lines: I) -> Lines {
        let mut all = Lines::EMPTY;
        lines.into_iter().for_each(|line| all.push(line));
        all
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'l> IntoIterator for &'l Lines {
    type Item = &'l Line;
    type IntoIter = std::slice::Iter<'l, Line>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
