//! Contribution lines = bill lines = bills, in one ordered pass over the mass table.
//!
//! Bills come in chunks with their lines; the contribution lines stream past in the order of their key and are summed
//! bill by bill. Each row is read once and nothing is kept but one chunk of bills.

use std::slice::Iter;

use kernel::Result;
use store::{Row, params};

use crate::finder::{By, Finder, Finds, Unit, Wrong};

/// Bills of one chunk.
const CHUNK: usize = 5_000;

struct Bill {
    id: i64,
    people: i64,
    unit: i64,
    person: i64,
    total: i64,
}

/// A bill line, or what the contribution lines say it should be.
#[derive(Clone, Default)]
struct Line {
    bill: i64,
    insurance: i64,
    people: i64,
    unit: i64,
    person: i64,
    account: i64,
    last_person: i64,
}

/// The contribution lines of one bill, summed.
#[derive(Default)]
struct Tally {
    bill: i64,
    people: i64,
    last_person: i64,
    lines: Vec<Line>,
}

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    stream(find)?;
    find.breaks(
        By::Bills,
        Unit::Plain,
        Wrong("应收单编号不以所属年份开头", "a bill's number does not begin with its year"),
        "select 'bill:' || id, month / 100, id / 10000000000 from bill
         where id between $1 and $2 and id / 10000000000 <> month / 100",
    )?;
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong("核定批次合计与应收单不符", "a levy run differs from its bills"),
        "select 'levy_run:' || r.id, r.total, cast(coalesce(sum(b.total), 0) as bigint)
         from levy_run r left join bill b on b.run = r.id
         where r.state = 'done' and r.month between $1 and $2
         group by r.id, r.total having r.total <> coalesce(sum(b.total), 0)",
    )?;
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("核定批次单数或人数与应收单不符", "a levy run counts other bills or people than it has"),
        "select 'levy_run:' || r.id, r.bills || ' ' || r.people, count(b.id) || ' ' || cast(coalesce(sum(b.people), 0) as bigint)
         from levy_run r left join bill b on b.run = r.id
         where r.state = 'done' and r.month between $1 and $2
         group by r.id, r.bills, r.people having r.bills <> count(b.id) or r.people <> coalesce(sum(b.people), 0)",
    )
}

fn stream(find: &mut Finder<'_, '_>) -> Result<()> {
    let (mut first, last) = find.bills();
    loop {
        let bills = find.rows(
            "select id, people, unit, person, total from bill where id between $1 and $2 order by id limit $3",
            params![first, last, i64::try_from(CHUNK).unwrap_or(i64::MAX)],
            |row| {
                Ok(Bill {
                    id: row.get(0)?,
                    people: row.get(1)?,
                    unit: row.get(2)?,
                    person: row.get(3)?,
                    total: row.get(4)?,
                })
            },
        )?;
        let end = bills.last().filter(|_| bills.len() == CHUNK).map_or(last, |bill| bill.id);
        chunk(find, &bills, first, end)?;
        if end == last {
            return Ok(());
        }
        first = end + 1;
    }
}

fn chunk(find: &mut Finder<'_, '_>, bills: &[Bill], first: i64, end: i64) -> Result<()> {
    let lines = find.rows(
        "select bill, insurance, people, unit, person, account from bill_line
         where bill between $1 and $2 order by bill, insurance",
        params![first, end],
        |row| {
            Ok(Line {
                bill: row.get(0)?,
                insurance: row.get(1)?,
                people: row.get(2)?,
                unit: row.get(3)?,
                person: row.get(4)?,
                account: row.get(5)?,
                last_person: 0,
            })
        },
    )?;
    let mut walk = Walk { bills: bills.iter(), lines: lines.iter(), tally: Tally::default() };
    let mut rows = 0;
    find.each(
        "select bill, person, insurance, unit, personal, account from contribution
         where bill between $1 and $2 order by bill, person, insurance, month",
        params![first, end],
        |finds, row| {
            rows += 1;
            walk.take(finds, row)
        },
    )?;
    find.finds().checked(rows);
    walk.finish(find.finds());
    Ok(())
}

/// Bills, their lines and the sums of contribution lines, side by side in the order of bills.
struct Walk<'a> {
    bills: Iter<'a, Bill>,
    lines: Iter<'a, Line>,
    tally: Tally,
}

impl Walk<'_> {
    fn take(&mut self, finds: &mut Finds, row: &Row<'_>) -> Result<()> {
        let bill = row.get(0)?;
        if bill != self.tally.bill {
            self.settle(finds);
            self.tally.begin(bill);
        }
        self.tally.add(row)
    }

    /// Compares everything up to the bill just summed.
    fn settle(&mut self, finds: &mut Finds) {
        let nothing = Tally::default();
        while self.bills.as_slice().first().is_some_and(|bill| bill.id < self.tally.bill) {
            self.compare(finds, &nothing);
        }
        let tally = std::mem::take(&mut self.tally);
        if self.bills.as_slice().first().is_some_and(|bill| bill.id == tally.bill) {
            self.compare(finds, &tally);
        } else if tally.bill != 0 {
            let wrong = Wrong("缴费明细没有应收单", "contribution lines have no bill");
            let people = tally.people;
            finds.add(wrong, format!("contribution:{}", tally.bill), format!("bill:{}", tally.bill), people);
        }
        self.tally = tally;
    }

    fn compare(&mut self, finds: &mut Finds, tally: &Tally) {
        let Some(bill) = self.bills.next() else { return };
        let record = || format!("bill:{}", bill.id);
        let sum = |of: fn(&Line) -> i64| tally.lines.iter().map(of).sum::<i64>();
        let (unit, person) = (sum(|line| line.unit), sum(|line| line.person));
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
        let nothing = Line::default();
        for summed in &tally.lines {
            let line = self.line(finds, bill.id, summed.insurance);
            compare_line(finds, bill.id, summed, line.unwrap_or(&nothing));
        }
        self.rest_of_lines(finds, bill.id);
    }

    /// The stored line of a bill and insurance; lines passed over belong to no bill or insurance that was billed.
    fn line(&mut self, finds: &mut Finds, bill: i64, insurance: i64) -> Option<&Line> {
        while let Some(line) = self.lines.as_slice().first() {
            if (line.bill, line.insurance) > (bill, insurance) {
                return None;
            }
            let line = self.lines.next()?;
            if (line.bill, line.insurance) == (bill, insurance) {
                return Some(line);
            }
            compare_line(finds, line.bill, &Line { insurance: line.insurance, ..Line::default() }, line);
        }
        None
    }

    fn rest_of_lines(&mut self, finds: &mut Finds, bill: i64) {
        let _ = self.line(finds, bill, i64::MAX);
    }

    fn finish(&mut self, finds: &mut Finds) {
        self.settle(finds);
        let nothing = Tally::default();
        while !self.bills.as_slice().is_empty() {
            self.compare(finds, &nothing);
        }
        self.rest_of_lines(finds, i64::MAX);
    }
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
        self.last_person = 0;
        self.lines.clear();
    }

    fn add(&mut self, row: &Row<'_>) -> Result<()> {
        let (person, insurance): (i64, i64) = (row.get(1)?, row.get(2)?);
        if person != self.last_person {
            self.people += 1;
            self.last_person = person;
        }
        let at = match self.lines.binary_search_by_key(&insurance, |line| line.insurance) {
            Ok(at) => at,
            Err(at) => {
                self.lines.insert(at, Line { insurance, ..Line::default() });
                at
            }
        };
        if let Some(line) = self.lines.get_mut(at) {
            if person != line.last_person {
                line.people += 1;
                line.last_person = person;
            }
            line.unit += row.get::<i64>(3)?;
            line.person += row.get::<i64>(4)?;
            line.account += row.get::<i64>(5)?;
        }
        Ok(())
    }
}
