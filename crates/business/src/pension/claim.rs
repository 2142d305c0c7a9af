//! The claim of a pension (养老待遇申领): checks, award, approval.

use kernel::{AccountKind, FeeMonth, PartyId, Problem, Result};
use rules::pension::Award;
use rules::retirement::{RetirementGroup, RetirementMode, retirement};
use rules::{Derivation, InsuranceSet, NoTrace};
use serde_json::{Value as Json, json};
use store::{Tx, params};

use super::decide::{AWARD, Computed, Decided, Effects, Facts, RecordFacts, decide, effects};
use super::record::origins;
use super::taken_over::remember_months;
use super::{codes, record};
use crate::benefits::{PENSIONS, grant};
use crate::desk::{self, Actor, Decision, Matter, services};
use crate::registry::{self, Leave, Status};
use crate::{Office, accounts};

/// Who claims, and from which month.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Who.
    pub person: PartyId,
    /// Month of retirement, if not the statutory one (弹性提前、弹性延迟).
    pub month: Option<FeeMonth>,
}

/// What came of a claim.
#[derive(Debug)]
pub struct Claimed {
    /// The matter: waiting for a second person, or refused.
    pub matter: Matter,
    /// Month of retirement; the pension runs from the month after.
    pub month: FeeMonth,
    /// How the month was chosen.
    pub mode: RetirementMode,
    /// The award, unless refused.
    pub award: Option<Award>,
    /// Why it was refused.
    pub refused: Option<Problem>,
}

/// Claims a pension. Too few months are a refusal on record; a month outside the law's range or a person who draws a pension
/// is a problem and nothing is recorded.
pub fn claim(office: &Office, actor: &Actor, claim: Claim) -> Result<Claimed> {
    let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
    office.store.write(&actor.act(services::RETIRE.code), |tx| {
        check_free(tx, claim.person, actor)?;
        let today = FeeMonth::of(actor.at.date());
        let now = record(tx, claim.person, today)?;
        let statutory = retirement(&mut NoTrace, &law, now.group, now.birth)?;
        let month = claim.month.unwrap_or(statutory.month);
        if month > today {
            return Err(codes::FUTURE.with("month", month));
        }
        let known = record(tx, claim.person, month)?;
        let facts = facts(tx, claim.person, &known, month, today)?;
        let mut trace = Derivation::default();
        let decided = decide(&mut trace, &law, now.group, &known, &facts)?;
        let command = json!({ "person": claim.person, "month": month });
        let matter = desk::open(tx, office, actor, &services::RETIRE, Some(claim.person), &command)?;
        let inputs = inputs_of(tx, office, (claim.person, month), now.group, &facts, &decided)?;
        let effects = effects(claim.person, month, &known, &decided);
        let decision = Decision { granted: decided.outcome.is_ok(), ..Decision::granted(inputs, effects) };
        desk::decide(tx, office, actor, &matter, &decision.derived(json!(trace.into_steps())))?;
        let Decided { mode, outcome } = decided;
        let (award, refused) = match outcome {
            Ok(computed) => (Some(computed.award), None),
            Err(problem) => (None, Some(problem)),
        };
        Ok(Claimed { matter, month, mode, award, refused })
    })
}

/// What a decision keeps of the facts it rests on.
pub(super) fn inputs_of(
    tx: &mut Tx<'_>,
    office: &Office,
    (person, month): (PartyId, FeeMonth),
    group_today: RetirementGroup,
    facts: &Facts,
    decided: &Decided,
) -> Result<Json> {
    let mut inputs = json!(facts);
    AWARD.name_in(&mut inputs);
    inputs["person"] = json!(person);
    inputs["region"] = json!(office.region);
    inputs["group_today"] = json!(group_today.key());
    inputs["origins"] = origins(tx, person, month)?;
    if let Ok(Computed { facts, .. }) = &decided.outcome {
        inputs["index"] = json!(facts.index);
        inputs["account_balance"] = json!(facts.account);
        inputs["age_months"] = json!(facts.age_months);
    }
    Ok(inputs)
}

/// The facts of a pension from the records.
pub(super) fn facts(
    tx: &mut Tx<'_>,
    person: PartyId,
    known: &super::Record,
    month: FeeMonth,
    booked_to: FeeMonth,
) -> Result<Facts> {
    let pension_account = accounts::facts(tx, (AccountKind::Pension, person), month, booked_to)?;
    Ok(Facts { record: RecordFacts::of(known, month), pension_account })
}

/// Alive, without a pension, and no claim under review.
fn check_free(tx: &mut Tx<'_>, person: PartyId, actor: &Actor) -> Result<()> {
    let status = registry::facts::status(tx, person, actor.at.date())?;
    let waiting = tx.row(
        "SELECT 1 FROM matter WHERE subject = $1 AND service = $2 AND state = 'in-review'",
        params![person, services::RETIRE.code],
        |row| row.get::<i64>(0),
    )?;
    if matches!(status, Status::Retired | Status::Dead) || waiting.is_some() || has_pension(tx, person)? {
        return Err(codes::RETIRED.with("person", person));
    }
    Ok(())
}

pub(super) fn has_pension(tx: &mut Tx<'_>, person: PartyId) -> Result<bool> {
    let sql = format!("SELECT 1 FROM award WHERE person = $1 AND benefit IN {PENSIONS}");
    Ok(tx.row(&sql, params![person], |row| row.get::<i64>(0))?.is_some())
}

/// The second person agreed: the award runs, the person is retired, contributions end with the month of retirement.
pub(super) fn approved(tx: &mut Tx<'_>, office: &Office, matter: &Matter, effects: &Effects) -> Result<()> {
    let person = effects.award.person;
    let first_day = effects.award.from.first_day();
    let status = registry::facts::status(tx, person, matter.at.date())?;
    if matches!(status, Status::Retired | Status::Dead) || has_pension(tx, person)? {
        return Err(codes::RETIRED.with("person", person));
    }
    end_participation(tx, office, matter, person, (InsuranceSet::ALL, effects.month), "退休")?;
    registry::set_status(tx, matter, person, Status::Retired, first_day)?;
    remember_months(tx, matter, person, effects.months, effects.award.from)?;
    grant(tx, matter, &effects.award)?;
    Ok(())
}

/// Ends what the person is insured in, as far as it is among these insurances, with a month.
pub(super) fn end_participation(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    person: PartyId,
    (insurances, last): (InsuranceSet, FeeMonth),
    reason: &str,
) -> Result<()> {
    let mut payers: Vec<PartyId> = registry::facts::participations(tx, person)?
        .into_iter()
        .filter(|p| insurances.contains(p.insurance))
        .filter(|p| p.period.to() > last && p.period.from() <= last.next())
        .map(|p| p.payer)
        .collect();
    payers.sort_unstable();
    payers.dedup();
    for payer in payers {
        let leave = Leave {
            payer,
            person,
            insurances,
            last,
            reason: reason.to_owned(),
            involuntary: false,
            correction: true,
        };
        registry::leave(tx, office, matter, &leave)?;
    }
    Ok(())
}
