//! Decisions that took the place of others (决定更替): both receipts name each other.

use kernel::{MatterId, Result};
use store::{Checksum, Tx, params};

use super::Matter;

/// A decision took the place of an earlier one, about an award or (0) none.
pub(crate) fn replace(
    tx: &mut Tx<'_>,
    matter: &Matter,
    decision: i64,
    earlier: i64,
    award: i64,
) -> Result<()> {
    let cells = params![decision, earlier, award];
    let done = tx.run(
        "INSERT INTO replaced (decision, earlier, award) VALUES ($1, $2, $3) ON CONFLICT (decision, earlier) DO NOTHING",
        cells,
    )?;
    if done > 0 {
        let mut checksum = Checksum::default();
        checksum.add(cells);
        tx.recorded(matter.id.get(), "replaced", checksum);
    }
    Ok(())
}

/// The decision that an award rests on: the last one about it, else the one it was granted by.
pub(crate) fn decision_on(tx: &mut Tx<'_>, award: i64, granted_by: i64) -> Result<i64> {
    let last = tx.row("SELECT max(decision) FROM replaced WHERE award = $1", params![award], |row| {
        row.get::<Option<i64>>(0)
    })?;
    Ok(last.flatten().unwrap_or(granted_by))
}

/// Numbers of the matters whose decisions a decision replaces, and of those that replace it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Whose place it takes.
    pub earlier: Vec<String>,
    /// What took its place.
    pub later: Vec<String>,
}

/// What a decision replaces and is replaced by.
pub fn replaced(tx: &mut Tx<'_>, decision: i64) -> Result<Replaced> {
    let mut numbers = |sql: &str| tx.rows(sql, params![decision], |row| row.get::<String>(0));
    Ok(Replaced {
        earlier: numbers(
            "SELECT DISTINCT m.number FROM replaced r JOIN decision d ON d.id = r.earlier JOIN matter m ON m.id = d.matter
             WHERE r.decision = $1 ORDER BY m.number",
        )?,
        later: numbers(
            "SELECT DISTINCT m.number FROM replaced r JOIN decision d ON d.id = r.decision JOIN matter m ON m.id = d.matter
             WHERE r.earlier = $1 ORDER BY m.number",
        )?,
    })
}

/// A matter is part of another one, which was agreed to as a whole.
pub(crate) fn part_of(tx: &mut Tx<'_>, matter: &Matter, whole: MatterId) -> Result<()> {
    tx.run("UPDATE matter SET parent = $2 WHERE id = $1", params![matter.id, whole])?;
    Ok(())
}
