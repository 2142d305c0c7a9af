//! Pensions (养老待遇): who may retire, award, re-award, yearly adjustment, death.
//!
//! No tables: awards are kept by `benefits`. Nothing takes effect before a second person agrees: a use case computes a plan
//! and signs it, [`on_approved`] carries it out. Not here: the formulas (`rules`).

mod adjust;
mod again;
mod claim;
mod codes;
mod death;
mod decide;
mod join;
mod reaward;
mod record;
mod resident;
pub mod services;
mod sheet;
mod taken_over;

use kernel::Result;
use store::Tx;

pub use adjust::{Preview, adjust};
pub(crate) use again::{adjusted_years, again, course, follow};
pub use claim::{Claim, Claimed, claim};
pub(crate) use death::{DEATH, survivor_again};
pub use death::{Death, death, heir, rest_of_estates};
pub(crate) use decide::AWARD;
pub(crate) use join::may_join;
pub(crate) use reaward::RE_AWARD;
pub use reaward::{Reawarded, reaward};
pub use record::{Due, Record, due_to_retire, due_to_retire_at, record};
pub use resident::YEARS_FACT;
pub(crate) use resident::{RESIDENT, again as resident_again};
pub use sheet::{RetiredAs, Sheet, sheets};
pub use taken_over::{TakenOver, take_over_award};

use crate::Office;
use crate::benefits::{decided, read};
use crate::desk::{Actor, Matter};

/// Carries out what a second person has agreed to.
pub(crate) fn on_approved(tx: &mut Tx<'_>, office: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    let (command, effects) = decided(tx, matter)?;
    let service = matter.service.code;
    if service == services::RETIRE.code {
        claim::approved(tx, office, matter, &read(&effects)?)
    } else if service == services::RE_AWARD.code {
        reaward::approved(tx, office, actor, matter, &read(&command)?, &effects)
    } else if service == services::ADJUST.code {
        adjust::approved(tx, office, matter, &read(&command)?, &effects)
    } else {
        death::approved(tx, office, actor, matter, &read(&command)?, &effects)
    }
}
