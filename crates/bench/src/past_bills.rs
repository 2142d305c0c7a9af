//! The bills of a past: one a month and employer, paid in full.

use anyhow::Result;
use kernel::{FeeMonth, Insurance};
use store::{Sequence, Table, Tx, Value, params};

use crate::fixture::{Fixture, INSURANCES, career_begins};
use crate::past::MONTHS;
use crate::town::Town;

/// Months in one write.
const CHUNK: i32 = 12;

const BILL: Table = Table {
    name: "bill",
    columns: &[
        "id",
        "run",
        "matter",
        "payer",
        "month",
        "kind",
        "category",
        "region",
        "people",
        "unit",
        "person",
        "total",
        "due",
        "late_from",
        "issued_at",
    ],
};
const LINE: Table =
    Table { name: "bill_line", columns: &["bill", "insurance", "people", "unit", "person", "account"] };
const CONTRIBUTION: Table = Table {
    name: "contribution",
    columns: &["bill", "person", "insurance", "month", "base", "unit", "personal", "account"],
};
const RECEIVABLE: Table = Table {
    name: "receivable",
    columns: &["bill", "insurance", "due", "received", "written_off", "settled_on"],
};

/// A bill with its contribution lines.
struct Bill {
    id: i64,
    payer: i64,
    month: FeeMonth,
    people: i64,
    lines: Vec<[i64; 8]>,
}

/// Shares of the wage in per mille: unit, person, account.
fn shares(insurance: Insurance) -> [i64; 3] {
    match insurance {
        Insurance::Pension => [160, 80, 80],
        Insurance::Medical => [98, 20, 20],
        Insurance::Unemployment => [5, 5, 0],
        Insurance::Injury => [4, 0, 0],
        _ => [1, 1, 0],
    }
}

impl Fixture {
    /// Writes every bill of the past, oldest first.
    pub fn write_past(&self) -> Result<()> {
        let mut first = 0;
        while first < MONTHS {
            let end = MONTHS.min(first + CHUNK);
            self.office.store.write(&self.act(), |tx| {
                let count = usize::try_from(end - first).unwrap_or(0) * self.past.employers().len();
                let mut numbers = tx.allot(Sequence::Bill, count)?.into_iter();
                let mut bills = Vec::with_capacity(count);
                for month in first..end {
                    for employer in 0..self.past.employers().len() {
                        let number = numbers.next().unwrap_or(0);
                        bills.push(self.past_bill(number, employer, month));
                    }
                }
                self.write_bills(tx, &bills)
            })?;
            first = end;
        }
        Ok(())
    }

    /// Has the server look at its tables, as it would do by itself within a minute.
    pub fn analyze(&self) -> Result<()> {
        Ok(self.office.store.write(&self.act(), |tx| tx.run("analyze", params![]).map(|_| ()))?)
    }

    fn past_bill(&self, number: i64, employer: usize, months: i32) -> Bill {
        let month = career_begins().plus(months);
        let id = i64::from(month.year()) * 10_000_000_000 + number;
        let staff = self.past.staff(employer, months);
        let mut lines = Vec::with_capacity(staff.len() * INSURANCES.len());
        for person in staff {
            let base = Town::wage(person) / 1_000 * i64::from(months + 120);
            for insurance in INSURANCES {
                let [unit, personal, account] = shares(insurance).map(|share| base * share / 1_000);
                let (person, insurance) = (self.person(person), insurance.code());
                lines.push([id, person, insurance, month.yyyymm(), base, unit, personal, account]);
            }
        }
        let people = i64::try_from(staff.len()).unwrap_or(0);
        Bill { id, payer: self.unit(self.past.employers()[employer]), month, people, lines }
    }

    fn write_bills(&self, tx: &mut Tx<'_>, bills: &[Bill]) -> kernel::Result<()> {
        tx.bulk(&CONTRIBUTION, |sink| {
            bills.iter().flat_map(|bill| &bill.lines).try_for_each(|line| sink.row(&line.map(Value::Int)))
        })?;
        tx.bulk(&BILL, |sink| bills.iter().try_for_each(|bill| sink.row(&self.head(bill))))?;
        tx.bulk(&LINE, |sink| {
            for bill in bills {
                for insurance in INSURANCES.map(Insurance::code) {
                    let of = |at: usize| bill.lines.iter().filter(|l| l[2] == insurance).map(|l| l[at]).sum();
                    sink.row(&[bill.id, insurance, bill.people, of(5), of(6), of(7)].map(Value::Int))?;
                }
            }
            Ok(())
        })?;
        tx.bulk(&RECEIVABLE, |sink| {
            for bill in bills {
                for insurance in INSURANCES.map(Insurance::code) {
                    let lines = bill.lines.iter().filter(|line| line[2] == insurance);
                    let due = Value::Int(lines.map(|line| line[5] + line[6]).sum());
                    let settled = Value::Date(bill.month.last_day());
                    sink.row(&[
                        Value::Int(bill.id),
                        Value::Int(insurance),
                        due,
                        due,
                        Value::Int(0),
                        settled,
                    ])?;
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    fn head(&self, bill: &Bill) -> [Value<'static>; 15] {
        let sum = |at: usize| bill.lines.iter().map(|line| line[at]).sum::<i64>();
        let (unit, person) = (sum(5), sum(6));
        [
            Value::Int(bill.id),
            Value::Int(0),
            Value::Int(self.matter()),
            Value::Int(bill.payer),
            Value::Int(bill.month.yyyymm()),
            Value::Text("regular"),
            Value::Int(1),
            Value::Text("990100"),
            Value::Int(bill.people),
            Value::Int(unit),
            Value::Int(person),
            Value::Int(unit + person),
            Value::Date(bill.month.last_day()),
            Value::Date(bill.month.next().first_day()),
            Value::Int(self.clerk.at.micros()),
        ]
    }
}
