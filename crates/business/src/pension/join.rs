//! Whether two records of one person may become one, as far as their pensions go (待遇归并).

use kernel::{FeeMonth, PartyId, Result};
use store::{Tx, params};

use super::codes;
use crate::benefits::PENSIONS;

/// Refuses where both records draw a pension for the same month, or one is insured for its pension while the other draws one.
pub(crate) fn may_join(tx: &mut Tx<'_>, duplicate: PartyId, person: PartyId) -> Result<()> {
    let twice = tx.row(
        &format!(
            "SELECT CASE WHEN x.from_month > y.from_month THEN x.from_month ELSE y.from_month END
         FROM award a JOIN award_amount x ON x.award = a.id AND x.retracted_at = 0
         JOIN award b ON b.person = $2 AND b.benefit IN {PENSIONS}
         JOIN award_amount y ON y.award = b.id AND y.retracted_at = 0
         WHERE a.person = $1 AND a.benefit IN {PENSIONS}
           AND x.from_month <= y.to_month AND y.from_month <= x.to_month LIMIT 1"
        ),
        params![duplicate, person],
        |row| row.get::<FeeMonth>(0),
    )?;
    if let Some(month) = twice {
        return Err(codes::TWO_PENSIONS.with("month", month));
    }
    let insured = tx.row(
        &format!(
            "SELECT a.from_month FROM award a JOIN participation p ON p.slot = 110 AND p.retracted_at = 0
           AND p.to_month >= a.from_month
         WHERE a.benefit IN {PENSIONS}
           AND ((a.person = $1 AND p.person = $2) OR (a.person = $2 AND p.person = $1)) LIMIT 1"
        ),
        params![duplicate, person],
        |row| row.get::<FeeMonth>(0),
    )?;
    insured.map_or(Ok(()), |month| Err(codes::PENSIONER_INSURED.with("month", month)))
}
