//! The late fee (滞纳金) of every bill line: each part that was received late bears it for its days by the law of the time the
//! debt arose. Only the figures are the law's; the arithmetic is our own.

use std::collections::BTreeMap;

use kernel::{Date, Moment, Result};
use rules::LawBook;
use rules::arrears::LateFeeRules;
use store::{Tx, params};

use super::rows::Chunk;
use crate::finder::{Finds, Wrong, list};

/// What stands of a line's fee.
#[derive(Clone, Copy, Default)]
struct Fee {
    due: i64,
    received: i64,
    /// Received by the allocations.
    allocated: i64,
    /// What the days come to.
    accrued: i64,
    written_off: bool,
}

/// A part of a line that was received, or taken back, late.
struct Part {
    key: (i64, i64),
    amount: i64,
    day: Date,
    arose: Date,
    late_from: Date,
    known_on: Date,
    region: String,
}

pub(super) struct LateFees<'l> {
    law: &'l LawBook,
    rules: BTreeMap<(String, Date, Date), Option<LateFeeRules>>,
}

impl<'l> LateFees<'l> {
    pub(super) fn new(law: &'l LawBook) -> LateFees<'l> {
        LateFees { law, rules: BTreeMap::new() }
    }

    /// Compares the fees of a chunk's bills, `first` to `end`.
    pub(super) fn compare(
        &mut self,
        tx: &mut Tx<'_>,
        finds: &mut Finds,
        chunk: &Chunk,
        (first, end): (i64, i64),
    ) -> Result<()> {
        let mut fees: BTreeMap<(i64, i64), Fee> = BTreeMap::new();
        tx.each(
            "select bill, insurance, due, received from late_fee where bill between $1 and $2",
            params![first, end],
            |row| {
                let [bill, insurance, due, received] = row.numbers()?;
                fees.insert((bill, insurance), Fee { due, received, ..Fee::default() });
                Ok(())
            },
        )?;
        for amount in &chunk.late_fees {
            fees.entry((amount.bill, amount.insurance)).or_default().allocated = amount.amount;
        }
        for part in late_parts(tx, chunk)? {
            let Some(fee) = self.fee(&part)? else {
                // Without figures nothing can be said.
                fees.remove(&part.key);
                continue;
            };
            let of = fees.entry(part.key).or_default();
            of.accrued = (of.accrued + fee).max(0);
        }
        written_off(tx, (first, end), &mut fees)?;
        for ((bill, insurance), fee) in fees {
            fee.compare(finds, bill, insurance);
        }
        Ok(())
    }

    /// Negative for what was taken back.
    fn fee(&mut self, part: &Part) -> Result<Option<i64>> {
        let key = (part.region.clone(), part.arose, part.known_on);
        let rules = match self.rules.get(&key) {
            Some(rules) => rules,
            None => {
                let law = self.law.in_force(&part.region, Some(part.known_on)).ok();
                let rules = law.map(|law| rules::optional(LateFeeRules::at(&law, part.arose))).transpose()?;
                self.rules.entry(key).or_insert(rules.flatten())
            }
        };
        let Some(rules) = rules else { return Ok(None) };
        let last = if rules.until_bill { part.day.yesterday().unwrap_or(part.day) } else { part.day };
        let days = i128::from((last - part.late_from).get_days() + 1).max(0);
        let over = 1_000_000_000;
        let exact = i128::from(part.amount.abs()) * i128::from(rules.rate.value.nano()) * days;
        let fee = i64::try_from((exact + over / 2) / over).unwrap_or(i64::MAX);
        let fee = if rules.cap_at_principal.value { fee.min(part.amount.abs()) } else { fee };
        Ok(Some(fee * part.amount.signum()))
    }
}

impl Fee {
    fn compare(&self, finds: &mut Finds, bill: i64, insurance: i64) {
        let record = || format!("late_fee:{bill}/{insurance}");
        // A debt that was given up takes along what was not received of its fee.
        let due = if self.written_off { self.accrued.min(self.allocated) } else { self.accrued };
        finds.money(
            Wrong("滞纳金与按日重算不符", "a late fee is not what the days come to"),
            record,
            due,
            self.due,
        );
        finds.money(
            Wrong("已收滞纳金与到账分配不符", "the late fee received differs from the allocations"),
            record,
            self.allocated,
            self.received,
        );
    }
}

/// What was received late, of lines that were not settled in time: a direct debit on the day the bank was asked to collect on,
/// whatever day it did; a reversal takes back what its receipt had brought.
fn late_parts(tx: &mut Tx<'_>, chunk: &Chunk) -> Result<Vec<Part>> {
    let mut late: Vec<i64> = Vec::new();
    let mut bills = chunk.bills.iter().peekable();
    for held in &chunk.receivables {
        while bills.next_if(|bill| bill.id < held.bill).is_some() {}
        let in_time = |late_from: i64| held.settled_on != 0 && held.settled_on < late_from;
        let known = bills.peek().filter(|bill| bill.id == held.bill);
        if known.is_some_and(|bill| !in_time(bill.late_from)) && late.last() != Some(&held.bill) {
            late.push(held.bill);
        }
    }
    let mut parts = Vec::new();
    for some in late.chunks(500) {
        let sql = format!(
            "select a.bill, a.insurance, a.amount, coalesce(t.due, o.received_on), b.due, b.late_from, r.recorded_at, b.region
             from bill b join allocation a on a.bill = b.id join receipt r on r.id = a.receipt
             join receipt o on o.id = coalesce(r.reverses, r.id)
             left join debit d on r.source = 'bank' and d.end_to_end = r.reference
             left join debit_batch t on t.id = d.batch
             where b.id in ({}) and a.part = 'contribution'
             order by a.bill, a.insurance, r.id, a.line",
            list(some.iter().copied())
        );
        tx.each(&sql, params![], |row| {
            let [bill, insurance, amount] = row.numbers()?;
            let part = Part {
                key: (bill, insurance),
                amount,
                day: row.get(3)?,
                arose: row.get(4)?,
                late_from: row.get(5)?,
                known_on: row.get::<Moment>(6)?.date(),
                region: row.get(7)?,
            };
            if part.day >= part.late_from {
                parts.push(part);
            }
            Ok(())
        })?;
    }
    Ok(parts)
}

fn written_off(
    tx: &mut Tx<'_>,
    (first, end): (i64, i64),
    fees: &mut BTreeMap<(i64, i64), Fee>,
) -> Result<()> {
    // The whole bill is given up, whichever of its lines were open.
    tx.each("select distinct bill from write_off where bill between $1 and $2", params![first, end], |row| {
        let bill: i64 = row.get(0)?;
        for (_, fee) in fees.range_mut((bill, i64::MIN)..=(bill, i64::MAX)) {
            fee.written_off = true;
        }
        Ok(())
    })
}
