//! The difference report (支付差异表): who is new, stopped or paid otherwise than last month, and why.

use kernel::{Fen, Fund, PartyId, Result};
use store::{Tx, params};

/// In what way an award differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Was not paid last month.
    New,
    /// Is not paid any more.
    Stopped,
    /// Another amount.
    Changed,
}

/// An award that differs from last month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// In what way.
    pub kind: ChangeKind,
    /// Award.
    pub award: i64,
    /// Who is paid.
    pub person: PartyId,
    /// Monthly amount before.
    pub before: Fen,
    /// Monthly amount now.
    pub now: Fen,
    /// Why: award, re-award, adjustment, stop; `no-account` where nobody ended it.
    pub cause: String,
}

/// Sums of a run by fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FundTotal {
    /// Fund.
    pub fund: Fund,
    /// Monthly amounts.
    pub monthly: Fen,
    /// Arrears.
    pub arrears: Fen,
    /// Lump sums.
    pub lump_sums: Fen,
    /// Kept back against claims.
    pub set_off: Fen,
    /// Monthly amounts of the run before.
    pub monthly_before: Fen,
}

/// A run against the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Number of the run before, if there was one.
    pub before: Option<i64>,
    /// Everything that differs, by award.
    pub changes: Vec<Change>,
    /// Sums by fund.
    pub totals: Vec<FundTotal>,
}

impl Report {
    /// How many differ in that way.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.kind == kind).count()
    }
}

/// Compares the monthly amounts of a run with those of the regular run before it.
pub fn report(tx: &mut Tx<'_>, run: i64) -> Result<Report> {
    let this = super::run(tx, run)?;
    let before = tx.row(
        "SELECT o.id FROM payment_run o JOIN payment_run t ON t.id = $1 AND o.region = t.region
         WHERE o.kind = 'regular' AND o.month < t.month ORDER BY o.month DESC LIMIT 1",
        params![run],
        |row| row.get::<i64>(0),
    )?;
    let earlier = before.unwrap_or(0);
    let mut changes = tx.rows(
        "SELECT n.award, n.person, coalesce(o.amount, 0), n.amount, coalesce(x.cause, '')
         FROM payment n
         LEFT JOIN payment o ON o.run = $2 AND o.award = n.award AND o.item = 'monthly'
         LEFT JOIN award_amount x ON x.award = n.award AND x.retracted_at = 0 AND x.from_month <= $3 AND x.to_month >= $3
         WHERE n.run = $1 AND n.item = 'monthly' AND (o.amount IS NULL OR o.amount <> n.amount)",
        params![run, earlier, this.month],
        |row| {
            let before: Fen = row.get(2)?;
            Ok(Change {
                kind: if before.is_zero() { ChangeKind::New } else { ChangeKind::Changed },
                award: row.get(0)?,
                person: row.get(1)?,
                before,
                now: row.get(3)?,
                cause: row.get(4)?,
            })
        },
    )?;
    changes.extend(tx.rows(
        "SELECT o.award, o.person, o.amount,
                coalesce((SELECT max(x.cause) FROM award_amount x WHERE x.award = o.award AND x.retracted_at = 0
                          AND x.cause = 'stop'), 'no-account')
         FROM payment o
         WHERE o.run = $1 AND o.item = 'monthly'
           AND NOT EXISTS (SELECT 1 FROM payment n WHERE n.run = $2 AND n.award = o.award AND n.item = 'monthly')",
        params![earlier, run],
        |row| {
            Ok(Change {
                kind: ChangeKind::Stopped,
                award: row.get(0)?,
                person: row.get(1)?,
                before: row.get(2)?,
                now: Fen::ZERO,
                cause: row.get(3)?,
            })
        },
    )?);
    changes.sort_by_key(|change| change.award);
    Ok(Report { before, changes, totals: totals(tx, run, earlier)? })
}

fn totals(tx: &mut Tx<'_>, run: i64, before: i64) -> Result<Vec<FundTotal>> {
    let mut totals: Vec<FundTotal> = Vec::new();
    tx.each(
        "SELECT fund, run, item, cast(sum(amount) as bigint) FROM payment WHERE run IN ($1, $2)
         GROUP BY fund, run, item ORDER BY fund, run, item",
        params![run, before],
        |row| {
            let (fund, of_run, item, sum) =
                (row.get::<Fund>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?, row.get::<Fen>(3)?);
            if totals.last().is_none_or(|last| last.fund != fund) {
                let (monthly, arrears, lump_sums, set_off, monthly_before) = Default::default();
                totals.push(FundTotal { fund, monthly, arrears, lump_sums, set_off, monthly_before });
            }
            if let Some(total) = totals.last_mut() {
                match (of_run == run, item.as_str()) {
                    (true, "monthly") => total.monthly = sum,
                    (true, "arrears") => total.arrears = sum,
                    (true, "lump-sum") => total.lump_sums = sum,
                    (true, _) => total.set_off = -sum,
                    (false, "monthly") => total.monthly_before = sum,
                    (false, _) => {}
                }
            }
            Ok(())
        },
    )?;
    Ok(totals)
}
