//! Death at work (因工死亡): funeral and one-off grant, and the monthly pensions of those who lived on the wage of the dead.
//!
//! The death itself is recorded by `pension.death`, which ends what the dead drew. Of one death there is one funeral grant
//! (社会保险法第四十九条), so nothing is due here of what that matter gave.

use jiff::ToSpan;
use kernel::{Date, FeeMonth, Fen, Fund, PartyId, Result, Sex};
use rules::injury::{death_grant, dependants, funeral};
use rules::{Derivation, Law, NoTrace, Trace};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::{Injury, WHO, injury_in, injury_of, own_wage_of};
use crate::Office;
use crate::benefits::{
    Again, Benefit, HALL, NewAward, Signed, Span, codes, decided, grant, in_review, read, refused,
};
use crate::desk::form::{Kind, ask};
use crate::desk::{About, Actor, Case, Decision, Group, Matter, Review, Role, Service, text};
use crate::registry::facts::records_sql;
use crate::registry::{self, Relative, Status};

/// 因工死亡待遇申领
pub static WORK_DEATH: Service = Service {
    code: "injury.death",
    zh: "因工死亡待遇申领",
    en: "benefits after a death at work",
    brief: text(
        "职工因工死亡的，其近亲属领取丧葬补助金、供养亲属抚恤金和一次性工亡补助金；供养亲属按登记的家庭关系核定。",
        "funeral grant, one-off grant and pensions of dependants, found by the recorded family",
    ),
    group: Group::Injury,
    who: WHO,
    about: About::Person,
    form: &[
        super::WHICH_ACCIDENT,
        ask("heir", text("领取人公民身份号码", "ID number of who receives the grants"), Kind::IdNumber),
    ],
    review: Review::SecondPerson,
    desk: Role::Benefits,
    working_days: 20,
    basis: "工伤保险条例第三十九条；因工死亡职工供养亲属范围规定",
    channels: HALL,
    run: Some(claim),
    effect: Some(approved),
    ..Service::PLAIN
};

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Effects {
    awards: Vec<NewAward>,
}

/// Somebody who lived on the wage of the dead.
struct Dependant {
    person: PartyId,
    kind: &'static str,
    /// The last month due.
    to: FeeMonth,
}

fn claim(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, today) = (case.party()?, case.today());
    let injury = injury_of(tx, person, case.answers.day("happened"))?;
    let died = registry::facts::status_since(tx, person, Status::Dead)?;
    let died = died.ok_or_else(|| codes::NOT_DEAD.with("person", person))?;
    if granted(tx, person, "'work-funeral'")? || in_review(tx, person, &WORK_DEATH)? {
        return Err(codes::DRAWS_ALREADY.with("person", person));
    }
    let number = case.answers.id_number("heir")?;
    let heir = registry::facts::person_by_number(tx, office, &number)?;
    let heir = heir.ok_or_else(|| crate::registry::codes::NO_PERSON.with("person", number.masked()))?;
    let law = office.law.in_force(office.region.as_str(), Some(today))?;
    let graded = injury.grade.as_ref().map_or(0, |grade| grade.grade);
    let paid_leave = law.whole("injury.stop_work_months", injury.happened_on)?.value;
    let in_leave = injury.happened_on.saturating_add(paid_leave.months()) >= died;
    let inputs = json!({
        "injury": injury.id, "happened_on": injury.happened_on, "died_on": died, "grade": graded, "in_paid_leave": in_leave,
    });
    if !in_leave && !(1..=4).contains(&graded) {
        return Ok(refused(inputs, &codes::NOT_OF_THE_INJURY.with("day", died)));
    }
    let mut trace = Derivation::default();
    let asked = Asked { heir, died, in_leave, with_funeral: !granted(tx, person, "'survivor'")?, on: today };
    let awards = due(tx, &mut trace, &law, (person, &injury), &asked)?;
    let effects = json!(Effects { awards });
    Ok(Decision::granted(inputs, effects).derived(json!(trace.into_steps())))
}

/// What a death brings depends on.
struct Asked {
    heir: PartyId,
    died: Date,
    /// Within the months of paid leave.
    in_leave: bool,
    /// No other funeral grant was given.
    with_funeral: bool,
    /// The day of the claim.
    on: Date,
}

fn due<T: Trace>(
    tx: &mut Tx<'_>,
    trace: &mut T,
    law: &Law<'_>,
    (person, injury): (PartyId, &Injury),
    asked: &Asked,
) -> Result<Vec<NewAward>> {
    let Asked { heir, died, in_leave, with_funeral, on } = *asked;
    let now = FeeMonth::of(on);
    let mut awards = Vec::new();
    if with_funeral {
        let average = law.money("injury.average_wage", died)?;
        let sum = funeral(trace, &average, 1, &law.whole("injury.funeral_months", died)?);
        awards.push(NewAward::lump_sum(heir, Benefit::WorkFuneral, Fund::Injury, now, sum));
    }
    if in_leave {
        let year_before = FeeMonth::new(i32::from(died.year()) - 1, 1).unwrap_or(now);
        let income = law.money("income.urban_disposable", year_before)?;
        let sum = death_grant(trace, &income, &law.whole("injury.death_grant_multiple", died)?);
        awards.push(NewAward::lump_sum(heir, Benefit::WorkDeath, Fund::Injury, now, sum));
    }
    let of_family = family(tx, law, (person, died), on)?;
    awards.extend(pensions(tx, trace, law, (person, injury), (&of_family, died))?);
    Ok(awards)
}

/// Decides a claim again: own wage, family and day of death as they stand today.
pub(crate) fn again(
    tx: &mut Tx<'_>,
    _: &Office,
    trace: &mut Derivation,
    law: &Law<'_>,
    signed: &Signed,
) -> Result<Again> {
    let Effects { awards: before } = read(&signed.effects.to_string())?;
    let person = signed.about();
    let injury = injury_in(tx, signed)?;
    let died = registry::facts::status_since(tx, person, Status::Dead)?;
    let died = died.ok_or_else(|| codes::NOT_DEAD.with("person", person))?;
    let lump = |kind: Benefit| before.iter().find(|award| award.benefit == kind);
    let heir =
        lump(Benefit::WorkFuneral).or(lump(Benefit::WorkDeath)).map_or(signed.person, |award| award.person);
    let asked = Asked {
        heir: registry::facts::true_record(tx, heir)?,
        died,
        in_leave: signed.inputs["in_paid_leave"].as_bool().unwrap_or(false),
        with_funeral: lump(Benefit::WorkFuneral).is_some(),
        on: signed.asked.date(),
    };
    let awards = due(tx, trace, law, (person, &injury), &asked)?;
    let mut inputs = signed.inputs.clone();
    inputs["died_on"] = json!(died);
    Ok(Again::new(awards.clone(), inputs, &Effects { awards }))
}

/// Was a benefit of these kinds granted for the death?
fn granted(tx: &mut Tx<'_>, person: PartyId, kinds: &str) -> Result<bool> {
    let sql = format!(
        "SELECT 1 FROM award a JOIN matter m ON m.id = a.matter WHERE m.subject IN {} AND a.benefit IN ({kinds}) LIMIT 1",
        records_sql(1)
    );
    Ok(tx.row(&sql, params![person], |row| row.get::<i64>(0))?.is_some())
}

/// The recorded family as far as it may draw: children to the age, a spouse and the old from the age on.
fn family(
    tx: &mut Tx<'_>,
    law: &Law<'_>,
    (person, died): (PartyId, Date),
    today: Date,
) -> Result<Vec<Dependant>> {
    let months = |id: &str| -> Result<i32> { Ok(i32::try_from(law.whole(id, died)?.value).unwrap_or(0)) };
    let of_age = months("injury.dependant_child_age")?;
    let (men, women) = (months("injury.dependant_age_men")?, months("injury.dependant_age_women")?);
    let month = FeeMonth::of(died);
    let mut found = Vec::new();
    for (relative, kind) in registry::facts::relatives(tx, person, month)? {
        if registry::facts::status(tx, relative, today)? == Status::Dead {
            continue;
        }
        let known = registry::facts::person(tx, relative)?;
        let birth = FeeMonth::of(known.birth);
        let young = birth.plus(of_age);
        let old = birth.plus(if known.sex == Sex::Male { men } else { women });
        let (kind, minor) = match kind {
            Relative::Spouse => ("spouse", false),
            Relative::Parent => ("parent", false),
            Relative::Grandparent => ("grandparent", false),
            Relative::Child => ("child", true),
            Relative::Grandchild => ("grandchild", true),
            Relative::Sibling => ("sibling", true),
        };
        match minor {
            true if young > month => found.push(Dependant { person: relative, kind, to: young }),
            false if old <= month => found.push(Dependant { person: relative, kind, to: FeeMonth::OPEN }),
            _ => {}
        }
    }
    Ok(found)
}

/// The pensions from the month after the death, together not above the own wage. When a child comes of age, those of the
/// others are what they are without it.
fn pensions<T: Trace>(
    tx: &mut Tx<'_>,
    trace: &mut T,
    law: &Law<'_>,
    (person, injury): (PartyId, &Injury),
    (family, died): (&[Dependant], Date),
) -> Result<Vec<NewAward>> {
    if family.is_empty() {
        return Ok(Vec::new());
    }
    let own = own_wage_of(tx, trace, law, person, injury)?;
    let kinds = |family: &[&Dependant]| family.iter().map(|one| one.kind).collect::<Vec<_>>();
    dependants(trace, law, died.into(), own, &kinds(&family.iter().collect::<Vec<_>>()))?;
    let mut spans: Vec<Vec<Span>> = vec![Vec::new(); family.len()];
    let mut from = FeeMonth::of(died).next();
    loop {
        let left: Vec<(usize, &Dependant)> =
            family.iter().enumerate().filter(|(_, one)| one.to >= from).collect();
        let Some(to) = left.iter().map(|(_, one)| one.to).min() else { break };
        let those: Vec<&Dependant> = left.iter().map(|(_, one)| *one).collect();
        let shares = dependants(&mut NoTrace, law, died.into(), own, &kinds(&those))?.prorated;
        for ((at, _), amount) in left.iter().zip(shares) {
            add(&mut spans[*at], Span { from, to, amount });
        }
        if to == FeeMonth::OPEN {
            break;
        }
        from = to.next();
    }
    let award = |(one, spans): (&Dependant, Vec<Span>)| {
        let (first, later) = spans.split_first()?;
        let (to, later) = (first.to, later.to_vec());
        let new = NewAward::monthly(one.person, Benefit::Dependant, Fund::Injury, first.from, first.amount);
        Some(NewAward { to, later, ..new })
    };
    Ok(family.iter().zip(spans).filter_map(award).collect())
}

/// Months of the same amount are one span.
fn add(spans: &mut Vec<Span>, next: Span) {
    match spans.last_mut().filter(|last| last.amount == next.amount) {
        Some(last) => last.to = next.to,
        None if next.amount > Fen::ZERO => spans.push(next),
        None => {}
    }
}

fn approved(tx: &mut Tx<'_>, _: &Office, _: &Actor, matter: &Matter) -> Result<()> {
    let Effects { awards } = read(&decided(tx, matter)?.1)?;
    for award in &awards {
        grant(tx, matter, award)?;
    }
    Ok(())
}
