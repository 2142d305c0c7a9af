//! Unemployment benefit (失业保险金): who lost work against their will, is registered as out of work and has paid long enough
//! draws it from the month of the registration, for as many months as the paid ones give.
//!
//! Months that gave a spell are used up: the next one counts only those paid since, and adds what was left undrawn
//! (社会保险法第四十六条). Not here: the registration itself (`registry`), the amounts (`rules::unemployment`).

use std::collections::BTreeMap;

use kernel::{Date, FeeMonth, Fen, Fund, Insurance, MatterId, PartyId, Period, Rate, Result};
use ledger::{Event, Source};
use rules::retirement::retirement;
use rules::unemployment::{duration, monthly};
use rules::{Category, Derivation, Law, NoTrace, Trace, optional};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::facts::MONTHS;
use super::{
    Again, Benefit, CLAIMANTS, HALL, NewAward, Signed, Span, codes, decided, grant, in_review, read, refused,
};
use crate::desk::{About, Actor, Case, Decision, Group, Matter, Review, Role, Service, text};
use crate::levy::facts::months_paid;
use crate::registry::{self, Employment, Status};
use crate::{Office, fund, levy};

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

fn claim(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, today) = (case.party()?, case.today());
    let law = office.law.in_force(office.region.as_str(), Some(today))?;
    may_claim(tx, person, today)?;
    let registered = registry::facts::unemployed_since(tx, person)?
        .ok_or_else(|| codes::NOT_REGISTERED.with("person", person))?;
    let work = last_employment(tx, person)?;
    let insured_to = last_insured(tx, person)?;
    let this_month = FeeMonth::of(today);
    let from = FeeMonth::of(registered).max(insured_to.map_or(FeeMonth::of(registered), FeeMonth::next));
    let paid = paid(tx, person, this_month)?;
    let mut inputs = json!({
        "registered_on": registered, "insured_to": insured_to, "months_paid": paid.months, "unused": paid.unused,
        "employment": work.as_ref().map(|work| json!({
            "unit": work.unit, "ended": work.to, "reason": work.end_reason, "involuntary": work.involuntary })),
    });
    if !work.is_some_and(|work| work.involuntary) {
        return Ok(refused(inputs, &codes::OWN_WILL.problem()));
    }
    if insured_to.is_some_and(|last| last >= this_month) {
        return Ok(refused(inputs, &codes::INSURED_AGAIN.with("month", this_month)));
    }
    let mut trace = Derivation::default();
    let years = Rate::ratio(paid.months, 12).unwrap_or(Rate::ZERO);
    let months = duration(&mut trace, &law, registered.into(), years, paid.unused)?;
    if months == 0 {
        let problem = codes::PAID_TOO_SHORT.with("months", paid.months);
        return Ok(refused(inputs, &problem).derived(json!(trace.into_steps())));
    }
    let terms = Terms { from, months, years, today: this_month, known: this_month };
    let award = spell(tx, &mut trace, &law, person, &terms)?;
    let Some((award, to)) = award else { return Ok(refused(inputs, &codes::OF_AGE.with("month", from))) };
    inputs["from"] = json!(from);
    inputs["to"] = json!(to);
    let effects = Effects { award, months, counted_to: paid.last };
    Ok(Decision::granted(inputs, json!(effects)).derived(json!(trace.into_steps())))
}

/// What a spell is computed from.
struct Terms {
    from: FeeMonth,
    months: i64,
    /// Years paid.
    years: Rate,
    /// The month of the claim.
    today: FeeMonth,
    /// The last month whose standards count.
    known: FeeMonth,
}

/// The award of a spell and its last month; none where the age of retirement is past.
fn spell<T: Trace>(
    tx: &mut Tx<'_>,
    trace: &mut T,
    law: &Law<'_>,
    person: PartyId,
    terms: &Terms,
) -> Result<Option<(NewAward, FeeMonth)>> {
    let Terms { from, months, years, today, known } = *terms;
    let Some(to) = last_month(tx, trace, law, person, (from, months), today)? else { return Ok(None) };
    monthly(trace, law, from.into(), years, 1)?;
    let spans = spans(law, (from, to), known, years)?;
    Ok(spans.split_first().map(|(first, later)| {
        let new = NewAward::monthly(person, Benefit::Unemployment, Fund::Unemployment, from, first.amount);
        (NewAward { to: first.to, later: later.to_vec(), ..new }, to)
    }))
}

/// Decides a claim again: the months paid as they stand today, those not drawn of an earlier spell as they stood then.
pub(crate) fn again(
    tx: &mut Tx<'_>,
    _: &Office,
    trace: &mut Derivation,
    law: &Law<'_>,
    signed: &Signed,
) -> Result<Again> {
    let person = signed.person;
    let day = |key: &str| signed.inputs[key].as_str().and_then(|text| text.parse::<Date>().ok());
    let registered = day("registered_on").ok_or_else(|| codes::NO_DECISION.with("matter", &signed.number))?;
    let eve = signed.from.previous().last_day();
    let counted_to =
        number(registry::facts::fact(tx, person, COUNTED_FACT, eve)?).and_then(FeeMonth::from_yyyymm);
    let (count, last) = months_since(tx, person, counted_to, signed.month())?;
    let unused = signed.inputs["unused"].as_i64().unwrap_or(0);
    let years = Rate::ratio(count, 12).unwrap_or(Rate::ZERO);
    let months = duration(trace, law, registered.into(), years, unused)?;
    if months == 0 {
        return Err(codes::PAID_TOO_SHORT.with("months", count));
    }
    let known = law.known_on().map_or(signed.month(), FeeMonth::of);
    let terms = Terms { from: signed.from, months, years, today: signed.month(), known };
    let (award, to) =
        spell(tx, trace, law, person, &terms)?.ok_or_else(|| codes::OF_AGE.with("month", signed.from))?;
    let mut inputs = signed.inputs.clone();
    inputs["months_paid"] = json!(count);
    inputs["to"] = json!(to);
    let effects = Effects { award: award.clone(), months, counted_to: last };
    Ok(Again::new(vec![award], inputs, &effects))
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
    tx: &mut Tx<'_>,
    trace: &mut T,
    law: &Law<'_>,
    person: PartyId,
    (from, months): (FeeMonth, i64),
    today: FeeMonth,
) -> Result<Option<FeeMonth>> {
    let to = from.plus(i32::try_from(months).unwrap_or(0) - 1);
    // Whose age group nobody recorded has the plain months.
    let Ok(known) = crate::pension::record(tx, person, today) else { return Ok(Some(to)) };
    let statutory = retirement(trace, law, known.group, known.birth)?.month;
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
