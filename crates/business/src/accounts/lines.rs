//! Credits of many bill lines at once, as one taken file completes them: two statements, however many people.

use std::collections::BTreeMap;

use kernel::{BillId, FeeMonth, Insurance, Result};
use store::{Tx, params};

use crate::collection::list;
use crate::registry::facts::true_sql;

/// Contribution lines of bill lines given as `[bill, bits of insurances]`; `{person}` is the true record of the one who stands
/// on the bill.
const CONTRIBUTIONS: &str = "SELECT CASE c.insurance WHEN 110 THEN 1 WHEN 310 THEN 2 ELSE 3 END AS kind, {person} AS person,
      c.month AS fee_month, c.bill, c.account AS amount
    FROM {list} AS v CROSS JOIN contribution c
    WHERE c.bill = cast(v.value->>0 as bigint) AND c.bill >= $2 AND c.bill <= $3 AND c.account <> 0
      AND (cast(v.value->>1 as bigint) & (CASE c.insurance WHEN 110 THEN 1 WHEN 310 THEN 2 WHEN 170 THEN 4 ELSE 0 END)) <> 0";
/// Subsidies that go with bill lines, likewise.
const SUBSIDIES: &str = "SELECT CASE c.insurance WHEN 110 THEN 1 WHEN 310 THEN 2 ELSE 3 END AS kind, {person} AS person,
      b.month AS fee_month, c.bill, c.account AS amount
    FROM {list} AS v CROSS JOIN subsidy c JOIN bill b ON b.id = c.bill
    WHERE c.bill = cast(v.value->>0 as bigint) AND c.bill >= $2 AND c.bill <= $3 AND c.account <> 0
      AND (cast(v.value->>1 as bigint) & (CASE c.insurance WHEN 110 THEN 1 WHEN 310 THEN 2 WHEN 170 THEN 4 ELSE 0 END)) <> 0";

/// Bills a statement handles at once.
const CHUNK: usize = 20_000;

/// Credits everybody on bill lines that have just become complete. Accounts that are missing are opened.
pub fn credit_lines(tx: &mut Tx<'_>, lines: &[(BillId, Insurance)], booked: FeeMonth) -> Result<()> {
    book(tx, lines, booked, CONTRIBUTIONS, 1, 1)
}

/// Takes the credits of bill lines back, because a receipt was reversed.
pub fn take_back_lines(tx: &mut Tx<'_>, lines: &[(BillId, Insurance)], booked: FeeMonth) -> Result<()> {
    book(tx, lines, booked, CONTRIBUTIONS, 1, -1)
}

/// Credits the treasury's subsidies that go with bill lines.
pub fn credit_subsidies(tx: &mut Tx<'_>, lines: &[(BillId, Insurance)], booked: FeeMonth) -> Result<()> {
    book(tx, lines, booked, SUBSIDIES, 2, 1)
}

fn book(
    tx: &mut Tx<'_>,
    lines: &[(BillId, Insurance)],
    booked: FeeMonth,
    from: &str,
    cause: i64,
    sign: i64,
) -> Result<()> {
    let mut bills: BTreeMap<i64, i64> = BTreeMap::new();
    for &(bill, insurance) in lines {
        let bit = match insurance {
            Insurance::Pension => 1,
            Insurance::Medical => 2,
            Insurance::ResidentPension => 4,
            _ => continue,
        };
        *bills.entry(bill.get()).or_default() |= bit;
    }
    let bills: Vec<(i64, i64)> = bills.into_iter().collect();
    for chunk in bills.chunks(CHUNK) {
        let (Some((first, _)), Some((last, _))) = (chunk.first(), chunk.last()) else { continue };
        let keys = list::pairs(chunk.iter().copied());
        let from = from.replace("{list}", &list::of_rows(tx, 1)).replace("{person}", &true_sql("c.person"));
        // A line of a duplicate and one of the true record may meet; SQLite adds them up one by one.
        let amount = tx.text("amount", "cast(sum(amount) as bigint)");
        let group = tx.text("", "GROUP BY kind, person, fee_month, bill");
        tx.run(
            &format!(
                "INSERT INTO account (kind, person, opened, opening, opening_year)
                 SELECT DISTINCT kind, person, cast($4 as bigint), 0, 0 FROM ({from}) AS parts WHERE 1 = 1
                 ON CONFLICT (kind, person) DO NOTHING"
            ),
            params![keys, first, last, booked],
        )?;
        tx.run(
            &format!(
                "INSERT INTO account_entry (month, kind, person, fee_month, cause, source, amount)
                 SELECT cast($4 as bigint), kind, person, fee_month, cast($5 as bigint), bill, {amount} * cast($6 as bigint)
                 FROM ({from}) AS parts WHERE 1 = 1 {group}
                 ON CONFLICT (month, kind, person, fee_month, cause, source)
                 DO UPDATE SET amount = account_entry.amount + excluded.amount"
            ),
            params![keys, first, last, booked, cause, sign],
        )?;
    }
    Ok(())
}
