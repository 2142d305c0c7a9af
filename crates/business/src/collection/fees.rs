//! The late fee (滞纳金) of what is received late: by the rule of the time the debt arose, per line and day.

use std::collections::BTreeMap;

use kernel::{Date, Fen, Result};
use rules::arrears::{LateFeeRules, days_between, late_fee};
use rules::{Law, NoTrace};

use super::lines::Line;

/// The rules of each time, looked up once.
pub(super) struct LateFees<'b> {
    law: Law<'b>,
    rules: BTreeMap<Date, LateFeeRules>,
}

impl<'b> LateFees<'b> {
    pub(super) fn new(law: Law<'b>) -> LateFees<'b> {
        LateFees { law, rules: BTreeMap::new() }
    }

    /// Days for which a line settled on that day bears a fee.
    pub(super) fn days(&mut self, line: &Line, on: Date) -> Result<i64> {
        if on < line.late_from {
            return Ok(0);
        }
        let last = if self.rules_of(line.due_day)?.until_bill { on.yesterday().unwrap_or(on) } else { on };
        if last < line.late_from { Ok(0) } else { days_between(line.late_from, last) }
    }

    /// The fee on a part of the line settled on that day.
    pub(super) fn fee(&mut self, line: &Line, principal: Fen, on: Date) -> Result<Fen> {
        let days = self.days(line, on)?;
        if days == 0 || principal <= Fen::ZERO {
            return Ok(Fen::ZERO);
        }
        late_fee(&mut NoTrace, principal, days, self.rules_of(line.due_day)?)
    }

    fn rules_of(&mut self, arose: Date) -> Result<&LateFeeRules> {
        let rules = match self.rules.remove(&arose) {
            Some(rules) => rules,
            None => LateFeeRules::at(&self.law, arose)?,
        };
        Ok(self.rules.entry(arose).or_insert(rules))
    }
}
