//! Passes over the mass tables: each is read once, in the order of its key, and feeds every check that looks at it.

mod bases;
mod bills;
mod credits;
mod insured;
mod late_fees;
mod levied;
mod participations;
mod people;
mod receivables;
mod rows;

use kernel::Result;
use rules::LawBook;
use store::Tx;

use crate::finder::{Lines, Scope};
use crate::report::Check;

/// Which passes have been made for this report.
#[derive(Default)]
pub(crate) struct Passes {
    levied: bool,
    participations: bool,
}

impl Passes {
    /// Makes the passes that feed a check, unless they have been made for another one.
    pub(crate) fn before(
        &mut self,
        check: Check,
        tx: &mut Tx<'_>,
        scope: &Scope,
        law: &LawBook,
        lines: &mut Lines,
    ) -> Result<()> {
        use Check::{Accounts, Bills, Participation, Receivables, References};
        let feeds_on_bills = matches!(check, Bills | Receivables | Accounts | Participation | References);
        if feeds_on_bills && !std::mem::replace(&mut self.levied, true) {
            levied::pass(tx, scope, law, lines)?;
        }
        if check == Participation && !std::mem::replace(&mut self.participations, true) {
            participations::pass(tx, scope, lines)?;
        }
        Ok(())
    }
}
