//! How the months billed to a payer were settled.

use kernel::{FeeMonth, Fen, Insurance, PartyId, Result};
use store::{Tx, params};

/// What was due, received and is open of one month billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettledMonth {
    /// Month billed.
    pub month: FeeMonth,
    /// Insurance.
    pub insurance: Insurance,
    /// Due.
    pub due: Fen,
    /// Received.
    pub received: Fen,
    /// Written off.
    pub written_off: Fen,
}

impl SettledMonth {
    /// What is open.
    pub fn open(&self) -> Fen {
        self.due - self.received - self.written_off
    }
}

/// By month and insurance, what was billed to a payer in some months and what became of it.
pub fn settled_months(
    tx: &mut Tx<'_>,
    payer: PartyId,
    (from, to): (FeeMonth, FeeMonth),
) -> Result<Vec<SettledMonth>> {
    tx.rows(
        "SELECT b.month, r.insurance, cast(sum(r.due) as bigint), cast(sum(r.received) as bigint),
                cast(sum(r.written_off) as bigint)
         FROM bill b JOIN receivable r ON r.bill = b.id
         WHERE b.payer = $1 AND b.kind <> 'take-over' AND b.month BETWEEN $2 AND $3
         GROUP BY b.month, r.insurance ORDER BY b.month, r.insurance",
        params![payer, from, to],
        |row| {
            Ok(SettledMonth {
                month: row.get(0)?,
                insurance: row.get(1)?,
                due: row.get(2)?,
                received: row.get(3)?,
                written_off: row.get(4)?,
            })
        },
    )
}
