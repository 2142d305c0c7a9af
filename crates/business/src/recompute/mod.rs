//! Recomputation (重新核定): a figure published late or a corrected fact reaches back; everyone and every month touched is found,
//! shown, agreed to by a second person and settled.
//!
//! Tables: recompute, recompute_line. [`plan`] compares what stands with what would be decided today and keeps every line that
//! differs; on approval nothing moves yet; [`settle`] carries the lines out chunk by chunk, each in one transaction, and goes on
//! where it was interrupted. A line that is not what was agreed to any more is left as it is: the next recomputation finds it.
//! Not here: how a contribution or an award is computed (`levy`, `benefits`, `pension`); this folder only asks them again.

mod awards;
pub(crate) mod codes;
mod contributions;
mod line;
mod list;
mod plan;
pub mod services;
mod settle;
mod summary;

pub use line::{Kind, Line, Moved, Parts, Why};
pub use list::{CSV_HEAD, Head, Listed, Outcome, csv_line, each_line, head, lines, of_person};
pub use plan::{Planned, Scope, look, plan};
pub use settle::{Done, Progress, settle};
pub use summary::{Sum, Summary};

use kernel::Result;
use store::{Tx, params};

use crate::Office;
use crate::desk::{Actor, Matter};

/// A second person agreed: from now on [`settle`] may carry the lines out.
fn approved(tx: &mut Tx<'_>, _: &Office, _: &Actor, matter: &Matter) -> Result<()> {
    set_state(tx, matter, "approved")
}

/// The second person did not agree: the lines stay to be read, and nothing comes of them.
pub(crate) fn on_refused(tx: &mut Tx<'_>, matter: &Matter) -> Result<()> {
    set_state(tx, matter, "refused")
}

fn set_state(tx: &mut Tx<'_>, matter: &Matter, state: &str) -> Result<()> {
    let sql = "UPDATE recompute SET state = $2 WHERE matter = $1 AND state = 'planned'";
    match tx.run(sql, params![matter.id, state])? {
        0 => Err(codes::NONE.with("matter", &matter.number)),
        _ => Ok(()),
    }
}
