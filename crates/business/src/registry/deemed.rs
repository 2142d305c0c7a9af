//! Deemed wages: a unit that does not declare is assessed at 110 % (社会保险法第六十二条).

use kernel::{FeeMonth, Fen, Moment, PartyId, Rate, Result, Rounding};
use store::{Checksum, Tx, params};

use crate::desk::Matter;

/// Records for every employee of a unit without a wage for the month a deemed one: `ratio` of the last there was.
/// Who never had one gets none. Returns how many were recorded.
pub fn deem_wages(
    tx: &mut Tx<'_>,
    matter: &Matter,
    at: Moment,
    unit: PartyId,
    month: FeeMonth,
    ratio: Rate,
) -> Result<u64> {
    let missing = tx.rows(
        "SELECT p.person, w.wage
         FROM (SELECT DISTINCT person FROM participation WHERE payer = $1 AND category = 1 AND retracted_at = 0
                 AND from_month <= $2 AND to_month >= $2) p
         JOIN wage w ON w.payer = $1 AND w.person = p.person AND w.retracted_at = 0
         WHERE w.to_month = (SELECT max(l.to_month) FROM wage l
                             WHERE l.payer = $1 AND l.person = p.person AND l.retracted_at = 0 AND l.to_month < $2)
           AND NOT EXISTS (SELECT 1 FROM wage n WHERE n.payer = $1 AND n.person = p.person AND n.retracted_at = 0
                             AND n.from_month <= $2 AND n.to_month >= $2)
         ORDER BY p.person",
        params![unit, month],
        |row| Ok((row.get::<PartyId>(0)?, row.get::<Fen>(1)?)),
    )?;
    let (mut recorded, mut checksum) = (0, Checksum::default());
    for (person, last) in missing {
        let wage = ratio.of(last, Rounding::FenHalfUp);
        let added = tx.run(
            "INSERT INTO wage (payer, person, from_month, matter, to_month, wage, kind, recorded_at)
             VALUES ($1, $2, $3, $4, $3, $5, 'deemed', $6)
             ON CONFLICT (payer, person, from_month, matter) DO NOTHING",
            params![unit, person, month, matter.id, wage, at],
        )?;
        if added > 0 {
            checksum.add(params![unit, person, month, matter.id, month, wage, "deemed"]);
            recorded += added;
        }
    }
    tx.recorded(matter.id.get(), "wage", checksum);
    Ok(recorded)
}
