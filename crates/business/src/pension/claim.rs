//! The claim of a pension (养老待遇申领): checks, award, approval.

use kernel::{AccountKind, Problem};
use kernel::{FeeMonth, Fen, Fund, PartyId, Result};
use rules::pension::{Award, AwardFacts, award};
use rules::retirement::{RetirementMode, flexible_range, minimum_months, reference_year, retirement};
use rules::{Derivation, InsuranceSet, Law, Trace, optional};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::awards::{NewAward, PENSIONS, grant, remember_months};
use super::{codes, record};
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

/// What is signed, and carried out on approval.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Effects {
    award: NewAward,
    month: FeeMonth,
    months: i64,
}

/// All that a pension is computed from.
pub(super) struct Computed {
    pub(super) award: Award,
    pub(super) facts: AwardFacts,
}

/// Claims a pension. Too few months are a refusal on record; a month outside the law's range or a person who draws a pension
/// is a problem and nothing is recorded.
pub fn claim(office: &Office, actor: &Actor, claim: Claim) -> Result<Claimed> {
    let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
    office.store.write(&actor.act(services::RETIRE.code), |tx| {
        check_free(tx, claim.person, actor)?;
        let mut trace = Derivation::default();
        let today = FeeMonth::of(actor.at.date());
        let known = record(tx, claim.person, today)?;
        let statutory = retirement(&mut trace, &law, known.group, known.birth)?;
        let month = claim.month.unwrap_or(statutory.month);
        if month > today {
            return Err(codes::FUTURE.with("month", month));
        }
        let known = record(tx, claim.person, month)?;
        let needed_at = |mode| reference_year(statutory.month.year(), mode, month.year());
        let mode = mode_of(&mut trace, &law, month, &known)?;
        let needed = minimum_months(&mut trace, &law, needed_at(mode))?;
        let command = json!({ "person": claim.person, "month": month });
        let matter = desk::open(tx, office, actor, &services::RETIRE, Some(claim.person), &command)?;
        let inputs = json!({
            "group": known.group.key(), "birth": known.birth, "month": month, "paid_months": known.paid_months,
            "deemed_months": known.deemed_months, "gap_months": known.gap_months,
        });
        if known.months() < needed {
            let refused = codes::TOO_FEW.with("months", known.months()).with("needed", needed);
            let effects = json!({ "refused": refused.code().id, "zh": refused.zh() });
            let decision = Decision { granted: false, ..Decision::granted(inputs, effects) };
            desk::decide(tx, office, actor, &matter, &decision.derived(json!(trace.into_steps())))?;
            return Ok(Claimed { matter, month, mode, award: None, refused: Some(refused) });
        }
        let Computed { award, facts } = compute(tx, &mut trace, &law, claim.person, &known, month, today)?;
        let effects = json!(Effects {
            award: NewAward {
                person: claim.person,
                benefit: "pension".to_owned(),
                fund: Fund::Pension,
                from: month.next(),
                to: FeeMonth::OPEN,
                amount: award.total,
                account_part: award.account.min(award.total),
                provisional: award.provisional,
            },
            month,
            months: known.months(),
        });
        let inputs = json!({ "record": inputs, "index": facts.index, "account": facts.account, "age_months": facts.age_months });
        let decision = Decision::granted(inputs, effects).derived(json!(trace.into_steps()));
        desk::decide(tx, office, actor, &matter, &decision)?;
        Ok(Claimed { matter, month, mode, award: Some(award), refused: None })
    })
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

fn has_pension(tx: &mut Tx<'_>, person: PartyId) -> Result<bool> {
    let sql = format!("SELECT 1 FROM award WHERE person = $1 AND benefit IN {PENSIONS}");
    Ok(tx.row(&sql, params![person], |row| row.get::<i64>(0))?.is_some())
}

/// How the month was chosen, if the law lets it be. Who had too few months at the latest month may go on until it is enough.
fn mode_of<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    month: FeeMonth,
    known: &super::Record,
) -> Result<RetirementMode> {
    let statutory = retirement(&mut rules::NoTrace, law, known.group, known.birth)?.month;
    if month == statutory {
        return Ok(RetirementMode::Statutory);
    }
    let range = optional(flexible_range(trace, law, month, known.group, known.birth))?;
    let (earliest, latest) = range.map_or((statutory, statutory), |range| (range.earliest, range.latest));
    if month < earliest {
        return Err(codes::TOO_EARLY.with("month", month).with("earliest", earliest));
    }
    if month < statutory {
        return Ok(RetirementMode::Early);
    }
    if month > latest {
        let after = i64::from(latest.months_until(month));
        let needed = minimum_months(&mut rules::NoTrace, law, statutory.year())?;
        if known.months() - after >= needed {
            return Err(codes::TOO_LATE.with("month", month).with("latest", latest));
        }
    }
    Ok(RetirementMode::Delayed)
}

/// The award from the record: index, account with interest of the running year, formula.
pub(super) fn compute<T: Trace>(
    tx: &mut Tx<'_>,
    trace: &mut T,
    law: &Law<'_>,
    person: PartyId,
    known: &super::Record,
    month: FeeMonth,
    booked_to: FeeMonth,
) -> Result<Computed> {
    let (index, index_open) = known.index(trace, law, month)?;
    let key = (AccountKind::Pension, person);
    let valued = accounts::value(tx, trace, law, key, month, booked_to)?;
    let facts = AwardFacts {
        month,
        age_months: known.birth.months_until(month),
        paid_months: known.paid_months,
        deemed_months: known.deemed_months,
        index,
        account: valued.total.max(Fen::ZERO),
    };
    let award = award(trace, law, &facts)?;
    Ok(Computed { award: Award { provisional: award.provisional || index_open, ..award }, facts })
}

/// The second person agreed: the award runs, the person is retired, contributions end with the month of retirement.
pub(super) fn approved(tx: &mut Tx<'_>, office: &Office, matter: &Matter, effects: &Effects) -> Result<()> {
    let person = effects.award.person;
    let first_day = effects.award.from.first_day();
    let status = registry::facts::status(tx, person, matter.at.date())?;
    if matches!(status, Status::Retired | Status::Dead) || has_pension(tx, person)? {
        return Err(codes::RETIRED.with("person", person));
    }
    end_participation(tx, office, matter, person, effects.month, "退休")?;
    registry::set_status(tx, matter, person, Status::Retired, first_day)?;
    remember_months(tx, matter, person, effects.months, effects.award.from)?;
    grant(tx, matter, &effects.award)?;
    Ok(())
}

/// Ends whatever the person pays for as an employee or flexible worker with a month.
pub(super) fn end_participation(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    person: PartyId,
    last: FeeMonth,
    reason: &str,
) -> Result<()> {
    let mut payers: Vec<PartyId> = registry::facts::participations(tx, person)?
        .into_iter()
        .filter(|p| p.period.to() > last && p.period.from() <= last.next())
        .map(|p| p.payer)
        .collect();
    payers.sort_unstable();
    payers.dedup();
    for payer in payers {
        let leave = Leave {
            payer,
            person,
            insurances: InsuranceSet::ALL,
            last,
            reason: reason.to_owned(),
            involuntary: false,
            correction: true,
        };
        registry::leave(tx, office, matter, &leave)?;
    }
    Ok(())
}
