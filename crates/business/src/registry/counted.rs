//! Facts that are recorded one by one, counted for the audit trail ([`store::Checksum`]): the rows of a matter before and after
//! a change make the difference. What shelves save is counted where it is saved.

use kernel::{MatterId, Result};
use store::{Checksum, Tx, Value};

/// A table of such facts, with the cells that never change.
pub(super) struct Counted {
    pub(super) table: &'static str,
    cells: &'static str,
}

pub(super) const IDENTITIES: Counted = Counted {
    table: "person_identity",
    cells: "person, matter, valid_from, document, number_sealed, number_digest, number_masked, name, sex, birth",
};
pub(super) const STATUSES: Counted =
    Counted { table: "person_status", cells: "person, matter, status, from_date" };
pub(super) const FACTS: Counted =
    Counted { table: "person_fact", cells: "person, fact, from_date, matter, value, sealed, digest" };
pub(super) const CARDS: Counted = Counted {
    table: "card",
    cells: "person, issued_on, matter, number_sealed, number_digest, bank, account_sealed, account_digest, account_masked,
            financial, social",
};
pub(super) const UNITS: Counted = Counted {
    table: "unit_fact",
    cells: "unit, matter, from_month, credit_code, name, kind, industry_class, floating_tier, region, state",
};
pub(super) const FAMILIES: Counted =
    Counted { table: "family", cells: "person, relative, kind, from_month, matter, to_month, shares" };

/// The rows that are counted: SQL with its parameters, which must hold for all rows the work takes away or adds, and only for
/// such of the matter.
pub(super) type Which<'w> = (&'w str, &'w [Value<'w>]);

/// Does some work on rows of a matter and tells the audit trail what it came to.
pub(super) fn counting<T>(
    tx: &mut Tx<'_>,
    matter: MatterId,
    counted: &Counted,
    which: Which<'_>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
) -> Result<T> {
    let mut checksum = Checksum::default();
    each(tx, counted, which, |cells| checksum.remove(cells))?;
    let done = work(tx)?;
    each(tx, counted, which, |cells| checksum.add(cells))?;
    tx.recorded(matter.get(), counted.table, checksum);
    Ok(done)
}

fn each(
    tx: &mut Tx<'_>,
    counted: &Counted,
    (condition, params): Which<'_>,
    mut take: impl FnMut(&[Value<'_>]),
) -> Result<()> {
    let sql = format!("SELECT {} FROM {} WHERE {condition}", counted.cells, counted.table);
    let cells = counted.cells.split(',').count();
    tx.each(&sql, params, |row| {
        let cells = (0..cells).map(|column| row.value(column)).collect::<Result<Vec<_>>>()?;
        take(&cells);
        Ok(())
    })
}
