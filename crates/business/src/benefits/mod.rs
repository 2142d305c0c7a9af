//! Benefits (待遇): awards of all insurances, what they pay month by month, how they end, what was paid too much.
//!
//! Tables: award, award_amount, claim, injury, injury_grade. An award is granted by a matter that a second person agreed to;
//! what is due each month is in award_amount, believed like a fact; what is paid of it is for `payment`. Every kind of benefit
//! goes the same way: its service gathers the facts, decides with the formulas of `rules` and signs; [`grant`] carries out what was agreed to;
//! an [`Ending`] stops it and claims what was paid too long. Not here: the formulas, and the pensions (`pension`).

mod again;
mod awards;
mod claims;
pub(crate) mod codes;
mod endings;
pub mod facts;
mod injury;
mod job_keeping;
mod join;
mod kind;
mod maternity;
mod rates;
mod review;
pub mod services;
mod skill;
mod unemployment;
mod unemployment_lump;

pub(crate) use again::{Again, Signed, course, paying_since, signed, stopped, within};
pub(crate) use awards::{
    Amount, NewAward, PENSIONS, Span, amounts, grant, insert, make_final, put, replace, retract,
};
pub use claims::{OpenClaim, open_claims, recover};
pub(crate) use claims::{claim_excess, set_off};
pub(crate) use endings::{Ending, end, ending};
pub(crate) use injury::COSTS as INJURY_COSTS_FORMULA;
pub(crate) use injury::{again as injury_again, death_again as work_death_again, leaving_again};
pub(crate) use job_keeping::REFUND as JOB_KEEPING_FORMULA;
pub(crate) use join::join;
pub use kind::Benefit;
pub(crate) use maternity::again as maternity_again;
pub(crate) use review::stopping;
pub use review::{Reviewed, review};
pub(crate) use skill::SKILL as SKILL_FORMULA;
pub use unemployment::MONTHS_FACT as UNEMPLOYMENT_MONTHS_FACT;
pub(crate) use unemployment::{
    UNEMPLOYMENT as UNEMPLOYMENT_FORMULA, again as unemployment_again, pay_premiums,
};

use kernel::{PartyId, Problem, Result};
use serde_json::{Value as Json, json};
use store::{Tx, params};

use crate::desk::{Channel, Decision, Grant, Matter, Relation, Role, Service};

/// Who claims a benefit: the person, a relative they allowed, their community, the counter of benefits.
pub(crate) const CLAIMANTS: &[Grant] = &[
    Grant(Role::Person, Relation::Own),
    Grant(Role::Family, Relation::Own),
    Grant(Role::Community, Relation::Region),
    Grant(Role::Benefits, Relation::Region),
];
/// Where a claim stands.
pub(crate) const HALL: &[Channel] = &[Channel::Web, Channel::Api, Channel::Counter, Channel::Cli];

/// A refusal on record: what the rules say no to, with the facts it rests on.
pub(crate) fn refused(inputs: Json, problem: &Problem) -> Decision {
    Decision { granted: false, ..Decision::granted(inputs, refusal(problem)) }
}

/// What a refusal on record says.
pub(crate) fn refusal(problem: &Problem) -> Json {
    json!({ "refused": problem.code().id, "zh": problem.zh(), "en": problem.en() })
}

/// What was asked and what was granted, as the matter's decision keeps them.
pub(crate) fn decided(tx: &mut Tx<'_>, matter: &Matter) -> Result<(String, String)> {
    tx.row(
        "SELECT m.command, d.effects FROM matter m JOIN decision d ON d.matter = m.id
         WHERE m.id = $1 AND d.outcome = 'granted' ORDER BY d.id DESC LIMIT 1",
        params![matter.id],
        |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)),
    )?
    .ok_or_else(|| codes::NO_DECISION.with("matter", &matter.number))
}

/// A text of a decision as the value it was made from.
pub(crate) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|cause| codes::NO_DECISION.with("matter", "-").because(cause))
}

/// What would be done now is still what was signed.
pub(crate) fn same(plan: &impl serde::Serialize, signed: &str, matter: &Matter) -> Result<()> {
    let now = serde_json::to_value(plan).unwrap_or_default();
    if read::<Json>(signed)? == now { Ok(()) } else { Err(codes::CHANGED.with("matter", &matter.number)) }
}

/// Does a matter of the service about the person wait for a second person?
pub(crate) fn in_review(tx: &mut Tx<'_>, person: PartyId, service: &Service) -> Result<bool> {
    let found = tx.row(
        "SELECT 1 FROM matter WHERE subject = $1 AND service = $2 AND state = 'in-review' LIMIT 1",
        params![person, service.code],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}
