//! The difference report (支付差异表): who is new, stopped or paid otherwise than last month, and why.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{FeeMonth, Fen, Fund, PartyId, Result};
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
    let (then, now) = (monthly(tx, earlier)?, monthly(tx, run)?);
    let mut changes: Vec<Change> = Vec::new();
    for award in then.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let (old, new) = (then.get(award), now.get(award));
        let kind = match (old, new) {
            (None, _) => ChangeKind::New,
            (Some(_), None) => ChangeKind::Stopped,
            (Some(old), Some(new)) if old != new => ChangeKind::Changed,
            _ => continue,
        };
        let Some((person, _)) = new.or(old) else { continue };
        let amount = |side: Option<&(PartyId, Fen)>| side.map_or(Fen::ZERO, |(_, amount)| *amount);
        changes.push(Change {
            kind,
            award: *award,
            person: *person,
            before: amount(old),
            now: amount(new),
            cause: String::new(),
        });
    }
    name_causes(tx, this.month, &mut changes)?;
    Ok(Report { before, changes, totals: totals(tx, run, earlier)? })
}

/// The monthly lines of a run, by award.
fn monthly(tx: &mut Tx<'_>, run: i64) -> Result<BTreeMap<i64, (PartyId, Fen)>> {
    let mut lines = BTreeMap::new();
    tx.each(
        "SELECT award, person, amount FROM payment WHERE run = $1 AND item = 'monthly'",
        params![run],
        |row| {
            lines.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
            Ok(())
        },
    )?;
    Ok(lines)
}

/// Why: the cause of the amount in force, or of the end.
fn name_causes(tx: &mut Tx<'_>, month: FeeMonth, changes: &mut [Change]) -> Result<()> {
    for change in changes.iter_mut().filter(|change| change.kind == ChangeKind::Stopped) {
        change.cause = "no-account".to_owned();
    }
    if changes.is_empty() {
        return Ok(());
    }
    tx.each(
        "SELECT award, cause FROM award_amount
         WHERE retracted_at = 0 AND ((from_month <= $1 AND to_month >= $1) OR cause = 'stop') ORDER BY award, from_month",
        params![month],
        |row| {
            let award: i64 = row.get(0)?;
            if let Ok(at) = changes.binary_search_by_key(&award, |change| change.award)
                && let Some(change) = changes.get_mut(at)
            {
                let cause: String = row.get(1)?;
                if change.kind != ChangeKind::Stopped || cause == "stop" {
                    change.cause = cause;
                }
            }
            Ok(())
        },
    )
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
