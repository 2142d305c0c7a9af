//! What is counted while people live: whole numbers and fen, so that the order of adding does not matter.

use std::ops::AddAssign;

use kernel::{Fen, Fund};

/// Money and people of one fund in one year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flow {
    /// Months for which somebody paid.
    pub(crate) paying: u64,
    /// Months for which somebody drew; of the medical funds, stays in hospital.
    pub(crate) drawing: u64,
    /// Contributions of units and people.
    pub(crate) contributions: Fen,
    /// From the state.
    pub(crate) subsidies: Fen,
    /// Paid month by month, and for care.
    pub(crate) benefits: Fen,
    /// Paid once: at a death, a birth, an injury; accounts that leave.
    pub(crate) grants: Fen,
}

/// One year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct YearTally {
    pub(crate) flows: [Flow; Fund::ALL.len()],
    pub(crate) born: u64,
    pub(crate) died: u64,
    /// Alive at the end.
    pub(crate) alive: u64,
    /// Pensions awarded, and their sum a month.
    pub(crate) awards: u64,
    pub(crate) awarded: Fen,
    /// Pensions of the employee fund in payment at the end of the year, and their sum a month.
    pub(crate) pensions: u64,
    pub(crate) pension_sum: Fen,
}

impl YearTally {
    /// The flow of a fund.
    pub(crate) fn of(&mut self, fund: Fund) -> &mut Flow {
        &mut self.flows[place(fund)]
    }
}

/// Where a fund stands in a row of flows.
pub(crate) fn place(fund: Fund) -> usize {
    usize::try_from(fund.code() - 1).unwrap_or(0)
}

impl AddAssign for Flow {
    fn add_assign(&mut self, other: Flow) {
        self.paying += other.paying;
        self.drawing += other.drawing;
        self.contributions += other.contributions;
        self.subsidies += other.subsidies;
        self.benefits += other.benefits;
        self.grants += other.grants;
    }
}

impl AddAssign for YearTally {
    fn add_assign(&mut self, other: YearTally) {
        for (own, other) in self.flows.iter_mut().zip(other.flows) {
            *own += other;
        }
        self.born += other.born;
        self.died += other.died;
        self.alive += other.alive;
        self.awards += other.awards;
        self.awarded += other.awarded;
        self.pensions += other.pensions;
        self.pension_sum += other.pension_sum;
    }
}
