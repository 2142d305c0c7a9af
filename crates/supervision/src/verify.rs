//! Running the checks on one snapshot of a store.

use envelope::PublicKey;
use kernel::{FeeMonth, Result};
use rules::LawBook;
use store::{Store, Tx, params};

use crate::checks;
use crate::finder::{Finder, Lines, Scope};
use crate::passes::Passes;
use crate::report::{Check, Report};

/// What to check and how much to tell.
#[derive(Clone, Debug)]
pub struct Options {
    /// Only the records of one month: its bills, entries, movements and payments, and balances from the month before that
    /// was closed. Of the accounts what needs all months is left out: yearly chains, overdrawn accounts, totals.
    pub month: Option<FeeMonth>,
    /// Only these checks; empty: all, or with a month those that have months.
    pub checks: Vec<Check>,
    /// How many breaks of a check are named; the rest are counted.
    pub named: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { month: None, checks: Vec::new(), named: 20 }
    }
}

/// How far a verification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The check that begins now.
    pub check: Check,
    /// Checks done before it.
    pub done: usize,
    /// Checks in all.
    pub of: usize,
}

/// Verifies a store on one snapshot. `key` is the node's; nothing is changed.
///
/// # Errors
/// Only where the store fails. A break is no error: it stands in the report.
pub fn verify(
    store: &Store,
    law: &LawBook,
    key: &PublicKey,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report> {
    store.read(|tx| check(tx, law, key, options, progress))
}

/// The same inside a transaction at hand, so that a writer can see what its changes would do.
///
/// # Errors
/// As [`verify`].
pub fn check(
    tx: &mut Tx<'_>,
    law: &LawBook,
    key: &PublicKey,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report> {
    let scope = scope(tx, options.month)?;
    let wanted: Vec<Check> = Check::ALL
        .iter()
        .copied()
        .filter(|check| match options.checks.as_slice() {
            [] => options.month.is_none() || check.has_months(),
            named => named.contains(check),
        })
        .collect();
    let mut lines = Lines::new(&wanted, options.named);
    let mut passes = Passes::default();
    for (done, &check) in wanted.iter().enumerate() {
        progress(Progress { check, done, of: wanted.len() });
        passes.before(check, tx, &scope, law, &mut lines)?;
        if let Some(finds) = lines.of(check) {
            checks::run(&mut Finder::new(tx, &scope, finds), check, law, key)?;
        }
    }
    Ok(Report::new(lines.into_lines()))
}

/// The bills of a month lie close together, because their numbers grow as they are billed.
fn scope(tx: &mut Tx<'_>, month: Option<FeeMonth>) -> Result<Scope> {
    let Some(month) = month else { return Ok(Scope::everything()) };
    let bills = tx.row(
        "select coalesce(min(id), 0), coalesce(max(id), -1) from bill where month = $1",
        params![month],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(Scope::month(month, bills.unwrap_or((0, -1))))
}
