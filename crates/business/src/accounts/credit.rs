//! Credits: a contribution line that is received in full goes to the accounts of the people on it (到账记账).

use kernel::{AccountKind, BillId, FeeMonth, Fen, Insurance, Result};
use store::{Tx, params};

use super::kind_of;
use super::movements::{Cause, refuse_settled};
use crate::registry::facts::true_sql;

/// Credits everybody on a bill line that has just become complete, and says how much in all. Accounts that are missing are
/// opened. Insurances without accounts credit nothing.
pub fn credit(tx: &mut Tx<'_>, bill: BillId, insurance: Insurance, booked: FeeMonth) -> Result<Fen> {
    book(tx, bill, insurance, booked, Side::CONTRIBUTION, 1)
}

/// Takes a credit back because a receipt of the line was reversed. Says how much in all (not negative).
pub fn take_back(tx: &mut Tx<'_>, bill: BillId, insurance: Insurance, booked: FeeMonth) -> Result<Fen> {
    book(tx, bill, insurance, booked, Side::CONTRIBUTION, -1).map(|sum| -sum)
}

/// Credits the treasury's subsidies that go with a bill line, when the line has become complete.
pub fn credit_subsidy(tx: &mut Tx<'_>, bill: BillId, insurance: Insurance, booked: FeeMonth) -> Result<Fen> {
    book(tx, bill, insurance, booked, Side::SUBSIDY, 1)
}

/// Takes subsidies back.
pub fn take_back_subsidy(
    tx: &mut Tx<'_>,
    bill: BillId,
    insurance: Insurance,
    booked: FeeMonth,
) -> Result<Fen> {
    book(tx, bill, insurance, booked, Side::SUBSIDY, -1).map(|sum| -sum)
}

/// Where the account parts are read from, as `(person, fee_month, amount)` of bill $1 and insurance $2; `{person}` is the
/// true record of the one who stands on the bill.
struct Side {
    cause: Cause,
    from: &'static str,
}

impl Side {
    const CONTRIBUTION: Side = Side {
        cause: Cause::Contribution,
        from: "SELECT {person} AS person, c.month AS fee_month, c.account AS amount FROM contribution c
               WHERE c.bill = $1 AND c.insurance = $2 AND c.account <> 0",
    };
    const SUBSIDY: Side = Side {
        cause: Cause::Subsidy,
        from: "SELECT {person} AS person, b.month AS fee_month, c.account AS amount FROM subsidy c JOIN bill b ON b.id = c.bill
               WHERE c.bill = $1 AND c.insurance = $2 AND c.account <> 0",
    };
}

fn book(
    tx: &mut Tx<'_>,
    bill: BillId,
    insurance: Insurance,
    booked: FeeMonth,
    side: Side,
    sign: i64,
) -> Result<Fen> {
    let Some(kind): Option<AccountKind> = kind_of(insurance) else { return Ok(Fen::ZERO) };
    let Side { cause, from } = side;
    let from = from.replace("{person}", &true_sql("c.person"));
    let sum = tx.row(
        &format!("SELECT cast(coalesce(sum(amount), 0) as bigint), count(*) FROM ({from}) AS parts"),
        params![bill, insurance],
        |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)),
    )?;
    let Some((sum, 1..)) = sum else { return Ok(Fen::ZERO) };
    refuse_settled(tx, kind, booked)?;
    tx.run(
        &format!(
            "INSERT INTO account (kind, person, opened, opening, opening_year)
             SELECT DISTINCT cast($3 as bigint), person, cast($4 as bigint), 0, 0 FROM ({from}) AS parts WHERE 1 = 1
             ON CONFLICT (kind, person) DO NOTHING"
        ),
        params![bill, insurance, kind, booked],
    )?;
    tx.run(
        &format!(
            "INSERT INTO account_entry (month, kind, person, fee_month, cause, source, amount)
             SELECT cast($4 as bigint), cast($3 as bigint), person, fee_month, cast($5 as bigint), cast($1 as bigint),
                    cast(sum(amount) as bigint) * cast($6 as bigint)
             FROM ({from}) AS parts WHERE 1 = 1 GROUP BY person, fee_month
             ON CONFLICT (month, kind, person, fee_month, cause, source)
             DO UPDATE SET amount = account_entry.amount + excluded.amount"
        ),
        params![bill, insurance, kind, booked, cause.code(), sign],
    )?;
    Ok(Fen::new(sum * sign))
}
