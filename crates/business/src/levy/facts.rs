//! What other subjects may know of bills and contribution records.

use std::collections::BTreeMap;

use kernel::{BillId, Date, FeeMonth, Fen, Insurance, Moment, PartyId, Result};
use store::{Row, Tx, params};

use super::codes;
use crate::registry::facts::{records_of, records_sql};

/// A bill as issued (应收核定单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Number.
    pub id: BillId,
    /// Who pays.
    pub payer: PartyId,
    /// Month it is billed in.
    pub month: FeeMonth,
    /// Why it was made.
    pub kind: String,
    /// 1 employee, 2 flexible, 3 resident.
    pub category: i64,
    /// People on it.
    pub people: i64,
    /// Unit parts.
    pub unit: Fen,
    /// Person parts.
    pub person: Fen,
    /// Both; negative: to refund.
    pub total: Fen,
    /// Last day to pay.
    pub due: Date,
    /// First day that bears a late fee.
    pub late_from: Date,
}

const BILL: &str =
    "SELECT id, payer, month, kind, category, people, unit, person, total, due, late_from FROM bill";

fn bill_row(row: &Row<'_>) -> Result<Bill> {
    Ok(Bill {
        id: row.get(0)?,
        payer: row.get(1)?,
        month: row.get(2)?,
        kind: row.get(3)?,
        category: row.get(4)?,
        people: row.get(5)?,
        unit: row.get(6)?,
        person: row.get(7)?,
        total: row.get(8)?,
        due: row.get(9)?,
        late_from: row.get(10)?,
    })
}

/// The bill of a number.
pub fn bill(tx: &mut Tx<'_>, id: BillId) -> Result<Bill> {
    tx.row(&format!("{BILL} WHERE id = $1"), params![id], bill_row)?
        .ok_or_else(|| codes::NO_BILL.with("bill", id))
}

/// All bills of a payer, those of records merged into theirs among them, oldest first.
pub fn bills_of(tx: &mut Tx<'_>, payer: PartyId) -> Result<Vec<Bill>> {
    tx.rows(&format!("{BILL} WHERE payer IN {} ORDER BY id", records_sql(1)), params![payer], bill_row)
}

/// The last month that was assessed in full.
pub fn last_levied(tx: &mut Tx<'_>) -> Result<Option<FeeMonth>> {
    tx.row(
        "SELECT month FROM levy_run WHERE kind = 'regular' AND state = 'done' ORDER BY month DESC LIMIT 1",
        params![],
        |row| row.get(0),
    )
}

/// The last month whose assessment has begun: up to it, what was declared can only be corrected.
pub fn last_begun(tx: &mut Tx<'_>) -> Result<Option<FeeMonth>> {
    tx.row("SELECT max(month) FROM levy_run WHERE kind = 'regular'", params![], |row| row.get(0))
        .map(Option::flatten)
}

/// The first month that can still be declared for: the one after the last whose assessment has begun, not before today's.
pub fn first_open(tx: &mut Tx<'_>, today: Date) -> Result<FeeMonth> {
    let present = FeeMonth::of(today);
    Ok(last_begun(tx)?.map_or(present, |last| last.next().max(present)))
}

/// Has the month been assessed, or is it being?
pub fn is_levied(tx: &mut Tx<'_>, month: FeeMonth) -> Result<bool> {
    let found =
        tx.row("SELECT 1 FROM levy_run WHERE kind = 'regular' AND month = $1", params![month], |row| {
            row.get::<i64>(0)
        })?;
    Ok(found.is_some())
}

/// One line of a person's contribution history (逐月缴费明细).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// Fee month.
    pub month: FeeMonth,
    /// Insurance.
    pub insurance: Insurance,
    /// Payer.
    pub payer: PartyId,
    /// Bill it stands on.
    pub bill: BillId,
    /// Base; of a difference bill, the change of base.
    pub base: Fen,
    /// Unit part.
    pub unit: Fen,
    /// Person part.
    pub personal: Fen,
    /// Part for the personal account.
    pub account: Fen,
}

const HISTORY: &str = "
    SELECT c.month, c.insurance, b.payer, c.bill, c.base, c.unit, c.personal, c.account
    FROM (SELECT DISTINCT payer FROM participation WHERE person = $1 UNION SELECT $1) p
    JOIN bill b ON b.payer = p.payer
    JOIN contribution c ON c.bill = b.id AND c.person = $1";

/// Every contribution line of a person since records began, in no particular order: found through the bills of everybody
/// who ever paid for them, under their number and those merged into it.
pub fn each_history_line(
    tx: &mut Tx<'_>,
    person: PartyId,
    mut take: impl FnMut(&HistoryLine) -> Result<()>,
) -> Result<()> {
    for record in records_of(tx, person)? {
        tx.each(HISTORY, params![record], |row| take(&history_line(row)?))?;
    }
    Ok(())
}

fn history_line(row: &Row<'_>) -> Result<HistoryLine> {
    Ok(HistoryLine {
        month: row.get(0)?,
        insurance: row.get(1)?,
        payer: row.get(2)?,
        bill: row.get(3)?,
        base: row.get(4)?,
        unit: row.get(5)?,
        personal: row.get(6)?,
        account: row.get(7)?,
    })
}

/// What of a person's history was received in full, by month, insurance and bill.
pub fn received_history(tx: &mut Tx<'_>, person: PartyId) -> Result<Vec<HistoryLine>> {
    let sql = format!(
        "{HISTORY} JOIN receivable r ON r.bill = c.bill AND r.insurance = c.insurance AND r.received = r.due"
    );
    let mut lines = Vec::new();
    for record in records_of(tx, person)? {
        lines.extend(tx.rows(&sql, params![record], history_line)?);
    }
    lines.sort_unstable_by_key(|line| (line.month, line.insurance, line.bill));
    Ok(lines)
}

/// Months of an insurance with a base that were received in full, with what other systems brought, under this person's number
/// and those merged into it; each with its base.
pub fn months_paid(
    tx: &mut Tx<'_>,
    person: PartyId,
    insurance: Insurance,
    until: FeeMonth,
) -> Result<BTreeMap<FeeMonth, Fen>> {
    let mut months: BTreeMap<FeeMonth, Fen> = BTreeMap::new();
    for record in records_of(tx, person)? {
        tx.each(MONTHS_PAID, params![record, until, insurance], |row| {
            *months.entry(row.get(0)?).or_default() += row.get(1)?;
            Ok(())
        })?;
    }
    months.retain(|_, base| *base > Fen::ZERO);
    Ok(months)
}

const MONTHS_PAID: &str = "
    SELECT c.month, cast(sum(c.base) as bigint)
    FROM (SELECT DISTINCT payer FROM participation WHERE person = $1 UNION SELECT $1) p
    JOIN bill b ON b.payer = p.payer
    JOIN contribution c ON c.bill = b.id AND c.person = $1 AND c.insurance = $3
    LEFT JOIN receivable r ON r.bill = c.bill AND r.insurance = c.insurance
    WHERE c.month <= $2 AND (b.kind = 'take-over' OR r.received >= r.due)
    GROUP BY c.month";

/// The months of an insurance that count as paid, of everybody, by person and month, each with its base: [`months_paid`] for
/// all at once.
pub fn each_month_paid(
    tx: &mut Tx<'_>,
    insurance: Insurance,
    until: FeeMonth,
    mut take: impl FnMut(PartyId, FeeMonth, Fen) -> Result<()>,
) -> Result<()> {
    let person = crate::registry::facts::true_sql("c.person");
    tx.each(
        &format!(
            "SELECT {person} AS owner, c.month, cast(sum(c.base) as bigint)
             FROM bill b JOIN contribution c ON c.bill = b.id AND c.insurance = $2
             LEFT JOIN receivable r ON r.bill = c.bill AND r.insurance = c.insurance
             WHERE c.month <= $1 AND (b.kind = 'take-over' OR r.received >= r.due)
             GROUP BY {person}, c.month HAVING sum(c.base) > 0 ORDER BY owner, c.month"
        ),
        params![until, insurance],
        |row| take(row.get(0)?, row.get(1)?, row.get(2)?),
    )
}

/// The mean base of a unit's people in an insurance over some months (单位月平均缴费工资); none where nothing was assessed.
pub fn mean_base(
    tx: &mut Tx<'_>,
    unit: PartyId,
    insurance: Insurance,
    (from, to): (FeeMonth, FeeMonth),
) -> Result<Option<Fen>> {
    let found = tx.row(
        "SELECT cast(coalesce(sum(base), 0) as bigint), count(*)
         FROM (SELECT sum(c.base) AS base FROM bill b JOIN contribution c ON c.bill = b.id AND c.insurance = $2
               WHERE b.payer = $1 AND b.kind <> 'take-over' AND c.month BETWEEN $3 AND $4
               GROUP BY c.person, c.month HAVING sum(c.base) > 0) AS months",
        params![unit, insurance, from, to],
        |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
    )?;
    Ok(found
        .filter(|(_, count)| *count > 0)
        .map(|(sum, count)| kernel::Rounding::FenHalfUp.divide(i128::from(sum), i128::from(count))))
}

/// A person's history by month, insurance and bill.
pub fn history(tx: &mut Tx<'_>, person: PartyId) -> Result<Vec<HistoryLine>> {
    let mut lines = Vec::new();
    each_history_line(tx, person, |line| {
        lines.push(*line);
        Ok(())
    })?;
    lines.sort_unstable_by_key(|line| (line.month, line.insurance, line.bill));
    Ok(lines)
}

/// What was billed for a month by an instant, by insurance and payer; the bill is the last of them.
pub fn lines_known_at(
    tx: &mut Tx<'_>,
    person: PartyId,
    month: FeeMonth,
    known_at: Moment,
) -> Result<Vec<HistoryLine>> {
    tx.rows(
        "SELECT c.month, c.insurance, b.payer, max(c.bill), cast(sum(c.base) as bigint), cast(sum(c.unit) as bigint),
                cast(sum(c.personal) as bigint), cast(sum(c.account) as bigint)
         FROM (SELECT DISTINCT payer FROM participation WHERE person = $1 UNION SELECT $1) p
         JOIN bill b ON b.payer = p.payer AND b.issued_at <= $3
         JOIN contribution c ON c.bill = b.id AND c.person = $1 AND c.month = $2
         GROUP BY c.month, c.insurance, b.payer ORDER BY c.insurance, b.payer",
        params![person, month, known_at],
        history_line,
    )
}
