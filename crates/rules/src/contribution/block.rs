//! Many employees at once (批量核定): the same formulas as for one, insurance by insurance over columns.

use kernel::{Amounts, Fen, Insurance, Rate, Rounding};

use super::assess::clamp;
use super::{BaseRule, ContributionRules, InsuranceSet, Line, LineRule};

/// The lines of a block of employees of one unit, a column a figure. Kept and filled again, block by block.
#[derive(Clone, Debug, Default)]
pub struct Block {
    columns: Vec<Column>,
}

/// One insurance of a block: element `n` of each belongs to the block's employee `n`.
#[derive(Clone, Debug)]
pub struct Column {
    /// Insurance.
    pub insurance: Insurance,
    /// Contribution bases.
    pub base: Vec<Fen>,
    /// Due from the unit.
    pub unit: Vec<Fen>,
    /// Due from the people.
    pub person: Vec<Fen>,
    /// Shares for the personal accounts.
    pub account: Vec<Fen>,
}

impl Block {
    /// The insurances, in the order of lines.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The lines of employee `n`, who is insured in `insurances`.
    pub fn lines(&self, n: usize, insurances: InsuranceSet) -> impl Iterator<Item = Line> {
        self.columns.iter().filter(move |column| insurances.contains(column.insurance)).map(move |column| {
            Line {
                insurance: column.insurance,
                base: column.base[n],
                unit: column.unit[n],
                person: column.person[n],
                account: column.account[n],
                subsidy: Fen::ZERO,
            }
        })
    }
}

impl Column {
    fn of(insurance: Insurance) -> Column {
        let (base, unit, person, account) = Default::default();
        Column { insurance, base, unit, person, account }
    }

    fn fill(&mut self, rule: &LineRule, wages: &[Fen], unit: Rate, rounding: Rounding) {
        self.insurance = rule.insurance;
        self.base.clear();
        match rule.base {
            BaseRule::Clamped { floor, ceiling } => {
                self.base.extend(wages.iter().map(|wage| clamp(*wage, floor, ceiling)));
            }
            BaseRule::Fixed(base) => self.base.resize(wages.len(), base),
        }
        let bases = Amounts::of(&self.base);
        unit.of_each(&bases, rule.unit_fixed, rounding, &mut self.unit);
        rule.person.of_each(&bases, rule.person_fixed, rounding, &mut self.person);
        if rule.account == rule.person {
            // What the person pays by rate goes to the account: the same share, computed once.
            self.account.clear();
            self.account.extend(self.person.iter().map(|person| *person - rule.person_fixed));
        } else {
            rule.account.of_each(&bases, Fen::ZERO, rounding, &mut self.account);
        }
    }
}

impl ContributionRules {
    /// The lines of employees of one unit, in every insurance that is offered: what
    /// [`ContributionRules::assess_employee`] says of each, without a derivation.
    pub fn assess_employees(&self, wages: &[Fen], injury: Rate, block: &mut Block) {
        block.columns.resize_with(self.employee.len(), || Column::of(Insurance::Pension));
        for (rule, column) in self.employee.iter().zip(&mut block.columns) {
            let unit = if rule.insurance == Insurance::Injury { injury } else { rule.unit };
            column.fill(rule, wages, unit, self.rounding);
        }
    }
}
