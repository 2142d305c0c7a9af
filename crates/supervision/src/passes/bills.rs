//! Contribution lines = bill lines = bills = levy runs.

use std::collections::BTreeMap;

use kernel::Result;
use store::{Tx, params};

use super::rows::{Bill, Chunk, Contribution, Line};
use crate::finder::{Finds, Scope, Wrong};

/// What the bills of a levy run come to.
#[derive(Default)]
struct Run {
    bills: i64,
    people: i64,
    total: i64,
}

/// The contribution lines of one bill, summed.
#[derive(Default)]
struct Tally {
    bill: i64,
    people: i64,
    person: i64,
    lines: Vec<Line>,
    /// The last person with a line, insurance by insurance: several months of one person count once.
    last: Vec<i64>,
}

/// Bills, their lines and the sums of contribution lines, side by side in the order of bills.
#[derive(Default)]
pub(super) struct Bills {
    /// How many bills and lines of the chunk are behind.
    bills: usize,
    lines: usize,
    tally: Tally,
    runs: BTreeMap<i64, Run>,
}

impl Bills {
    pub(super) fn begin(&mut self) {
        (self.bills, self.lines) = (0, 0);
        self.tally.begin(0);
    }

    pub(super) fn next(&mut self, finds: &mut Finds, chunk: &Chunk, bill: i64) {
        self.settle(finds, chunk);
        self.tally.begin(bill);
    }

    pub(super) fn take(&mut self, line: &Contribution) {
        self.tally.add(line);
    }

    pub(super) fn end(&mut self, finds: &mut Finds, chunk: &Chunk) {
        self.settle(finds, chunk);
        self.tally.begin(0);
        while self.bills < chunk.bills.len() {
            self.compare(finds, chunk);
        }
        self.rest_of_lines(finds, chunk, i64::MAX);
    }

    /// Compares everything up to the bill just summed.
    fn settle(&mut self, finds: &mut Finds, chunk: &Chunk) {
        let summed = self.tally.bill;
        if summed == 0 {
            return;
        }
        let tally = std::mem::take(&mut self.tally);
        while chunk.bills.get(self.bills).is_some_and(|bill| bill.id < summed) {
            self.compare(finds, chunk);
        }
        self.tally = tally;
        if chunk.bills.get(self.bills).is_some_and(|bill| bill.id == summed) {
            self.compare(finds, chunk);
        } else {
            let wrong = Wrong("缴费明细没有应收单", "contribution lines have no bill");
            finds.add(wrong, format!("contribution:{summed}"), format!("bill:{summed}"), self.tally.people);
        }
    }

    /// Compares the next bill with what is summed; nothing is for a bill without contribution lines.
    fn compare(&mut self, finds: &mut Finds, chunk: &Chunk) {
        let Some(bill) = chunk.bills.get(self.bills) else { return };
        self.bills += 1;
        self.add_to_run(bill);
        compare_head(finds, bill, &self.tally);
        let tally = std::mem::take(&mut self.tally);
        for summed in &tally.lines {
            let stored = self.line(finds, chunk, bill.id, summed.insurance);
            compare_line(finds, bill.id, summed, &stored.unwrap_or_default());
        }
        self.tally = tally;
        self.rest_of_lines(finds, chunk, bill.id);
    }

    /// The stored line of a bill and insurance; lines passed over belong to no bill or insurance that was billed.
    fn line(&mut self, finds: &mut Finds, chunk: &Chunk, bill: i64, insurance: i64) -> Option<Line> {
        while let Some(&line) = chunk.lines.get(self.lines) {
            if (line.bill, line.insurance) > (bill, insurance) {
                return None;
            }
            self.lines += 1;
            if (line.bill, line.insurance) == (bill, insurance) {
                return Some(line);
            }
            compare_line(finds, line.bill, &Line { insurance: line.insurance, ..Line::default() }, &line);
        }
        None
    }

    fn rest_of_lines(&mut self, finds: &mut Finds, chunk: &Chunk, bill: i64) {
        let none = self.line(finds, chunk, bill, i64::MAX);
        debug_assert!(none.is_none(), "no insurance has the largest number");
    }

    fn add_to_run(&mut self, bill: &Bill) {
        if bill.run != 0 {
            let run = self.runs.entry(bill.run).or_default();
            run.bills += 1;
            run.people += bill.people;
            run.total += bill.total;
        }
    }

    /// Once all bills were seen: what the runs say of themselves.
    pub(super) fn runs(&self, tx: &mut Tx<'_>, scope: &Scope, finds: &mut Finds) -> Result<()> {
        let (from, to) = scope.months();
        let nothing = Run::default();
        tx.each(
            "select id, bills, people, total from levy_run
             where state = 'done' and month between $1 and $2 order by id",
            params![from, to],
            |row| {
                let [id, bills, people, total] = row.numbers()?;
                let run = self.runs.get(&id).unwrap_or(&nothing);
                let record = || format!("levy_run:{id}");
                finds.money(
                    Wrong("核定批次合计与应收单不符", "a levy run differs from its bills"),
                    record,
                    run.total,
                    total,
                );
                finds.number(
                    Wrong("核定批次单数与应收单不符", "a levy run counts other bills than it has"),
                    record,
                    run.bills,
                    bills,
                );
                finds.number(
                    Wrong("核定批次人数与应收单不符", "a levy run counts other people than it has"),
                    record,
                    run.people,
                    people,
                );
                Ok(())
            },
        )
    }
}

fn compare_head(finds: &mut Finds, bill: &Bill, tally: &Tally) {
    let record = || format!("bill:{}", bill.id);
    let sum = |of: fn(&Line) -> i64| tally.lines.iter().map(of).sum::<i64>();
    let (unit, person) = (sum(|line| line.unit), sum(|line| line.person));
    finds.number(
        Wrong("应收单编号不以所属年份开头", "a bill's number does not begin with its year"),
        record,
        bill.month / 100,
        bill.id / 10_000_000_000,
    );
    finds.number(
        Wrong("应收单人数与缴费明细不符", "a bill counts other people than its contribution lines"),
        record,
        tally.people,
        bill.people,
    );
    finds.money(
        Wrong("应收单单位部分与缴费明细不符", "a bill's unit part differs from its contribution lines"),
        record,
        unit,
        bill.unit,
    );
    finds.money(
        Wrong("应收单个人部分与缴费明细不符", "a bill's person part differs from its contribution lines"),
        record,
        person,
        bill.person,
    );
    finds.money(
        Wrong("应收单合计不等于单位与个人之和", "a bill's total is not its two parts"),
        record,
        unit + person,
        bill.total,
    );
}

fn compare_line(finds: &mut Finds, bill: i64, summed: &Line, line: &Line) {
    let record = || format!("bill_line:{bill}/{}", summed.insurance);
    finds.number(
        Wrong("险种人数与缴费明细不符", "a bill line counts other people than its contribution lines"),
        record,
        summed.people,
        line.people,
    );
    for (wrong, summed, found) in [
        (
            Wrong(
                "险种单位部分与缴费明细不符",
                "a bill line's unit part differs from its contribution lines",
            ),
            summed.unit,
            line.unit,
        ),
        (
            Wrong(
                "险种个人部分与缴费明细不符",
                "a bill line's person part differs from its contribution lines",
            ),
            summed.person,
            line.person,
        ),
        (
            Wrong(
                "险种记入个人账户与缴费明细不符",
                "a bill line's account part differs from its contribution lines",
            ),
            summed.account,
            line.account,
        ),
    ] {
        finds.money(wrong, record, summed, found);
    }
}

impl Tally {
    fn begin(&mut self, bill: i64) {
        self.bill = bill;
        self.people = 0;
        self.person = 0;
        self.lines.clear();
        self.last.clear();
    }

    fn add(&mut self, row: &Contribution) {
        if row.person != self.person {
            self.people += 1;
            self.person = row.person;
        }
        let at = match self.lines.binary_search_by_key(&row.insurance, |line| line.insurance) {
            Ok(at) => at,
            Err(at) => {
                self.lines.insert(at, Line { insurance: row.insurance, ..Line::default() });
                self.last.insert(at, 0);
                at
            }
        };
        let (line, last) = (&mut self.lines[at], &mut self.last[at]);
        if row.person != *last {
            line.people += 1;
            *last = row.person;
        }
        line.unit += row.unit;
        line.person += row.personal;
        line.account += row.account;
    }
}
