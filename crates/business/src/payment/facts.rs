//! What other subjects ask of the payments.

use kernel::{FeeMonth, Fen, Fund, PartyId, Result};
use store::{Tx, params};

use crate::benefits::facts::OWNER;
use crate::registry::facts::records_sql;

/// The last month that an award was paid for.
pub(crate) fn last_month(tx: &mut Tx<'_>, award: i64) -> Result<Option<FeeMonth>> {
    tx.row(
        "SELECT max(month) FROM payment WHERE award = $1 AND state <> 'cancelled' AND replaces_run IS NULL",
        params![award],
        |row| row.get::<Option<FeeMonth>>(0),
    )
    .map(Option::flatten)
}

/// What was paid of an award for the months after one, with the account parts; also what is approved and will leave.
pub(crate) fn paid_after(tx: &mut Tx<'_>, award: i64, month: FeeMonth) -> Result<Vec<(FeeMonth, Fen, Fen)>> {
    tx.rows(
        "SELECT p.month, p.amount, p.account_part FROM payment p JOIN payment_run r ON r.id = p.run
         WHERE p.award = $1 AND p.month > $2 AND p.item = 'monthly'
           AND (p.state IN ('sent', 'paid') OR (p.state = 'due' AND r.state = 'approved'))
         ORDER BY p.month, p.run, p.line",
        params![award, month],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// What was paid of an award in all, arrears among it; also what is approved and will leave.
pub(crate) fn paid_in_all(tx: &mut Tx<'_>, award: i64) -> Result<Fen> {
    let sum = tx.row(
        "SELECT cast(coalesce(sum(p.amount), 0) as bigint) FROM payment p JOIN payment_run r ON r.id = p.run
         WHERE p.award = $1 AND p.item <> 'set-off'
           AND (p.state IN ('sent', 'paid') OR (p.state = 'due' AND r.state = 'approved'))",
        params![award],
        |row| row.get(0),
    )?;
    Ok(sum.unwrap_or(Fen::ZERO))
}

/// Account parts of payments for months after one that came back and will not be paid again.
pub(crate) fn returned_part(tx: &mut Tx<'_>, person: PartyId, fund: Fund, month: FeeMonth) -> Result<Fen> {
    let sum = tx.row(
        &format!(
            "SELECT cast(coalesce(sum(account_part), 0) as bigint) FROM payment
             WHERE person IN {} AND fund = $2 AND month > $3 AND state = 'returned' AND item = 'monthly'",
            records_sql(1)
        ),
        params![person, fund, month],
        |row| row.get(0),
    )?;
    Ok(sum.unwrap_or(Fen::ZERO))
}

/// Account parts in runs that are approved and not sent, or awarded to heirs and not paid yet.
pub(crate) fn part_on_its_way(tx: &mut Tx<'_>, owner: PartyId, fund: Fund) -> Result<Fen> {
    let approved = tx.row(
        &format!(
            "SELECT cast(coalesce(sum(p.account_part), 0) as bigint)
             FROM payment p JOIN payment_run r ON r.id = p.run JOIN award a ON a.id = p.award JOIN matter m ON m.id = a.matter
             WHERE {OWNER} = $1 AND p.fund = $2 AND p.state = 'due' AND p.replaces_run IS NULL
               AND r.state = 'approved' AND a.benefit <> 'inheritance'"
        ),
        params![owner, fund],
        |row| row.get::<Fen>(0),
    )?;
    let inherited = tx.row(
        &format!(
            "SELECT cast(coalesce(sum(x.account_part), 0) as bigint)
         FROM award a JOIN matter m ON m.id = a.matter JOIN award_amount x ON x.award = a.id AND x.retracted_at = 0
         WHERE {OWNER} = $1 AND a.fund = $2 AND a.benefit = 'inheritance'
           AND NOT EXISTS (SELECT 1 FROM payment p JOIN payment_run r ON r.id = p.run
                           WHERE p.award = a.id AND r.state IN ('sent', 'answered'))"
        ),
        params![owner, fund],
        |row| row.get::<Fen>(0),
    )?;
    Ok(approved.unwrap_or(Fen::ZERO) + inherited.unwrap_or(Fen::ZERO))
}
