//! The pass over what was levied: bills in chunks with what hangs on them, and their contribution lines streaming past in
//! the order of their key. Each row is read once and nothing is kept but one chunk.

use kernel::Result;
use rules::LawBook;
use store::{Tx, params};

use super::bases::Bases;
use super::bills::Bills;
use super::credits::Credits;
use super::insured::Insurance;
use super::late_fees::LateFees;
use super::people::People;
use super::receivables::Receivables;
use super::rows::{Chunk, Contribution, Parts};
use crate::finder::{Lines, Scope};
use crate::report::Check;

/// The checks that are fed, as far as they were asked for.
struct Fed<'l> {
    bills: Option<Bills>,
    bases: Option<Bases>,
    receivables: Option<(Receivables, LateFees<'l>)>,
    credits: Option<Credits>,
    insurance: Option<Insurance>,
    people: Option<People>,
}

pub(super) fn pass(tx: &mut Tx<'_>, scope: &Scope, law: &LawBook, lines: &mut Lines) -> Result<()> {
    let (mut first, last) = scope.bills();
    let mut fed = Fed {
        bills: lines.wants(Check::Bills).then(Bills::default),
        bases: match lines.wants(Check::Bills) {
            true => Some(Bases::new(tx, scope, law)?),
            false => None,
        },
        receivables: match lines.wants(Check::Receivables) {
            true => Some((Receivables::new(tx, scope)?, LateFees::new(law))),
            false => None,
        },
        credits: match lines.wants(Check::Accounts) {
            true => Some(Credits::new(tx)?),
            false => None,
        },
        insurance: lines.wants(Check::Participation).then(Insurance::default),
        people: match lines.wants(Check::References) {
            true => Some(People::new(tx)?),
            false => None,
        },
    };
    let parts = Parts {
        receivables: fed.receivables.is_some() || fed.credits.is_some(),
        received: fed.receivables.is_some(),
        insured: fed.insurance.is_some(),
        declared: fed.bases.is_some(),
    };
    let streams =
        fed.bills.is_some() || fed.credits.is_some() || fed.insurance.is_some() || fed.people.is_some();
    let mut chunk = Chunk::default();
    loop {
        let end = chunk.load(tx, parts, first, last)?;
        fed.begin(tx, lines, &chunk, (first, end))?;
        if streams {
            fed.stream(tx, lines, &chunk, first, end)?;
        }
        if end == last {
            break;
        }
        first = end + 1;
    }
    fed.finish(tx, scope, lines)
}

impl Fed<'_> {
    fn begin(
        &mut self,
        tx: &mut Tx<'_>,
        lines: &mut Lines,
        chunk: &Chunk,
        (first, end): (i64, i64),
    ) -> Result<()> {
        if let Some(bills) = &mut self.bills {
            bills.begin();
        }
        if let Some(bases) = &mut self.bases {
            bases.begin();
        }
        if let (Some((receivables, late_fees)), Some(finds)) =
            (&mut self.receivables, lines.of(Check::Receivables))
        {
            receivables.compare(finds, chunk, end);
            late_fees.compare(tx, finds, chunk, (first, end))?;
        }
        if let Some(credits) = &mut self.credits {
            credits.begin(first, end);
        }
        if let Some(insurance) = &mut self.insurance {
            insurance.begin();
        }
        Ok(())
    }

    fn stream(
        &mut self,
        tx: &mut Tx<'_>,
        lines: &mut Lines,
        chunk: &Chunk,
        first: i64,
        end: i64,
    ) -> Result<()> {
        let (mut rows, mut bill) = (0, 0);
        tx.each(Contribution::SQL, params![first, end], |row| {
            let line = Contribution::of(row)?;
            rows += 1;
            if line.bill != bill {
                bill = line.bill;
                self.next_bill(lines, chunk, bill);
            }
            if let Some(bills) = &mut self.bills {
                bills.take(&line);
            }
            if let Some(bases) = &mut self.bases {
                bases.take(lines, chunk, &line);
            }
            if let Some(credits) = &mut self.credits {
                credits.take(&line);
            }
            if let Some(insurance) = &mut self.insurance {
                insurance.take(lines, chunk, &line);
            }
            if let Some(people) = &mut self.people {
                people.take(&line);
            }
            Ok(())
        })?;
        if let (Some(bills), Some(finds)) = (&mut self.bills, lines.of(Check::Bills)) {
            finds.checked(rows);
            bills.end(finds, chunk);
        }
        Ok(())
    }

    fn next_bill(&mut self, lines: &mut Lines, chunk: &Chunk, bill: i64) {
        if let (Some(bills), Some(finds)) = (&mut self.bills, lines.of(Check::Bills)) {
            bills.next(finds, chunk, bill);
        }
        if let Some(bases) = &mut self.bases {
            bases.next(chunk, bill);
        }
        if let Some(credits) = &mut self.credits {
            credits.next(chunk, bill);
        }
        if let Some(insurance) = &mut self.insurance {
            insurance.next(chunk, bill);
        }
    }

    fn finish(self, tx: &mut Tx<'_>, scope: &Scope, lines: &mut Lines) -> Result<()> {
        if let (Some(bills), Some(finds)) = (self.bills, lines.of(Check::Bills)) {
            bills.runs(tx, scope, finds)?;
        }
        if let (Some(credits), Some(finds)) = (self.credits, lines.of(Check::Accounts)) {
            credits.compare(tx, scope, finds)?;
        }
        if let (Some(people), Some(finds)) = (self.people, lines.of(Check::References)) {
            people.report(finds);
        }
        Ok(())
    }
}
