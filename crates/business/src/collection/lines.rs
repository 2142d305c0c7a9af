//! Open bill lines of payers, in the order in which money is allocated to them.

use std::collections::BTreeSet;

use kernel::{BillId, Date, FeeMonth, Fen, Insurance, PartyId, Result};
use ledger::Receivable;
use rules::Law;
use store::{Row, Tx, params};

use super::list;
use crate::registry::facts::records_sql;

/// The late fee (滞纳金) of a line that has accrued on what was received late.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fee {
    pub(super) due: Fen,
    pub(super) received: Fen,
}

impl Fee {
    /// What is owed once so much more has accrued. What was paid for a receipt that was reversed later counts in advance.
    pub(super) fn owed(self, accrued: Fen) -> Fen {
        (self.due + accrued - self.received).max(Fen::ZERO)
    }
}

/// One insurance of a bill with what is due and received.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) payer: PartyId,
    pub(super) bill: BillId,
    pub(super) month: FeeMonth,
    pub(super) due_day: Date,
    pub(super) late_from: Date,
    pub(super) insurance: Insurance,
    pub(super) state: Receivable,
    pub(super) personal: Fen,
    pub(super) fee: Fee,
    pub(super) changed: bool,
    pub(super) fee_changed: bool,
}

/// Which insurance comes first when money does not suffice (到账分配顺序).
pub(super) struct Order(Vec<Insurance>);

impl Order {
    pub(super) fn of(law: &Law<'_>, on: Date) -> Result<Order> {
        let table = law.table("collection.allocation", on)?.value;
        Ok(Order(table.rows().filter_map(|row| Insurance::from_key(row.word("insurance")?)).collect()))
    }

    fn rank(&self, insurance: Insurance) -> usize {
        self.0.iter().position(|known| *known == insurance).unwrap_or(usize::MAX)
    }
}

/// Lines by payer, bill (oldest first) and order of allocation.
pub(super) struct Lines(Vec<Line>);

/// What was billed under a number that was merged away is owed by the true record.
const COLUMNS: &str =
    "coalesce((SELECT g.person FROM person_merge g WHERE g.duplicate = b.payer), b.payer), b.id, b.month, b.due, b.late_from, r.insurance, r.due, r.received, r.written_off,
    l.account, coalesce(f.due, 0), coalesce(f.received, 0)";
const JOINED: &str =
    "CROSS JOIN bill_line l LEFT JOIN late_fee f ON f.bill = r.bill AND f.insurance = r.insurance";
const LINKED: &str = "b.id = r.bill AND l.bill = r.bill AND l.insurance = r.insurance";

/// From how many payers on all open lines of the city are walked through, instead of each payer's bills.
const MANY: usize = 8;

impl Lines {
    /// Lines of the payers on which something is open, late fees included.
    pub(super) fn open(tx: &mut Tx<'_>, order: &Order, payers: &BTreeSet<PartyId>) -> Result<Lines> {
        let mut lines = Vec::new();
        if payers.len() < MANY {
            for payer in payers {
                Lines::of_payer(tx, *payer, &mut lines)?;
            }
        } else {
            Lines::of_all(tx, &mut lines)?;
            lines.retain(|line| payers.contains(&line.payer));
        }
        Ok(Lines::sorted(lines, order))
    }

    /// Lines of everybody on which something is open, late fees included.
    pub(super) fn all_open(tx: &mut Tx<'_>, order: &Order) -> Result<Lines> {
        let mut lines = Vec::new();
        Lines::of_all(tx, &mut lines)?;
        Ok(Lines::sorted(lines, order))
    }

    /// All lines of some bills, settled or not.
    pub(super) fn of_bills(tx: &mut Tx<'_>, order: &Order, bills: &[BillId]) -> Result<Lines> {
        let ids = list::numbers(bills.iter().map(|bill| bill.get()));
        let sql = format!(
            "SELECT {COLUMNS} FROM {} AS v CROSS JOIN bill b CROSS JOIN receivable r {JOINED}
             WHERE b.id = cast(v.value as bigint) AND {LINKED}",
            list::of_numbers(tx, 1)
        );
        Ok(Lines::sorted(tx.rows(&sql, params![ids], line)?, order))
    }

    fn of_payer(tx: &mut Tx<'_>, payer: PartyId, lines: &mut Vec<Line>) -> Result<()> {
        let sql = format!(
            "SELECT {COLUMNS} FROM bill b CROSS JOIN receivable r {JOINED}
             WHERE b.payer IN {} AND {LINKED} AND (r.settled_on IS NULL OR f.received < f.due)",
            records_sql(1)
        );
        lines.extend(tx.rows(&sql, params![payer], line)?);
        Ok(())
    }

    fn of_all(tx: &mut Tx<'_>, lines: &mut Vec<Line>) -> Result<()> {
        let hint = tx.text("INDEXED BY receivable_open", "");
        let open = format!(
            "SELECT {COLUMNS} FROM receivable r {hint} CROSS JOIN bill b {JOINED}
             WHERE r.settled_on IS NULL AND {LINKED}"
        );
        tx.each(&open, params![], |row| {
            lines.push(line(row)?);
            Ok(())
        })?;
        let hint = tx.text("INDEXED BY late_fee_open", "");
        let fees = format!(
            "SELECT {COLUMNS} FROM late_fee f {hint} CROSS JOIN receivable r CROSS JOIN bill b CROSS JOIN bill_line l
             WHERE f.received < f.due AND r.bill = f.bill AND r.insurance = f.insurance AND {LINKED}
               AND r.settled_on IS NOT NULL"
        );
        tx.each(&fees, params![], |row| {
            lines.push(line(row)?);
            Ok(())
        })
    }

    fn sorted(mut lines: Vec<Line>, order: &Order) -> Lines {
        lines
            .sort_unstable_by_key(|line| (line.payer, line.bill, order.rank(line.insurance), line.insurance));
        Lines(lines)
    }

    /// None at all.
    pub(super) fn none() -> Lines {
        Lines(Vec::new())
    }

    /// All of them.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Line> {
        self.0.iter_mut()
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Line> {
        self.0.iter()
    }

    /// Those of a payer.
    pub(super) fn of(&mut self, payer: PartyId) -> &mut [Line] {
        let from = self.0.partition_point(|line| line.payer < payer);
        let to = self.0.partition_point(|line| line.payer <= payer);
        &mut self.0[from..to]
    }

    /// Those of a payer's bill.
    pub(super) fn of_bill(&mut self, payer: PartyId, bill: BillId) -> &mut [Line] {
        let from = self.0.partition_point(|line| (line.payer, line.bill) < (payer, bill));
        let to = self.0.partition_point(|line| (line.payer, line.bill) <= (payer, bill));
        &mut self.0[from..to]
    }

    /// One line.
    pub(super) fn find(&mut self, bill: BillId, insurance: Insurance) -> Option<&mut Line> {
        self.0.iter_mut().find(|line| line.bill == bill && line.insurance == insurance)
    }
}

fn line(row: &Row<'_>) -> Result<Line> {
    Ok(Line {
        payer: row.get(0)?,
        bill: row.get(1)?,
        month: row.get(2)?,
        due_day: row.get(3)?,
        late_from: row.get(4)?,
        insurance: row.get(5)?,
        state: Receivable { due: row.get(6)?, received: row.get(7)?, written_off: row.get(8)? },
        personal: row.get(9)?,
        fee: Fee { due: row.get(10)?, received: row.get(11)? },
        changed: false,
        fee_changed: false,
    })
}
