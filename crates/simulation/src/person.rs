//! One person of a simulation, in few bytes.

use kernel::{FeeMonth, Fen};
use rules::retirement::RetirementGroup;

use crate::chance::Chance;

/// What kind of insured life somebody leads (参保类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Mostly as an employee (职工).
    Employee,
    /// Mostly for themselves (灵活就业人员).
    Flexible,
    /// In the residents' schemes (城乡居民).
    Resident,
}

/// Where somebody stands (参保状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not born yet.
    Unborn,
    /// Before the first contribution.
    Child,
    /// Paying through a unit.
    Employee,
    /// Paying for themselves.
    Flexible,
    /// Out of work, drawing or not.
    Unemployed,
    /// In the residents' schemes, not drawing yet.
    Resident,
    /// Drawing an employee pension.
    Retired,
    /// Drawing a resident's pension.
    ResidentDrawing,
    /// Dead.
    Dead,
}

/// A person as they stand at some month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Month of birth.
    pub birth: FeeMonth,
    /// Month of the first contribution, past or to come.
    pub enters: FeeMonth,
    /// Group of the retirement age.
    pub group: RetirementGroup,
    /// Kind of insured life.
    pub path: Path,
    /// Where they stand.
    pub standing: Standing,
    /// Own wage level in thousandths of the average wage.
    pub level: u16,
    /// Months paid to the employee pension.
    pub paid: u16,
    /// Months deemed paid (视同缴费).
    pub deemed: u16,
    /// Months paid to the unemployment insurance that no benefit used up yet.
    pub insured: u16,
    /// Months for which a pension was drawn.
    pub drawn: u16,
    /// Balance of the account: the employee's at retirement or now, or the resident's.
    pub account: Fen,
    /// Pension a month; of a resident, the account part alone.
    pub pension: Fen,
    /// Its account part.
    pub account_part: Fen,
}

/// Ages in months and years that contributions and benefits of a person turn on.
impl Person {
    /// Is it a woman?
    pub fn is_woman(&self) -> bool {
        self.group != RetirementGroup::Male60
    }

    /// Age in whole months at the begin of a month.
    pub fn age_months(&self, month: FeeMonth) -> i32 {
        self.birth.months_until(month)
    }

    /// Age in whole years at the begin of a month; zero before birth.
    pub fn age(&self, month: FeeMonth) -> i64 {
        i64::from(self.age_months(month).max(0) / 12)
    }

    /// Months that count for the minimum.
    pub fn counted(&self) -> i64 {
        i64::from(self.paid) + i64::from(self.deemed)
    }

    /// Alive?
    pub fn is_alive(&self) -> bool {
        !matches!(self.standing, Standing::Unborn | Standing::Dead)
    }
}

/// Fen of a wage level in a year: average wage × level × the factor of the age in billionths.
pub(crate) fn wage(average: Fen, level: u16, factor: i64) -> Fen {
    let exact = i128::from(average.get()) * i128::from(level) * i128::from(factor);
    kernel::Rounding::FenHalfUp.divide(exact, 1_000 * i128::from(crate::chance::WHOLE))
}

/// The luck of the person with a number.
pub(crate) fn chance(seed: u64, number: usize) -> Chance {
    Chance::of(seed, u64::try_from(number).unwrap_or(u64::MAX))
}
