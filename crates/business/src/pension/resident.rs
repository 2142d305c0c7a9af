//! The pension of residents (城乡居民养老待遇): claimed at sixty, basic part and account part, from the month after.

use kernel::{AccountKind, Date, FeeMonth, Fen, Fund, Insurance, PartyId, Problem, Result};
use rules::resident::{monthly_pension, years_needed};
use rules::{Derivation, InsuranceSet, Law, LawBook, Trace};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;

use super::claim::{end_participation, has_pension};
use super::codes;
use crate::accounts::AccountFacts;
use crate::benefits::{
    Again, Benefit, CLAIMANTS, HALL, NewAward, Signed, decided, grant, in_review, read, refused,
};
use crate::desk::{About, Actor, Case, Decision, DecisionRecord, Group, Matter, Review, Role, Service, text};
use crate::levy::facts::received_history;
use crate::registry::{self, Status};
use crate::{Office, accounts, replay};

/// The formula of a claim as it is today.
pub(crate) static RESIDENT: replay::Formula =
    replay::Formula { name: "resident-pension", version: 1, again: replayed };

/// Years paid that another system brought (接收的居民缴费年数).
pub const YEARS_FACT: &str = "resident-pension.years";

/// 城乡居民养老待遇申领
pub static RESIDENT_CLAIM: Service = Service {
    code: "pension.resident",
    zh: "城乡居民养老待遇申领",
    en: "claim of a resident's pension",
    brief: text(
        "参加城乡居民养老保险的人员年满60周岁后申领，自次月起按月发放。",
        "residents claim at sixty; paid from the month after",
    ),
    group: Group::Pension,
    who: CLAIMANTS,
    about: About::Person,
    review: Review::SecondPerson,
    desk: Role::Benefits,
    working_days: 20,
    basis: "国发〔2014〕8号第六条、第七条",
    channels: HALL,
    run: Some(claim),
    effect: Some(approved),
    ..Service::PLAIN
};

/// What is signed, and carried out on approval.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Effects {
    award: NewAward,
    /// The month in which the age was reached.
    reached: FeeMonth,
}

fn claim(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, today) = (case.party()?, FeeMonth::of(case.today()));
    check_free(tx, person, case.today())?;
    let law = office.law.in_force(office.region.as_str(), Some(case.today()))?;
    let birth = FeeMonth::of(registry::facts::person(tx, person)?.birth);
    let age = law.whole("resident.claim_age", today)?.value;
    let reached = birth.plus(i32::try_from(age).unwrap_or(i32::MAX / 24));
    if reached > today {
        return Err(codes::TOO_EARLY.with("month", today).with("earliest", reached));
    }
    let mut trace = Derivation::default();
    let facts = facts(tx, office, (person, birth, reached), (case.today(), today))?;
    let (inputs, outcome) = due(&mut trace, &law, &facts)?;
    let steps = json!(trace.into_steps());
    Ok(match outcome {
        Ok(effects) => Decision::granted(inputs, json!(effects)).derived(steps),
        Err(problem) => refused(inputs, &problem).derived(steps),
    })
}

/// All that the decision rests on.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Facts {
    person: PartyId,
    region: String,
    birth: FeeMonth,
    /// The month in which the age was reached.
    reached: FeeMonth,
    years_paid: i64,
    /// None where there is no account.
    pension_account: Option<AccountFacts>,
}

/// The facts from the records. Years are counted on a day, the account with what was booked to a month.
fn facts(
    tx: &mut Tx<'_>,
    office: &Office,
    (person, birth, reached): (PartyId, FeeMonth, FeeMonth),
    (on, booked_to): (Date, FeeMonth),
) -> Result<Facts> {
    let key = (AccountKind::ResidentPension, person);
    Ok(Facts {
        person,
        region: office.region.as_str().to_owned(),
        birth,
        reached,
        years_paid: years_paid(tx, person, on)?,
        pension_account: accounts::facts(tx, key, reached, booked_to)?,
    })
}

/// What a decision keeps of the facts, and the award or why there is none.
fn due<T: Trace>(trace: &mut T, law: &Law<'_>, facts: &Facts) -> Result<(Json, Result<Effects, Problem>)> {
    let reached = facts.reached;
    let needed = years_needed(trace, law, reached)?;
    let valued = facts.pension_account.as_ref().map(|account| account.value(trace, law)).transpose()?;
    let account = valued.map_or(Fen::ZERO, |valued| valued.total.max(Fen::ZERO));
    let mut inputs = json!(facts);
    inputs["account"] = json!(account);
    RESIDENT.name_in(&mut inputs);
    let years = facts.years_paid;
    if years < needed {
        return Ok((inputs, Err(codes::TOO_FEW_YEARS.with("years", years).with("needed", needed))));
    }
    let from = reached.next();
    let pension = monthly_pension(trace, law, from, account)?;
    let (benefit, fund) = (Benefit::ResidentPension, Fund::ResidentPension);
    let award = NewAward {
        account_part: pension.account,
        ..NewAward::monthly(facts.person, benefit, fund, from, pension.total)
    };
    Ok((inputs, Ok(Effects { award, reached })))
}

/// The decision computed again from what it keeps.
fn replayed(book: &LawBook, decision: &DecisionRecord) -> Result<replay::Again> {
    let facts: Facts = replay::Again::read(&decision.inputs, "")?;
    let law = book.in_force(&facts.region, Some(decision.at.date()))?;
    let mut trace = Derivation::default();
    let (_, outcome) = due(&mut trace, &law, &facts)?;
    Ok(replay::Again::of(outcome, trace))
}

/// Decides a claim again: birth, years and account as they stand today.
pub(crate) fn again(
    tx: &mut Tx<'_>,
    office: &Office,
    trace: &mut Derivation,
    law: &Law<'_>,
    signed: &Signed,
) -> Result<Again> {
    let birth = FeeMonth::of(registry::facts::person(tx, signed.person)?.birth);
    let age = law.whole("resident.claim_age", signed.month())?.value;
    let reached = birth.plus(i32::try_from(age).unwrap_or(i32::MAX / 24));
    let booked_to = law.known_on().map_or(signed.month(), FeeMonth::of);
    let facts = facts(tx, office, (signed.person, birth, reached), (signed.asked.date(), booked_to))?;
    let (inputs, outcome) = due(trace, law, &facts)?;
    let effects = outcome?;
    Ok(Again::new(vec![effects.award.clone()], inputs, &effects))
}

/// Alive, and without a pension of either scheme.
fn check_free(tx: &mut Tx<'_>, person: PartyId, on: Date) -> Result<()> {
    let status = registry::facts::status(tx, person, on)?;
    if matches!(status, Status::Retired | Status::Dead) || has_pension(tx, person)? {
        return Err(codes::RETIRED.with("person", person));
    }
    match in_review(tx, person, &RESIDENT_CLAIM)? {
        true => Err(codes::RETIRED.with("person", person)),
        false => Ok(()),
    }
}

/// Calendar years whose contribution was received in full, with those that another system brought.
fn years_paid(tx: &mut Tx<'_>, person: PartyId, on: Date) -> Result<i64> {
    let mut years: Vec<i32> = received_history(tx, person)?
        .iter()
        .filter(|line| line.insurance == Insurance::ResidentPension)
        .map(|line| line.month.year())
        .collect();
    years.sort_unstable();
    years.dedup();
    let before = registry::facts::fact(tx, person, YEARS_FACT, on)?;
    let before: i64 = before.and_then(|text| text.parse().ok()).unwrap_or(0);
    Ok(before + i64::try_from(years.len()).unwrap_or(0))
}

/// The second person agreed: the award runs, the person is retired, the insurance ends with the month of the age.
fn approved(tx: &mut Tx<'_>, office: &Office, _: &Actor, matter: &Matter) -> Result<()> {
    let Effects { award, reached } = read(&decided(tx, matter)?.1)?;
    let person = award.person;
    let status = registry::facts::status(tx, person, matter.at.date())?;
    if matches!(status, Status::Retired | Status::Dead) || has_pension(tx, person)? {
        return Err(codes::RETIRED.with("person", person));
    }
    let ended = (InsuranceSet::of(&[Insurance::ResidentPension]), reached);
    end_participation(tx, office, matter, person, ended, "领取待遇")?;
    registry::set_status(tx, matter, person, Status::Retired, award.from.first_day())?;
    grant(tx, matter, &award)?;
    Ok(())
}
