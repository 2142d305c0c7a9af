//! What was levied, as it lies in the tables: a chunk of bills with what hangs on them.

use kernel::{Rate, Result};
use store::{Row, Tx, Value, params};

/// Why a bill was made, as far as the checks differ by it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Regular,
    TakeOver,
    Other,
}

pub(super) struct Bill {
    pub(super) id: i64,
    pub(super) run: i64,
    pub(super) month: i64,
    pub(super) kind: Kind,
    pub(super) category: i64,
    /// First day that bears a late fee, as the number `YYYYMMDD`.
    pub(super) late_from: i64,
    pub(super) people: i64,
    pub(super) unit: i64,
    pub(super) person: i64,
    pub(super) total: i64,
}

/// A bill line, or what the contribution lines say it should be.
#[derive(Clone, Copy, Default)]
pub(super) struct Line {
    pub(super) bill: i64,
    pub(super) insurance: i64,
    pub(super) people: i64,
    pub(super) unit: i64,
    pub(super) person: i64,
    pub(super) account: i64,
}

/// The memorandum account of a bill line.
#[derive(Clone, Copy)]
pub(super) struct Receivable {
    pub(super) bill: i64,
    pub(super) insurance: i64,
    pub(super) due: i64,
    pub(super) received: i64,
    pub(super) written_off: i64,
    /// The day as the number `YYYYMMDD`; 0: open.
    pub(super) settled_on: i64,
}

/// What stands under a bill and an insurance elsewhere.
#[derive(Clone, Copy)]
pub(super) struct Amount {
    pub(super) bill: i64,
    pub(super) insurance: i64,
    pub(super) amount: i64,
}

/// A participation with the payer of a bill.
#[derive(Clone, Copy)]
pub(super) struct Insured {
    pub(super) bill: i64,
    pub(super) person: i64,
    pub(super) insurance: i64,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// A wage in the month of a bill, or the tier of who pays alone, believed at one time or another.
#[derive(Clone, Copy)]
pub(super) struct Declared {
    pub(super) bill: i64,
    pub(super) person: i64,
    /// Fen; of a tier billionths.
    pub(super) amount: i64,
    pub(super) recorded: i64,
    pub(super) retracted: i64,
}

/// A contribution line.
#[derive(Clone, Copy)]
pub(super) struct Contribution {
    pub(super) bill: i64,
    pub(super) person: i64,
    pub(super) insurance: i64,
    pub(super) month: i64,
    pub(super) base: i64,
    pub(super) unit: i64,
    pub(super) personal: i64,
    pub(super) account: i64,
}

/// Bills in the order of their numbers and what hangs on them, without the contribution lines, which stream past.
#[derive(Default)]
pub(super) struct Chunk {
    pub(super) bills: Vec<Bill>,
    pub(super) lines: Vec<Line>,
    pub(super) receivables: Vec<Receivable>,
    pub(super) received: Vec<Amount>,
    pub(super) late_fees: Vec<Amount>,
    pub(super) declared: Vec<Declared>,
    pub(super) insured: Vec<Insured>,
}

/// Which parts of a chunk are needed beside the bills and their lines.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub(super) receivables: bool,
    pub(super) received: bool,
    pub(super) insured: bool,
    pub(super) declared: bool,
}

impl Chunk {
    /// Reads the chunk that begins with a bill's number and returns the last number it covers. Records that name no bill at
    /// all lie in one chunk or another.
    pub(super) fn load(&mut self, tx: &mut Tx<'_>, parts: Parts, first: i64, last: i64) -> Result<i64> {
        self.bills(tx, first, last)?;
        let end = self.bills.last().filter(|_| self.bills.len() == FULL).map_or(last, |bill| bill.id);
        self.lines(tx, first, end)?;
        self.receivables.clear();
        self.received.clear();
        self.late_fees.clear();
        self.insured.clear();
        self.declared.clear();
        if parts.receivables {
            self.receivables(tx, first, end)?;
        }
        if parts.received {
            self.received(tx, first, end)?;
        }
        if parts.insured {
            self.insured(tx, first, end)?;
        }
        if parts.declared {
            self.declared(tx, first, end)?;
        }
        Ok(end)
    }

    fn bills(&mut self, tx: &mut Tx<'_>, first: i64, last: i64) -> Result<()> {
        self.bills.clear();
        tx.each(
            "select id, run, month, people, unit, person, total, category, kind, late_from from bill
             where id between $1 and $2 order by id limit $3",
            params![first, last, i64::try_from(FULL).unwrap_or(i64::MAX)],
            |row| {
                let [id, run, month, people, unit, person, total, category] = row.numbers()?;
                let kind = match row.value(8)? {
                    Value::Text("regular") => Kind::Regular,
                    Value::Text("take-over") => Kind::TakeOver,
                    _ => Kind::Other,
                };
                let late_from = day(row, 9)?;
                self.bills.push(Bill {
                    id,
                    run,
                    month,
                    kind,
                    category,
                    late_from,
                    people,
                    unit,
                    person,
                    total,
                });
                Ok(())
            },
        )
    }

    fn lines(&mut self, tx: &mut Tx<'_>, first: i64, end: i64) -> Result<()> {
        self.lines.clear();
        tx.each(
            "select bill, insurance, people, unit, person, account from bill_line
             where bill between $1 and $2 order by bill, insurance",
            params![first, end],
            |row| {
                let [bill, insurance, people, unit, person, account] = row.numbers()?;
                self.lines.push(Line { bill, insurance, people, unit, person, account });
                Ok(())
            },
        )
    }

    fn receivables(&mut self, tx: &mut Tx<'_>, first: i64, end: i64) -> Result<()> {
        tx.each(
            "select bill, insurance, due, received, written_off, settled_on from receivable
             where bill between $1 and $2 order by bill, insurance",
            params![first, end],
            |row| {
                let [bill, insurance, due, received, written_off] = row.numbers()?;
                let settled_on = day(row, 5)?;
                self.receivables.push(Receivable { bill, insurance, due, received, written_off, settled_on });
                Ok(())
            },
        )
    }

    fn received(&mut self, tx: &mut Tx<'_>, first: i64, end: i64) -> Result<()> {
        tx.each(
            "select bill, insurance, cast(sum(case when part = 'contribution' then amount else 0 end) as bigint),
                    cast(sum(case when part = 'late-fee' then amount else 0 end) as bigint) from allocation
             where bill between $1 and $2 group by bill, insurance order by bill, insurance",
            params![first, end],
            |row| {
                self.received.push(amount(row)?);
                let [bill, insurance, _, amount] = row.numbers()?;
                if amount != 0 {
                    self.late_fees.push(Amount { bill, insurance, amount });
                }
                Ok(())
            },
        )
    }

    fn declared(&mut self, tx: &mut Tx<'_>, first: i64, end: i64) -> Result<()> {
        tx.each(
            "select b.id, w.person, w.wage, w.recorded_at, w.retracted_at
             from bill b join wage w on w.payer = b.payer and w.from_month <= b.month and w.to_month >= b.month
             where b.id between $1 and $2 and b.kind = 'regular' and b.category = 1",
            params![first, end],
            |row| {
                let [bill, person, amount, recorded, retracted] = row.numbers()?;
                self.declared.push(Declared { bill, person, amount, recorded, retracted });
                Ok(())
            },
        )?;
        tx.each(
            "select b.id, p.person, p.recorded_at, p.retracted_at, p.tier
             from bill b join participation p on p.payer = b.payer and p.from_month <= b.month and p.to_month >= b.month
             where b.id between $1 and $2 and b.kind = 'regular' and b.category = 2 and p.category = 2",
            params![first, end],
            |row| {
                let [bill, person, recorded, retracted] = row.numbers()?;
                if let Value::Text(tier) = row.value(4)?
                    && let Some(tier) = Rate::parse(tier)
                {
                    let amount = tier.nano();
                    self.declared.push(Declared { bill, person, amount, recorded, retracted });
                }
                Ok(())
            },
        )?;
        self.declared.sort_unstable_by_key(|declared| (declared.bill, declared.person));
        Ok(())
    }

    /// Whatever was believed at any time, retracted or not.
    fn insured(&mut self, tx: &mut Tx<'_>, first: i64, end: i64) -> Result<()> {
        tx.each(
            "select b.id, p.person, p.insurance, p.from_month, p.to_month
             from bill b join participation p on p.payer = b.payer
             where b.id between $1 and $2 and b.kind = 'regular'
             order by b.id, p.person, p.insurance",
            params![first, end],
            |row| {
                let [bill, person, insurance, from, to] = row.numbers()?;
                self.insured.push(Insured { bill, person, insurance, from, to });
                Ok(())
            },
        )
    }
}

/// Bills of a full chunk.
const FULL: usize = 5_000;

/// Everything that was written off, by bill and insurance: exceptions, of which there are few.
pub(super) fn written_off(tx: &mut Tx<'_>, first: i64, last: i64) -> Result<Vec<Amount>> {
    tx.rows(
        "select bill, insurance, cast(sum(amount) as bigint) from write_off
         where bill between $1 and $2 group by bill, insurance order by bill, insurance",
        params![first, last],
        amount,
    )
}

/// A day as the number `YYYYMMDD`; 0 where there is none.
fn day(row: &Row<'_>, column: usize) -> Result<i64> {
    let Value::Text(text) = row.value(column)? else { return Ok(0) };
    let digits = text.bytes().filter(u8::is_ascii_digit);
    Ok(digits.fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
}

fn amount(row: &Row<'_>) -> Result<Amount> {
    let [bill, insurance, amount] = row.numbers()?;
    Ok(Amount { bill, insurance, amount })
}

impl Contribution {
    /// The query whose rows are contribution lines, in the order of their key; from and to which bill.
    pub(super) const SQL: &str =
        "select bill, person, insurance, month, base, unit, personal, account from contribution
         where bill between $1 and $2 order by bill, person, insurance, month";

    pub(super) fn of(row: &Row<'_>) -> Result<Contribution> {
        let [bill, person, insurance, month, base, unit, personal, account] = row.numbers()?;
        Ok(Contribution { bill, person, insurance, month, base, unit, personal, account })
    }
}
