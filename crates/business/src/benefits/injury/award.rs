//! What a graded injury brings (工伤伤残待遇): the one-off grant, monthly allowance and care; the grant on leaving.

use kernel::{Date, FeeMonth, Fen, Fund, PartyId, Rate, Result};
use rules::injury::{Leaving, allowance, leaving, lump, nursing};
use rules::retirement::retirement;
use rules::{Derivation, Law, NoTrace, Trace, optional};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::{Grade, Injury, WHO, injury_in, injury_of, own_wage_of};
use crate::Office;
use crate::benefits::{
    Again, Benefit, Ending, HALL, NewAward, Signed, codes, decided, end, ending, facts, grant, in_review,
    read, refused,
};
use crate::desk::form::{Kind, ask};
use crate::desk::{About, Actor, Case, Decision, Group, Matter, Review, Role, Service, text};
use crate::registry::{self, Status};

/// 工伤伤残待遇申领
pub static INJURY_CLAIM: Service = Service {
    code: "injury.claim",
    zh: "工伤伤残待遇申领",
    en: "claim of disability benefits after a work injury",
    brief: text(
        "经鉴定达到伤残等级或需要生活护理的，核定一次性伤残补助金、伤残津贴和生活护理费；复查后重新核定。",
        "one-off grant, monthly allowance and care by the grade; again after a new assessment",
    ),
    group: Group::Injury,
    who: WHO,
    about: About::Person,
    form: &[super::WHICH_ACCIDENT],
    review: Review::SecondPerson,
    desk: Role::Benefits,
    working_days: 20,
    basis: "工伤保险条例第三十三条至第三十八条、第六十四条",
    channels: HALL,
    run: Some(claim),
    effect: Some(approved),
    ..Service::PLAIN
};

/// What is signed, and carried out on approval.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Effects {
    injury: i64,
    /// The assessment it rests on.
    assessed_on: Date,
    /// What an earlier grade had brought a month.
    endings: Vec<Ending>,
    awards: Vec<NewAward>,
}

fn claim(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, today) = (case.party()?, case.today());
    let injury = injury_of(tx, person, case.answers.day("happened"))?;
    if in_review(tx, person, &INJURY_CLAIM)? {
        return Err(codes::DRAWS_ALREADY.with("person", person));
    }
    if registry::facts::status(tx, person, today)? == Status::Dead {
        return Err(codes::NO_LONGER.with("person", person));
    }
    let graded = injury.grade.clone().ok_or_else(|| codes::NOT_GRADED.with("day", injury.happened_on))?;
    if injury.settled_to.is_some_and(|assessed| assessed >= graded.assessed_on) {
        return Err(codes::DRAWS_ALREADY.with("person", person));
    }
    let law = office.law.in_force(office.region.as_str(), Some(today))?;
    let mut trace = Derivation::default();
    let own = own_wage_of(tx, &mut trace, &law, person, &injury)?;
    let inputs = json!({
        "injury": injury.id, "happened_on": injury.happened_on, "grade": graded.grade, "nursing": graded.nursing,
        "assessed_on": graded.assessed_on, "own_wage": own,
    });
    let awards = due(tx, &mut trace, &law, (person, own), (&injury, &graded), today)?;
    let from = FeeMonth::of(graded.assessed_on).next();
    let mut endings = Vec::new();
    for (award, kind) in facts::running(tx, person, from.previous())? {
        if matches!(kind, Benefit::InjuryAllowance | Benefit::Nursing) {
            endings.push(ending(tx, award, from.previous())?);
        }
    }
    if awards.is_empty() && endings.is_empty() {
        return Ok(refused(inputs, &codes::NOTHING_DUE.problem()).derived(json!(trace.into_steps())));
    }
    let effects = json!(Effects { injury: injury.id, assessed_on: graded.assessed_on, endings, awards });
    Ok(Decision::granted(inputs, effects).derived(json!(trace.into_steps())))
}

/// Decides a claim again: the own wage as it stands today, the same assessment.
pub(crate) fn again(
    tx: &mut Tx<'_>,
    _: &Office,
    trace: &mut Derivation,
    law: &Law<'_>,
    signed: &Signed,
) -> Result<Again> {
    let effects: Effects = read(&signed.effects.to_string())?;
    let had = |kind: Benefit| effects.awards.iter().any(|award| award.benefit == kind);
    let mut injury = injury_in(tx, signed)?;
    // The one-off grant is due again only where this claim brought it.
    injury.settled_to = (!had(Benefit::InjuryLump)).then_some(effects.assessed_on);
    let graded = Grade {
        assessed_on: effects.assessed_on,
        grade: signed.inputs["grade"].as_i64().unwrap_or(0),
        nursing: signed.inputs["nursing"].as_str().unwrap_or("none").to_owned(),
    };
    let person = signed.about();
    let own = own_wage_of(tx, trace, law, person, &injury)?;
    let mut inputs = signed.inputs.clone();
    inputs["own_wage"] = json!(own);
    let awards = due(tx, trace, law, (person, own), (&injury, &graded), signed.asked.date())?;
    let effects = Effects { awards: awards.clone(), ..effects };
    Ok(Again::new(awards, inputs, &effects))
}

fn due<T: Trace>(
    tx: &mut Tx<'_>,
    trace: &mut T,
    law: &Law<'_>,
    (person, own): (PartyId, Fen),
    (injury, graded): (&Injury, &Grade),
    today: Date,
) -> Result<Vec<NewAward>> {
    let (now, from) = (FeeMonth::of(today), FeeMonth::of(graded.assessed_on).next());
    let on = graded.assessed_on.into();
    let mut awards = Vec::new();
    // The one-off grant is paid once an injury; for an old wound of service there is none (第十五条).
    if graded.grade > 0 && injury.basis != "old-wound" && injury.settled_to.is_none() {
        let sum = lump(trace, law, on, graded.grade, own)?;
        awards.push(NewAward::lump_sum(person, Benefit::InjuryLump, Fund::Injury, now, sum));
    }
    let retired = registry::facts::status(tx, person, today)? == Status::Retired;
    let figures = ((graded.grade, graded.nursing.as_str()), (graded.assessed_on, own));
    for kind in [Benefit::InjuryAllowance, Benefit::Nursing] {
        if kind == Benefit::InjuryAllowance && retired {
            continue;
        }
        let amount = monthly_of(trace, law, kind, figures, from)?;
        if amount > Fen::ZERO {
            awards.push(NewAward::monthly(person, kind, Fund::Injury, from, amount));
        }
    }
    Ok(awards)
}

/// What a grade and a level of care bring in a month, by the figures of that month.
pub(in crate::benefits) fn monthly_by_grade(
    law: &Law<'_>,
    kind: Benefit,
    graded: (i64, &str),
    basis: (Date, Fen),
    month: FeeMonth,
) -> Result<Fen> {
    monthly_of(&mut NoTrace, law, kind, (graded, basis), month)
}

fn monthly_of<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    kind: Benefit,
    ((grade, level), (assessed, own)): ((i64, &str), (Date, Fen)),
    month: FeeMonth,
) -> Result<Fen> {
    match kind {
        Benefit::Nursing if level != "none" => {
            let average = law.money("injury.average_wage", month)?;
            nursing(trace, law, assessed.into(), level, &average)
        }
        Benefit::InjuryAllowance if grade > 0 => {
            let minimum = optional(law.money("unemployment.minimum_wage", month))?.map(|figure| figure.value);
            let monthly = allowance(trace, law, assessed.into(), grade, own, minimum)?;
            Ok(if monthly.by_fund { monthly.paid } else { Fen::ZERO })
        }
        _ => Ok(Fen::ZERO),
    }
}

/// The second person agreed: what an earlier grade brought ends, what this one brings runs.
fn approved(tx: &mut Tx<'_>, _: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    let effects: Effects = read(&decided(tx, matter)?.1)?;
    let person = matter.subject.ok_or_else(|| codes::NO_INJURY.with("person", "-"))?;
    if registry::facts::status(tx, person, matter.at.date())? == Status::Dead {
        return Err(codes::NO_LONGER.with("person", person));
    }
    for old in &effects.endings {
        // What was paid meanwhile is looked at again.
        let now = ending(tx, old.award, old.last)?;
        end(tx, actor, matter, &now, "re-graded")?;
    }
    for award in &effects.awards {
        grant(tx, matter, award)?;
    }
    tx.run("UPDATE injury SET settled_to = $2 WHERE id = $1", params![effects.injury, effects.assessed_on])?;
    Ok(())
}

/// 一次性工伤医疗补助金申领
pub static INJURY_LEAVING: Service = Service {
    code: "injury.leaving",
    zh: "一次性工伤医疗补助金申领",
    en: "medical grant when the employment ends",
    brief: text(
        "五级至十级伤残职工与单位终止、解除劳动关系后，由工伤保险基金支付一次性工伤医疗补助金。",
        "the fund's grant to those of grade 5 to 10 whose employment has ended",
    ),
    group: Group::Injury,
    who: WHO,
    about: About::Person,
    form: &[
        super::WHICH_ACCIDENT,
        ask("by_person", text("本人提出解除", "the person resigned"), Kind::YesNo),
    ],
    review: Review::SecondPerson,
    desk: Role::Benefits,
    working_days: 20,
    basis: "工伤保险条例第三十六条、第三十七条",
    channels: HALL,
    run: Some(leave),
    effect: Some(left),
    ..Service::PLAIN
};

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Left {
    award: NewAward,
    /// What the employer owes beside it (一次性伤残就业补助金).
    by_employer: Fen,
}

fn leave(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, today) = (case.party()?, case.today());
    let injury = injury_of(tx, person, case.answers.day("happened"))?;
    if in_review(tx, person, &INJURY_LEAVING)? || has_left(tx, person, injury.unit)? {
        return Err(codes::DRAWS_ALREADY.with("person", person));
    }
    let graded = injury.grade.clone().ok_or_else(|| codes::NOT_GRADED.with("day", injury.happened_on))?;
    let work = registry::facts::employments(tx, person)?;
    let ended = work.iter().filter(|work| work.unit == injury.unit).map(|work| work.to).max();
    let inputs = json!({
        "injury": injury.id, "grade": graded.grade, "unit": injury.unit, "ended": ended.flatten(),
        "by_person": case.answers.yes("by_person"),
    });
    let still = work.iter().any(|work| work.unit == injury.unit && work.to.is_none());
    let Some(ended) = ended.flatten().filter(|_| !still) else {
        return Ok(refused(inputs, &codes::STILL_EMPLOYED.problem()));
    };
    if !(5..=10).contains(&graded.grade) {
        return Ok(refused(inputs, &codes::NOTHING_DUE.problem()));
    }
    let law = office.law.in_force(office.region.as_str(), Some(today))?;
    let mut trace = Derivation::default();
    let by_person = case.answers.yes("by_person");
    let (medical, by_employer) =
        on_leaving(tx, &mut trace, &law, (person, &injury), (graded.grade, ended, by_person))?;
    let steps = json!(trace.into_steps());
    if medical.is_zero() {
        return Ok(refused(inputs, &codes::NOTHING_DUE.problem()).derived(steps));
    }
    let award =
        NewAward::lump_sum(person, Benefit::InjuryLeaving, Fund::Injury, FeeMonth::of(today), medical);
    Ok(Decision::granted(inputs, json!(Left { award, by_employer })).derived(steps))
}

/// The grants of the fund and of the employer.
fn on_leaving<T: Trace>(
    tx: &mut Tx<'_>,
    trace: &mut T,
    law: &Law<'_>,
    (person, injury): (PartyId, &Injury),
    (grade, ended, by_person): (i64, Date, bool),
) -> Result<(Fen, Fen)> {
    let left = Leaving {
        grade,
        occupational_disease: injury.basis == "disease",
        by_person,
        years_to_retire: years_to_retire(tx, law, person, FeeMonth::of(ended)),
    };
    leaving(trace, law, ended.into(), left, || law.money("injury.average_wage", ended))
}

/// Decides a claim of the grant on leaving again.
pub(crate) fn leaving_again(
    tx: &mut Tx<'_>,
    _: &Office,
    trace: &mut Derivation,
    law: &Law<'_>,
    signed: &Signed,
) -> Result<Again> {
    let injury = injury_in(tx, signed)?;
    let missing = || codes::NO_DECISION.with("matter", &signed.number);
    let ended = signed.inputs["ended"].as_str().and_then(|text| text.parse().ok()).ok_or_else(missing)?;
    let grade = signed.inputs["grade"].as_i64().unwrap_or(0);
    let by_person = signed.inputs["by_person"].as_bool().unwrap_or(false);
    let person = signed.about();
    let (medical, by_employer) = on_leaving(tx, trace, law, (person, &injury), (grade, ended, by_person))?;
    let award = NewAward::lump_sum(person, Benefit::InjuryLeaving, Fund::Injury, signed.month(), medical);
    Ok(Again::new(vec![award.clone()], signed.inputs.clone(), &Left { award, by_employer }))
}

/// Was the grant for leaving the unit paid? Once a person and unit, at the worst grade then known.
fn has_left(tx: &mut Tx<'_>, person: PartyId, unit: PartyId) -> Result<bool> {
    let found = tx.row(
        "SELECT 1 FROM award a JOIN decision d ON d.matter = a.matter
         WHERE a.person = $1 AND a.benefit = 'injury-leaving' AND d.inputs LIKE $2 LIMIT 1",
        params![person, format!("%\"unit\":{unit}%")],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// None where nobody recorded the age group: then nothing is cut.
fn years_to_retire(tx: &mut Tx<'_>, law: &Law<'_>, person: PartyId, month: FeeMonth) -> Option<Rate> {
    let known = crate::pension::record(tx, person, month).ok()?;
    let statutory = retirement(&mut NoTrace, law, known.group, known.birth).ok()?.month;
    Rate::ratio(i64::from(month.months_until(statutory)).max(0), 12)
}

fn left(tx: &mut Tx<'_>, _: &Office, _: &Actor, matter: &Matter) -> Result<()> {
    let Left { award, .. } = read(&decided(tx, matter)?.1)?;
    if registry::facts::status(tx, award.person, matter.at.date())? == Status::Dead {
        return Err(codes::NO_LONGER.with("person", award.person));
    }
    grant(tx, matter, &award)?;
    Ok(())
}
