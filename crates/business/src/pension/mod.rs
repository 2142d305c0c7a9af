//! Pensions (养老待遇): who may retire, award, re-award, yearly adjustment, death, claims for what was paid too much.
//!
//! Tables: award, award_amount, claim. Nothing takes effect before a second person agrees: a use case computes a plan and
//! signs it, [`on_approved`] carries it out. What is due each month is in award_amount, believed like a fact; what is paid
//! of it is for `payment`. Not here: the formulas (`rules`).

mod adjust;
mod awards;
mod claim;
mod claims;
mod codes;
mod death;
mod decide;
pub mod facts;
mod join;
mod reaward;
mod record;
pub mod services;
mod sheet;

use kernel::Result;
use store::{Tx, params};

pub use adjust::{Preview, adjust};
pub(crate) use awards::{PENSION, RESIDENT_PENSION};
pub use awards::{TakenOver, take_over_award};
pub use claim::{Claim, Claimed, claim};
pub(crate) use claims::set_off;
pub use claims::{OpenClaim, open_claims, recover};
pub(crate) use death::DEATH;
pub use death::{Death, death, heir, rest_of_estates};
pub(crate) use decide::AWARD;
pub(crate) use join::{join, may_join};
pub(crate) use reaward::RE_AWARD;
pub use reaward::{Reawarded, reaward};
pub use record::{Due, Record, due_to_retire, record};
pub use sheet::{RetiredAs, Sheet, sheets};

use crate::Office;
use crate::desk::{Actor, Matter};

/// Carries out what a second person has agreed to.
pub(crate) fn on_approved(tx: &mut Tx<'_>, office: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    let (command, effects) = tx
        .row(
            "SELECT m.command, d.effects FROM matter m JOIN decision d ON d.matter = m.id
             WHERE m.id = $1 AND d.outcome = 'granted' ORDER BY d.id DESC LIMIT 1",
            params![matter.id],
            |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)),
        )?
        .ok_or_else(|| codes::NO_DECISION.with("matter", &matter.number))?;
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

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|cause| codes::NO_DECISION.with("matter", "-").because(cause))
}

/// What would be done now is still what was signed.
fn same(plan: &impl serde::Serialize, signed: &str, matter: &Matter) -> Result<()> {
    let now = serde_json::to_value(plan).unwrap_or_default();
    if read::<serde_json::Value>(signed)? == now {
        Ok(())
    } else {
        Err(codes::CHANGED.with("matter", &matter.number))
    }
}
