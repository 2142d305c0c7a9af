//! Payment of benefits (待遇支付): build, compare with last month, approve, send, take the bank's answer, repeat.
//!
//! Tables: payment_run, payment. A run pays of every award what is due up to its month and has not been paid, so a month
//! that was left out follows as arrears, and nothing can be paid twice. Money is booked when the order file leaves, as
//! expenditure; what the bank refuses or returns comes back as a liability (`docs/ledger.md`).
//! The lines of one award in a run are one order to the bank. Not here: what is due (`benefits`).

mod answer;
mod build;
mod codes;
pub mod facts;
mod repeat;
mod report;
mod send;
pub mod services;

use kernel::{Fen, MatterId, Result};
use store::{Row, Tx, params};

pub use answer::{Answered, answer, returned};
pub use build::{Built, build, transfers};
pub(crate) use repeat::cancel_returned;
pub use repeat::repeat;
pub use report::{Change, ChangeKind, FundTotal, Report, report};
pub use send::send;

use crate::Office;
use crate::desk::{Actor, Matter};

/// A payment run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Number.
    pub id: i64,
    /// Benefit month; of a repeat the month it was made in.
    pub month: kernel::FeeMonth,
    /// Does it repeat returned payments?
    pub repeat: bool,
    /// built, approved, sent, answered.
    pub state: String,
    /// Number of the order file.
    pub message: String,
    /// Lines.
    pub payments: i64,
    /// What leaves the bank account.
    pub total: Fen,
    /// When it was built.
    pub built_at: kernel::Moment,
    /// Its matter.
    pub matter: MatterId,
}

const RUN: &str =
    "SELECT id, month, kind, state, message, payments, total, built_at, matter FROM payment_run";

fn run_row(row: &Row<'_>) -> Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        month: row.get(1)?,
        repeat: row.get::<String>(2)? == "repeat",
        state: row.get(3)?,
        message: row.get(4)?,
        payments: row.get(5)?,
        total: row.get(6)?,
        built_at: row.get(7)?,
        matter: row.get(8)?,
    })
}

/// A run by its number.
pub fn run(tx: &mut Tx<'_>, id: i64) -> Result<Run> {
    tx.row(&format!("{RUN} WHERE id = $1"), params![id], run_row)?
        .ok_or_else(|| codes::NO_RUN.with("run", id))
}

/// How many orders the file of a run has: what goes to one account in one sum (代发笔数).
pub fn orders(tx: &mut Tx<'_>, run: i64) -> Result<i64> {
    let sql = "SELECT count(*) FROM (SELECT 1 AS one FROM payment WHERE run = $1
                 GROUP BY substr(end_to_end, 1, length(end_to_end) - 1) HAVING sum(amount) > 0) AS o";
    Ok(tx.row(sql, params![run], |row| row.get(0))?.unwrap_or_default())
}

/// All runs, oldest first.
pub fn runs(tx: &mut Tx<'_>) -> Result<Vec<Run>> {
    tx.rows(&format!("{RUN} ORDER BY id"), params![], run_row)
}

/// Carries out what a second person has agreed to: the money is moved to the expenditure account, the run may be sent.
pub(crate) fn on_approved(tx: &mut Tx<'_>, _: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    let sql = format!("{RUN} WHERE matter = $1 AND state = 'built'");
    let run = tx
        .row(&sql, params![matter.id], run_row)?
        .ok_or_else(|| codes::NO_RUN.with("run", &matter.number))?;
    build::approved(tx, actor, &run)
}

/// A second person did not agree: the lines are taken apart, the month can be built again.
pub(crate) fn on_refused(tx: &mut Tx<'_>, matter: &Matter) -> Result<()> {
    let sql = format!("{RUN} WHERE matter = $1 AND state = 'built'");
    if let Some(run) = tx.row(&sql, params![matter.id], run_row)? {
        if run.repeat {
            tx.run(
                "UPDATE payment SET state = 'returned'
             WHERE state = 'replaced' AND EXISTS (SELECT 1 FROM payment n WHERE n.run = $1
                    AND n.replaces_run = payment.run AND n.replaces_line = payment.line)",
                params![run.id],
            )?;
        }
        tx.run("DELETE FROM payment WHERE run = $1", params![run.id])?;
        tx.run("DELETE FROM payment_run WHERE id = $1", params![run.id])?;
    }
    Ok(())
}
