//! Bills and their lines as rows: drafts in, numbered bills out.

use kernel::{BillId, FeeMonth, Fen, Insurance, MatterId, PartyId, Result};
use rules::{Category, Line};
use store::{Checksum, Sequence, Table, Tx, Value};

use super::Month;
use crate::Office;
use crate::desk::Matter;
use crate::registry::category_code;

/// Why a bill was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillKind {
    /// The monthly assessment.
    Regular,
    /// A correction that reaches into the past, or a late published figure.
    Difference,
    /// Back payment of a broken period (断缴补缴).
    BackPayment,
    /// Records brought in from another system; nothing is due on them.
    TakeOver,
    /// What a fund pays for those who draw its benefit (代缴).
    ByFund,
}

impl BillKind {
    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            BillKind::Regular => "regular",
            BillKind::Difference => "difference",
            BillKind::BackPayment => "back-payment",
            BillKind::TakeOver => "take-over",
            BillKind::ByFund => "by-fund",
        }
    }
}

/// Sums of one insurance on a bill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// People with a line.
    pub people: i64,
    /// Unit parts.
    pub unit: Fen,
    /// Person parts.
    pub person: Fen,
    /// Parts for personal accounts.
    pub account: Fen,
}

/// A bill before it has a number.
#[derive(Clone, Debug)]
pub struct BillDraft {
    /// Who pays.
    pub payer: PartyId,
    /// Kind of payer.
    pub category: Category,
    /// People on it.
    pub people: i64,
    /// Sums by insurance, in the order of [`Insurance::ALL`].
    pub sums: [Sums; Insurance::ALL.len()],
    /// Index of its first row in the chunk.
    pub(super) first_row: usize,
    last_person: i64,
    /// The last person with a line, by insurance: several months of one person count once.
    last_with_line: [i64; Insurance::ALL.len()],
}

impl BillDraft {
    /// An empty bill whose rows begin at `first_row` of its chunk.
    pub fn new(payer: PartyId, category: Category, first_row: usize) -> BillDraft {
        let (sums, last_with_line) = Default::default();
        BillDraft { payer, category, people: 0, sums, first_row, last_person: 0, last_with_line }
    }

    /// Adds one line. Lines of one person must come one after the other.
    pub fn add_line(&mut self, person: PartyId, line: &Line) {
        if self.last_person != person.get() {
            self.people += 1;
            self.last_person = person.get();
        }
        let at = position(line.insurance);
        let sums = &mut self.sums[at];
        if self.last_with_line[at] != person.get() {
            sums.people += 1;
            self.last_with_line[at] = person.get();
        }
        sums.unit += line.unit;
        sums.person += line.person;
        sums.account += line.account;
    }

    fn unit(&self) -> Fen {
        self.sums.iter().map(|sums| sums.unit).sum()
    }

    fn person(&self) -> Fen {
        self.sums.iter().map(|sums| sums.person).sum()
    }
}

fn position(insurance: Insurance) -> usize {
    Insurance::ALL.iter().position(|&known| known == insurance).unwrap_or(0)
}

/// One contribution line (缴费记录) of a chunk of bills.
#[derive(Clone, Copy, Debug)]
pub struct ContributionRow {
    /// Index of its bill in the chunk.
    pub bill: usize,
    /// The insured.
    pub person: PartyId,
    /// The fee month.
    pub month: FeeMonth,
    /// The figures.
    pub line: Line,
}

impl ContributionRow {
    pub(super) fn new(bill: usize, person: PartyId, month: FeeMonth, line: &Line) -> ContributionRow {
        ContributionRow { bill, person, month, line: *line }
    }
}

/// What all bills of one write have in common.
pub(super) struct Header<'a> {
    pub(super) run: i64,
    pub(super) matter: MatterId,
    pub(super) kind: BillKind,
    pub(super) calendar: &'a Month,
    pub(super) at: kernel::Moment,
}

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
const BILL_LINE: Table =
    Table { name: "bill_line", columns: &["bill", "insurance", "people", "unit", "person", "account"] };
const CONTRIBUTION: Table = Table {
    name: "contribution",
    columns: &["bill", "person", "insurance", "month", "base", "unit", "personal", "account"],
};
const SUBSIDY: Table =
    Table { name: "subsidy", columns: &["bill", "person", "insurance", "amount", "account"] };

/// Numbers the bills and writes them with their lines and receivables. Returns their numbers in order.
pub(super) fn write_bills(
    tx: &mut Tx<'_>,
    office: &Office,
    header: &Header<'_>,
    bills: &[BillDraft],
    rows: &[ContributionRow],
) -> Result<Vec<BillId>> {
    if bills.is_empty() {
        return Ok(Vec::new());
    }
    let ids = bill_numbers(tx, header.calendar.month, bills.len())?;
    // What the monthly assessment came to follows from what it was made of; nothing else repeats the lines of other bills.
    let (counts, mut checksum) = (header.kind != BillKind::Regular, Checksum::default());
    tx.bulk(&CONTRIBUTION, |sink| {
        for row in rows {
            let cells = [
                Value::Int(ids[row.bill]),
                Value::Int(row.person.get()),
                Value::Int(row.line.insurance.code()),
                Value::Int(row.month.yyyymm()),
                Value::Int(row.line.base.get()),
                Value::Int(row.line.unit.get()),
                Value::Int(row.line.person.get()),
                Value::Int(row.line.account.get()),
            ];
            if counts {
                checksum.add(&cells);
            }
            sink.row(&cells)?;
        }
        Ok(())
    })?;
    tx.recorded(header.matter.get(), CONTRIBUTION.name, checksum);
    write_subsidies(tx, header.matter, &ids, rows)?;
    write_heads(tx, office, header, &ids, bills)?;
    tx.bulk(&BILL_LINE, |sink| {
        each_line(&ids, bills, |id, insurance, sums| {
            sink.row(&[
                Value::Int(id),
                Value::Int(insurance.code()),
                Value::Int(sums.people),
                Value::Int(sums.unit.get()),
                Value::Int(sums.person.get()),
                Value::Int(sums.account.get()),
            ])
        })
    })?;
    if header.kind != BillKind::TakeOver {
        crate::collection::open_receivables(tx, |open| {
            each_line(&ids, bills, |id, insurance, sums| {
                open(BillId::new(id), insurance, sums.unit + sums.person)
            })
        })?;
    }
    Ok(ids.into_iter().map(BillId::new).collect())
}

/// A bill's number begins with the year it is billed in, so that a year's lines lie together.
fn bill_numbers(tx: &mut Tx<'_>, month: FeeMonth, count: usize) -> Result<Vec<i64>> {
    let year = i64::from(month.year()) * 10_000_000_000;
    Ok(tx.allot(Sequence::Bill, count)?.into_iter().map(|number| year + number).collect())
}

fn each_line(
    ids: &[i64],
    bills: &[BillDraft],
    mut take: impl FnMut(i64, Insurance, &Sums) -> Result<()>,
) -> Result<()> {
    for (&id, bill) in ids.iter().zip(bills) {
        for (&insurance, sums) in Insurance::ALL.iter().zip(&bill.sums) {
            if sums.people > 0 {
                take(id, insurance, sums)?;
            }
        }
    }
    Ok(())
}

fn write_heads(
    tx: &mut Tx<'_>,
    office: &Office,
    header: &Header<'_>,
    ids: &[i64],
    bills: &[BillDraft],
) -> Result<()> {
    let (calendar, region) = (header.calendar, office.region);
    let mut checksum = Checksum::default();
    tx.bulk(&BILL, |sink| {
        for (&id, bill) in ids.iter().zip(bills) {
            let (unit, person) = (bill.unit(), bill.person());
            let cells = [
                Value::Int(id),
                Value::Int(header.run),
                Value::Int(header.matter.get()),
                Value::Int(bill.payer.get()),
                Value::Int(calendar.month.yyyymm()),
                Value::Text(header.kind.key()),
                Value::Int(category_code(bill.category)),
                Value::Text(region.as_str()),
                Value::Int(bill.people),
                Value::Int(unit.get()),
                Value::Int(person.get()),
                Value::Int((unit + person).get()),
                Value::Date(calendar.counter),
                Value::Date(calendar.late_from),
                Value::Int(header.at.micros()),
            ];
            checksum.add(&cells);
            sink.row(&cells)?;
        }
        Ok(())
    })?;
    tx.recorded(header.matter.get(), BILL.name, checksum);
    Ok(())
}

fn write_subsidies(tx: &mut Tx<'_>, matter: MatterId, ids: &[i64], rows: &[ContributionRow]) -> Result<()> {
    if rows.iter().all(|row| row.line.subsidy.is_zero()) {
        return Ok(());
    }
    let mut checksum = Checksum::default();
    tx.bulk(&SUBSIDY, |sink| {
        for row in rows.iter().filter(|row| !row.line.subsidy.is_zero()) {
            let to_account = row.line.insurance == Insurance::ResidentPension;
            let cells = [
                Value::Int(ids[row.bill]),
                Value::Int(row.person.get()),
                Value::Int(row.line.insurance.code()),
                Value::Int(row.line.subsidy.get()),
                Value::Int(if to_account { row.line.subsidy.get() } else { 0 }),
            ];
            checksum.add(&cells);
            sink.row(&cells)?;
        }
        Ok(())
    })?;
    tx.recorded(matter.get(), SUBSIDY.name, checksum);
    Ok(())
}

/// A contribution record brought in by take-over.
#[derive(Clone, Copy, Debug)]
pub struct TakenOver {
    /// The insured.
    pub person: PartyId,
    /// The fee month.
    pub month: FeeMonth,
    /// The figures as the other system had them.
    pub line: Line,
}

/// Records brought in from another system as one bill of their payer on which nothing is due. `rows` by person, insurance
/// and month. Their account parts are in the balance that is brought in beside them and are not credited again.
pub fn take_over_bill(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    payer: PartyId,
    category: Category,
    rows: &[TakenOver],
) -> Result<Option<BillId>> {
    let month = FeeMonth::of(matter.at.date());
    let calendar = super::calendar_of(tx, office, month, matter.at.date())?;
    let mut bill = BillDraft::new(payer, category, 0);
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        bill.add_line(row.person, &row.line);
        lines.push(ContributionRow::new(0, row.person, row.month, &row.line));
    }
    let header =
        Header { run: 0, matter: matter.id, kind: BillKind::TakeOver, calendar: &calendar, at: matter.at };
    let bills = if lines.is_empty() { &[][..] } else { std::slice::from_ref(&bill) };
    Ok(write_bills(tx, office, &header, bills, &lines)?.first().copied())
}
