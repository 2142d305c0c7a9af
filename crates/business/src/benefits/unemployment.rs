//! Unemployment benefit (失业保险金): who lost work against their will, is registered as out of work and has paid long enough
//! draws it from the month of the registration, for as many months as the paid ones give.
//!
//! Months that gave a spell are used up: the next one counts only those paid since, and adds what was left undrawn
//! (社会保险法第四十六条). Not here: the registration itself (`registry`), the amounts (`rules::unemployment`).

use std::collections::BTreeMap;

use kernel::{Date, FeeMonth, Fen, Fund, Insurance, MatterId, PartyId, Period, Problem, Rate, Result};
use ledger::{Event, Source};
use rules::retirement::{RetirementGroup, retirement};
use rules::unemployment::{duration, monthly};
use rules::{Category, Derivation, Law, LawBook, NoTrace, Trace, optional};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::facts::MONTHS;
use super::{
    Again, Benefit, CLAIMANTS, HALL, NewAward, Signed, Span, codes, decided, grant, in_review, read, refused,
};
use crate::desk::{About, Actor, Case, Decision, DecisionRecord, Group, Matter, Review, Role, Service, text};
use crate::levy::facts::months_paid;
use crate::registry::{self, Employment, Status};
use crate::{Office, fund, levy, replay};

/// The formula of a claim as it is today.
pub(crate) static UNEMPLOYMENT: replay::Formula =
    replay::Formula { name: "unemployment-benefit", version: 1, again: replayed };

/// Months paid that another system brought (接收的失业保险缴费月数); a first spell uses them up.
pub const MONTHS_FACT: &str = "unemployment.months";
/// The last contribution month that gave a spell.
const COUNTED_FACT: &str = "unemployment.counted-to";
/// Months that the last spell was granted for.
const GRANTED_FACT: &str = "unemployment.granted";

/// 失业保险金申领
pub static UNEMPLOYMENT_CLAIM: Service = Service {
    code: "unemployment.claim",
    zh: "失业保险金申领",
    en: "claim of unemployment benefit",
    brief: text(
        "非因本人意愿中断就业、已办理失业登记且缴费满一年的人员按月领取失业保险金。",
        "a monthly benefit for those who lost work against their will, are registered and paid for a year",
    ),
    group: Group::Unemployment,
    who: CLAIMANTS,
    about: About::Person,
    review: Review::SecondPerson,
    desk: Role::Benefits,
    working_days: 10,
    basis: "社会保险法第四十五条至第五十一条；失业保险条例",
    channels: HALL,
    run: Some(claim),
    effect: Some(approved),
    ..Service::PLAIN
};

/// What is signed, and carried out on approval.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Effects {
    award: NewAward,
    /// Months granted.
    months: i64,
    /// The last contribution month that is used up.
    counted_to: FeeMonth,
}

/// What the months depend on.
struct Paid {
    /// Months paid that were not used up.
    months: i64,
    /// The last of them.
    last: FeeMonth,
    /// Months of the last spell that were not drawn.
    unused: i64,
}

/// All that the decision rests on.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Facts {
    person: PartyId,
    region: String,
    registered_on: Date,
    insured_to: Option<FeeMonth>,
    months_paid: i64,
    unused: i64,
    /// The last contribution month that the spell uses up.
    counted_to: FeeMonth,
    /// The employment that ended last.
    employment: Option<Ended>,
    /// What the age of retirement follows from; none where nobody recorded it.
    age: Option<Age>,
    /// First month of the benefit.
    from: FeeMonth,
    /// The month of the claim.
    asked: FeeMonth,
    /// The last month whose standards count.
    known: FeeMonth,
}

/// An employment that ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Ended {
    unit: PartyId,
    ended: Option<Date>,
    reason: String,
    involuntary: bool,
}

/// Whose age of retirement it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Age {
    group: String,
    birth: FeeMonth,
}

fn claim(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let law = office.law.in_force(office.region.as_str(), Some(case.today()))?;
    let facts = facts(tx, office, case)?;
    let mut trace = Derivation::default();
    let (inputs, decided) = decide(&mut trace, &law, &facts)?;
    let steps = trace.into_steps();
    let decision = match decided {
        Ok(effects) => Decision::granted(inputs, json!(effects)),
        Err(problem) => refused(inputs, &problem),
    };
    // What was refused before anything was computed has no steps.
    Ok(if steps.is_empty() { decision } else { decision.derived(json!(steps)) })
}

fn facts(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Facts> {
    let (person, today) = (case.party()?, case.today());
    may_claim(tx, person, today)?;
    let registered_on = registry::facts::unemployed_since(tx, person)?
        .ok_or_else(|| codes::NOT_REGISTERED.with("person", person))?;
    let work = last_employment(tx, person)?;
    let insured_to = last_insured(tx, person)?;
    let asked = FeeMonth::of(today);
    let paid = paid(tx, person, asked)?;
    let registered = FeeMonth::of(registered_on);
    Ok(Facts {
        person,
        region: office.region.as_str().to_owned(),
        registered_on,
        insured_to,
        months_paid: paid.months,
        unused: paid.unused,
        counted_to: paid.last,
        employment: work.map(|work| Ended {
            unit: work.unit,
            ended: work.to,
            reason: work.end_reason,
            involuntary: work.involuntary,
        }),
        age: age(tx, person, asked),
        from: registered.max(insured_to.map_or(registered, FeeMonth::next)),
        asked,
        known: asked,
    })
}

fn age(tx: &mut Tx<'_>, person: PartyId, month: FeeMonth) -> Option<Age> {
    let known = crate::pension::record(tx, person, month).ok()?;
    Some(Age { group: known.group.key().to_owned(), birth: known.birth })
}

/// What a decision keeps of the facts, and what is granted or why nothing is.
fn decide<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    facts: &Facts,
) -> Result<(serde_json::Value, Result<Effects, Problem>)> {
    let mut inputs = json!(facts);
    UNEMPLOYMENT.name_in(&mut inputs);
    if !facts.employment.as_ref().is_some_and(|work| work.involuntary) {
        return Ok((inputs, Err(codes::OWN_WILL.problem())));
    }
    if facts.insured_to.is_some_and(|last| last >= facts.asked) {
        return Ok((inputs, Err(codes::INSURED_AGAIN.with("month", facts.asked))));
    }
    let granted = spell(trace, law, facts)?;
    if let Ok((_, to)) = &granted {
        inputs["to"] = json!(to);
    }
    Ok((inputs, granted.map(|(effects, _)| effects)))
}

/// The award of a spell and its last month, or why there is none.
fn spell<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    facts: &Facts,
) -> Result<Result<(Effects, FeeMonth), Problem>> {
    let from = facts.from;
    let years = Rate::ratio(facts.months_paid, 12).unwrap_or(Rate::ZERO);
    let months = duration(trace, law, facts.registered_on.into(), years, facts.unused)?;
    if months == 0 {
        return Ok(Err(codes::PAID_TOO_SHORT.with("months", facts.months_paid)));
    }
    let of_age = || codes::OF_AGE.with("month", from);
    let Some(to) = last_month(trace, law, facts.age.as_ref(), (from, months))? else {
        return Ok(Err(of_age()));
    };
    monthly(trace, law, from.into(), years, 1)?;
    let spans = spans(law, (from, to), facts.known, years)?;
    let Some((first, later)) = spans.split_first() else { return Ok(Err(of_age())) };
    let (benefit, fund) = (Benefit::Unemployment, Fund::Unemployment);
    let new = NewAward::monthly(facts.person, benefit, fund, from, first.amount);
    let award = NewAward { to: first.to, later: later.to_vec(), ..new };
    Ok(Ok((Effects { award, months, counted_to: facts.counted_to }, to)))
}

/// The decision computed again from what it keeps.
fn replayed(book: &LawBook, decision: &DecisionRecord) -> Result<replay::Again> {
    let facts: Facts = replay::Again::read(&decision.inputs, "")?;
    let law = book.in_force(&facts.region, Some(decision.at.date()))?;
    let mut trace = Derivation::default();
    let (_, decided) = decide(&mut trace, &law, &facts)?;
    let mut again = replay::Again::of(decided, trace);
    if again.derivation.as_array().is_some_and(Vec::is_empty) {
        again.derivation = serde_json::Value::Null;
    }
    Ok(again)
}

/// Decides a claim again: the months paid as they stand today, those not drawn of an earlier spell as they stood then.
pub(crate) fn again(
    tx: &mut Tx<'_>,
    office: &Office,
    trace: &mut Derivation,
    law: &Law<'_>,
    signed: &Signed,
) -> Result<Again> {
    let person = signed.person;
    let undecided = || codes::NO_DECISION.with("matter", &signed.number);
    let registered_on = signed.inputs["registered_on"].as_str().and_then(|text| text.parse::<Date>().ok());
    let kept = |key: &str| signed.inputs[key].clone();
    let eve = signed.from.previous().last_day();
    let counted_to =
        number(registry::facts::fact(tx, person, COUNTED_FACT, eve)?).and_then(FeeMonth::from_yyyymm);
    let (months_paid, last) = months_since(tx, person, counted_to, signed.month())?;
    let facts = Facts {
        person,
        region: office.region.as_str().to_owned(),
        registered_on: registered_on.ok_or_else(undecided)?,
        insured_to: serde_json::from_value(kept("insured_to")).unwrap_or_default(),
        months_paid,
        unused: signed.inputs["unused"].as_i64().unwrap_or(0),
        counted_to: last,
        employment: serde_json::from_value(kept("employment")).unwrap_or_default(),
        age: age(tx, person, signed.month()),
        from: signed.from,
        asked: signed.month(),
        known: law.known_on().map_or(signed.month(), FeeMonth::of),
    };
    let (effects, to) = spell(trace, law, &facts)??;
    let mut inputs = json!(facts);
    UNEMPLOYMENT.name_in(&mut inputs);
    inputs["to"] = json!(to);
    Ok(Again::new(vec![effects.award.clone()], inputs, &effects))
}

/// Alive, without a pension, and neither drawing nor having claimed.
fn may_claim(tx: &mut Tx<'_>, person: PartyId, on: Date) -> Result<()> {
    let status = registry::facts::status(tx, person, on)?;
    if matches!(status, Status::Retired | Status::Dead) {
        return Err(codes::NO_LONGER.with("person", person));
    }
    let draws = tx.row(
        "SELECT 1 FROM award a JOIN award_amount x ON x.award = a.id AND x.retracted_at = 0
         WHERE a.person = $1 AND a.benefit = 'unemployment' AND x.to_month >= $2 LIMIT 1",
        params![person, FeeMonth::of(on)],
        |row| row.get::<i64>(0),
    )?;
    if draws.is_some() || in_review(tx, person, &UNEMPLOYMENT_CLAIM)? {
        return Err(codes::DRAWS_ALREADY.with("person", person));
    }
    Ok(())
}

/// The employment that ended last; none where one runs still or there never was one.
fn last_employment(tx: &mut Tx<'_>, person: PartyId) -> Result<Option<Employment>> {
    let all = registry::facts::employments(tx, person)?;
    if all.iter().any(|work| work.to.is_none()) {
        return Ok(None);
    }
    Ok(all.into_iter().max_by_key(|work| work.to))
}

/// The last month insured as an employee or flexible worker.
fn last_insured(tx: &mut Tx<'_>, person: PartyId) -> Result<Option<FeeMonth>> {
    let all = registry::facts::participations(tx, person)?;
    Ok(all.iter().filter(|p| p.category != Category::Resident).map(|p| p.period.to()).max())
}

fn number(text: Option<String>) -> Option<i64> {
    text.and_then(|text| text.parse().ok())
}

fn paid(tx: &mut Tx<'_>, person: PartyId, until: FeeMonth) -> Result<Paid> {
    let counted_to = number(registry::facts::fact(tx, person, COUNTED_FACT, Date::MAX)?);
    let counted_to = counted_to.and_then(FeeMonth::from_yyyymm);
    let (months, last) = months_since(tx, person, counted_to, until)?;
    let unused = match counted_to {
        None => 0,
        Some(_) => {
            last_spell(tx, person, FeeMonth::OPEN)?.map_or(0, |spell| (spell.granted - spell.drawn).max(0))
        }
    };
    Ok(Paid { months, last, unused })
}

/// Months paid after the one that an earlier spell used up last, and the last of them; for a first spell with what another
/// system brought.
fn months_since(
    tx: &mut Tx<'_>,
    person: PartyId,
    counted_to: Option<FeeMonth>,
    until: FeeMonth,
) -> Result<(i64, FeeMonth)> {
    let mut months = months_paid(tx, person, Insurance::Unemployment, until)?;
    months.retain(|month, _| counted_to.is_none_or(|counted| *month > counted));
    let mut count = i64::try_from(months.len()).unwrap_or(0);
    if counted_to.is_none() {
        count += number(registry::facts::fact(tx, person, MONTHS_FACT, until.last_day())?).unwrap_or(0);
    }
    Ok((count, months.keys().next_back().copied().or(counted_to).unwrap_or(until)))
}

/// The last spell of a person.
pub(super) struct Spell {
    pub(super) award: i64,
    /// Its first and last month, as it is due now.
    pub(super) from: FeeMonth,
    pub(super) to: FeeMonth,
    /// The benefit of its last month up to the one asked about.
    pub(super) monthly: Fen,
    /// Months it was granted for.
    pub(super) granted: i64,
    /// Months it was due for up to the one asked about.
    pub(super) drawn: i64,
}

/// The last spell as it stands in a month; none where nothing of one was ever due.
pub(super) fn last_spell(tx: &mut Tx<'_>, person: PartyId, month: FeeMonth) -> Result<Option<Spell>> {
    let granted = registry::facts::fact(tx, person, GRANTED_FACT, Date::MAX)?;
    let granted = number(granted).unwrap_or(0);
    let sql = format!(
        "SELECT x.award, min(x.from_month), max(x.to_month), cast(sum({MONTHS}) as bigint),
                max(x.from_month * 100000000 + x.amount) % 100000000
         FROM award_amount x
         WHERE x.retracted_at = 0 AND x.from_month <= $1
           AND x.award = (SELECT max(a.id) FROM award a WHERE a.person = $2 AND a.benefit = 'unemployment')
         GROUP BY x.award"
    );
    tx.row(&sql, params![month, person], |row| {
        let (award, from, to) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Spell { award, from, to, drawn: row.get(3)?, monthly: row.get(4)?, granted })
    })
}

/// The last spell counts as granted for so many months from now on.
pub(super) fn keep_granted(tx: &mut Tx<'_>, matter: &Matter, person: PartyId, months: i64) -> Result<()> {
    registry::set_fact(tx, matter, person, GRANTED_FACT, &months.to_string(), matter.at.date())
}

/// The last month of benefit. Never beyond the statutory month of retirement; who has no more than a year to it once the
/// months are used up goes on to it (国发〔2019〕28号). None where that month is past.
fn last_month<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    age: Option<&Age>,
    (from, months): (FeeMonth, i64),
) -> Result<Option<FeeMonth>> {
    let to = from.plus(i32::try_from(months).unwrap_or(0) - 1);
    // Whose age group nobody recorded has the plain months.
    let known = age.and_then(|age| Some((RetirementGroup::from_key(&age.group)?, age.birth)));
    let Some((group, birth)) = known else { return Ok(Some(to)) };
    let statutory = retirement(trace, law, group, birth)?.month;
    let within = optional(law.whole("unemployment.extension_within", from))?.map_or(0, |figure| figure.value);
    let left = i64::from(to.months_until(statutory));
    let last = if left <= within { statutory } else { to };
    Ok((last >= from).then_some(last))
}

/// The benefit of a month by the standard in force then; of a month to come whose standard is not out, by that of the month
/// `today`.
pub(super) fn standard(
    law: &Law<'_>,
    (month, today): (FeeMonth, FeeMonth),
    years: Rate,
    index: i64,
) -> Result<Fen> {
    let on = |month: FeeMonth| monthly(&mut NoTrace, law, month.into(), years, index);
    match optional(on(month))? {
        Some(amount) => Ok(amount),
        None => on(month.min(today)),
    }
}

/// Months of equal benefit, one after the other.
fn spans(law: &Law<'_>, (from, to): (FeeMonth, FeeMonth), today: FeeMonth, years: Rate) -> Result<Vec<Span>> {
    let mut spans: Vec<Span> = Vec::new();
    for index in 0..=from.months_until(to) {
        let month = from.plus(index);
        let amount = standard(law, (month, today), years, i64::from(index) + 1)?;
        match spans.last_mut().filter(|span| span.amount == amount) {
            Some(span) => span.to = month,
            None => spans.push(Span { from: month, to: month, amount }),
        }
    }
    spans.retain(|span| span.amount > Fen::ZERO);
    Ok(spans)
}

/// The second person agreed: the award runs, the months that gave it are used up.
fn approved(tx: &mut Tx<'_>, _: &Office, _: &Actor, matter: &Matter) -> Result<()> {
    let Effects { award, months, counted_to } = read(&decided(tx, matter)?.1)?;
    let (person, since) = (award.person, award.from.first_day());
    if matches!(registry::facts::status(tx, person, matter.at.date())?, Status::Retired | Status::Dead) {
        return Err(codes::NO_LONGER.with("person", person));
    }
    registry::set_fact(tx, matter, person, COUNTED_FACT, &counted_to.yyyymm().to_string(), since)?;
    registry::set_fact(tx, matter, person, GRANTED_FACT, &months.to_string(), since)?;
    grant(tx, matter, &award)?;
    Ok(())
}

/// Pays the medical insurance of those whom a run pays the benefit, out of the unemployment fund (社会保险法第四十八条): for each
/// month of the benefit up to the run's that has not been paid so.
pub(crate) fn pay_premiums(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    (run, month): (i64, FeeMonth),
    matter: MatterId,
) -> Result<()> {
    let mut people: BTreeMap<PartyId, Vec<FeeMonth>> = BTreeMap::new();
    tx.each(
        "SELECT DISTINCT a.person, x.from_month, CASE WHEN x.to_month < $2 THEN x.to_month ELSE $2 END
         FROM payment p JOIN award a ON a.id = p.award AND a.benefit = 'unemployment'
         JOIN award_amount x ON x.award = a.id AND x.retracted_at = 0 AND x.from_month <= $2
         WHERE p.run = $1 AND p.item IN ('monthly', 'arrears') ORDER BY a.person, x.from_month",
        params![run, month],
        |row| {
            let (from, to): (FeeMonth, FeeMonth) = (row.get(1)?, row.get(2)?);
            let months = people.entry(row.get(0)?).or_default();
            months.extend(
                Period::new(from, to).into_iter().flat_map(|period| period.iter().collect::<Vec<_>>()),
            );
            Ok(())
        },
    )?;
    let people: Vec<(PartyId, Vec<FeeMonth>)> = people.into_iter().collect();
    let amount = levy::paid_by_fund(tx, office, actor, matter, &people)?;
    if amount > Fen::ZERO {
        let source = Source { kind: "payment-run", id: run };
        let event = Event::PremiumPaid { amount };
        fund::post(tx, actor, Fund::Unemployment, actor.at.date(), &event, source, "代缴失业人员医疗保险费")?;
    }
    Ok(())
}
