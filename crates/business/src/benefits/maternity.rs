//! Maternity benefits (生育待遇): the allowance for the days of leave, to the employer or the mother as the region says, and
//! the fixed sums for the costs of a birth.
//!
//! Not here: the costs settled with hospitals; the days and sums themselves (`rules::maternity`).

use jiff::ToSpan;
use kernel::{Date, FeeMonth, Fen, Insurance, PartyId, Rate, Result, Sex};
use rules::maternity::{Birth, allowance, birth_treatment, days};
use rules::{Category, Derivation, Law, Trace, optional};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Tx;

use super::{Again, Benefit, HALL, NewAward, Signed, codes, decided, grant, in_review, read, refused};
use crate::Office;
use crate::desk::form::{Kind, ask};
use crate::desk::{
    About, Actor, Case, Decision, Grant, Group, Matter, Relation, Review, Role, Service, text,
};
use crate::levy::facts::{mean_base, months_paid};
use crate::registry::{self, Participation, Status};

/// The fact that a birth's benefits were granted, by its day.
const BIRTH_FACT: &str = "childbirth";
/// Two births of one mother lie at least so many days apart; what is closer is the same one.
const APART: i64 = 120;

/// 生育待遇申领
pub static MATERNITY_CLAIM: Service = Service {
    code: "maternity.claim",
    zh: "生育津贴和生育医疗费用申领",
    en: "claim of maternity benefits",
    brief: text(
        "生育或流产的参保人员申领生育津贴和生育医疗费用定额，缴费记录由系统核对。",
        "allowance and fixed sums for a birth; the contributions are looked up",
    ),
    group: Group::Maternity,
    who: &[
        Grant(Role::Person, Relation::Own),
        Grant(Role::Family, Relation::Own),
        Grant(Role::UnitStaff, Relation::Staff),
        Grant(Role::Community, Relation::Region),
        Grant(Role::Benefits, Relation::Region),
    ],
    about: About::Person,
    form: &[
        ask("day", text("生育（流产）日期", "day of the birth"), Kind::Day),
        ask(
            "kind",
            text("生育情形", "kind"),
            Kind::Choice(&[
                ("normal", text("顺产", "normal birth")),
                ("difficult", text("难产（含剖宫产）", "difficult birth")),
                ("miscarriage", text("流产", "miscarriage")),
            ]),
        ),
        ask(
            "children",
            text("胎儿数", "children"),
            Kind::Choice(&[
                ("1", text("单胎", "one")),
                ("2", text("双胞胎", "two")),
                ("3", text("三胞胎", "three")),
                ("4", text("四胞胎", "four")),
            ]),
        )
        .optional(),
        ask("gestation", text("孕月（流产填写）", "months of pregnancy, of a miscarriage"), Kind::Line(5))
            .optional(),
    ],
    review: Review::SecondPerson,
    desk: Role::Benefits,
    working_days: 10,
    basis: "社会保险法第五十四条至第五十六条；社会保险经办条例第二十条",
    channels: HALL,
    run: Some(claim),
    effect: Some(approved),
    ..Service::PLAIN
};

/// What is signed, and carried out on approval.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Effects {
    person: PartyId,
    day: Date,
    kind: String,
    awards: Vec<NewAward>,
}

fn claim(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, today) = (case.party()?, case.today());
    let day = case.answers.day("day").ok_or_else(|| codes::BAD_DAY.problem().at("day", ""))?;
    if day > today {
        return Err(codes::BAD_DAY.problem().at("day", day.to_string()));
    }
    may_claim(tx, person, day)?;
    let birth = birth(|key| case.answers.text(key))?;
    let law = office.law.in_force(office.region.as_str(), Some(today))?;
    let mut trace = Derivation::default();
    let mut inputs = json!({ "day": day, "asked": case.answers.masked() });
    let asked = (day, birth, FeeMonth::of(today));
    let Some(awards) = due(tx, &mut trace, &law, person, asked, &mut inputs)? else {
        return Ok(refused(inputs, &codes::NOT_INSURED.with("month", FeeMonth::of(day))));
    };
    if awards.is_empty() {
        return Ok(refused(inputs, &codes::NOTHING_DUE.problem()).derived(json!(trace.into_steps())));
    }
    let kind = case.answers.required("kind")?.to_owned();
    let effects = json!(Effects { person, day, kind, awards });
    Ok(Decision::granted(inputs, effects).derived(json!(trace.into_steps())))
}

/// What a birth brings, and from which facts; none where the mother was not insured.
fn due<T: Trace>(
    tx: &mut Tx<'_>,
    trace: &mut T,
    law: &Law<'_>,
    person: PartyId,
    (day, birth, now): (Date, Birth, FeeMonth),
    inputs: &mut Json,
) -> Result<Option<Vec<NewAward>>> {
    let Some(insured) = insured(tx, person, FeeMonth::of(day))? else { return Ok(None) };
    inputs["category"] = json!(insured.category.key());
    let mut awards = Vec::new();
    if insured.category == Category::Employee {
        inputs["unit"] = json!(insured.payer);
        awards.push(of_leave(tx, trace, law, (person, &insured), (day, birth, now), inputs)?);
    }
    let treatment = birth_treatment(trace, law, day.into(), insured.category.key(), birth, false)?;
    let sums = treatment.fixed.unwrap_or_default() + treatment.prenatal.unwrap_or_default();
    if sums > Fen::ZERO {
        let fund = insured.insurance.fund();
        awards.push(NewAward::lump_sum(person, Benefit::BirthCosts, fund, now, sums));
    }
    Ok(Some(awards))
}

/// Decides a claim again: insured, wage of the unit and months paid as they stand today.
pub(crate) fn again(
    tx: &mut Tx<'_>,
    _: &Office,
    trace: &mut Derivation,
    law: &Law<'_>,
    signed: &Signed,
) -> Result<Again> {
    let Effects { person: mother, day, kind, .. } = read(&signed.effects.to_string())?;
    let person = registry::facts::true_record(tx, mother)?;
    let mut inputs = json!({ "day": day, "asked": signed.inputs["asked"] });
    let birth = birth(|key| signed.inputs["asked"][key].as_str())?;
    let found = due(tx, trace, law, person, (day, birth, signed.month()), &mut inputs)?;
    let awards = found.ok_or_else(|| codes::NOT_INSURED.with("month", FeeMonth::of(day)))?;
    let effects = Effects { person, day, kind, awards: awards.clone() };
    Ok(Again::new(awards, inputs, &effects))
}

fn may_claim(tx: &mut Tx<'_>, person: PartyId, day: Date) -> Result<()> {
    if registry::facts::person(tx, person)?.sex != Sex::Female {
        return Err(codes::NOT_THE_MOTHER.with("person", person));
    }
    let near = (day.saturating_sub(APART.days()), day.saturating_add(APART.days()));
    let granted = registry::facts::fact_between(tx, person, BIRTH_FACT, near)?;
    if granted.is_some() || in_review(tx, person, &MATERNITY_CLAIM)? {
        return Err(codes::DRAWS_ALREADY.with("person", person));
    }
    Ok(())
}

fn birth<'a>(answer: impl Fn(&'static str) -> Option<&'a str>) -> Result<Birth> {
    let children = answer("children").and_then(|text| text.parse().ok()).unwrap_or(1);
    Ok(match answer("kind") {
        Some("difficult") => Birth::Difficult(children),
        Some("miscarriage") => {
            let months = answer("gestation").and_then(Rate::parse);
            let most = Rate::from_nano(10 * Rate::ONE.nano());
            let months = months.filter(|months| *months > Rate::ZERO && *months <= most);
            Birth::Miscarriage(months.ok_or_else(|| {
                codes::BAD_GESTATION.problem().at("gestation", answer("gestation").unwrap_or_default())
            })?)
        }
        _ => Birth::Normal(children),
    })
}

/// As what the person is insured for births in a month: the medical insurance carries maternity since their merger.
fn insured(tx: &mut Tx<'_>, person: PartyId, month: FeeMonth) -> Result<Option<Participation>> {
    let all = registry::facts::participations(tx, person)?;
    let carries = |p: &Participation| {
        matches!(p.insurance, Insurance::Medical | Insurance::Maternity | Insurance::ResidentMedical)
            && p.period.contains(month)
    };
    Ok(all.into_iter().find(carries))
}

/// The allowance for the days of leave.
fn of_leave<T: Trace>(
    tx: &mut Tx<'_>,
    trace: &mut T,
    law: &Law<'_>,
    (person, insured): (PartyId, &Participation),
    (day, birth, now): (Date, Birth, FeeMonth),
    inputs: &mut Json,
) -> Result<NewAward> {
    let days = days(trace, law, day.into(), birth)?;
    let wage = unit_wage(tx, insured, FeeMonth::of(day))?
        .ok_or_else(|| codes::NO_WAGE.with("unit", insured.payer).with("month", FeeMonth::of(day)))?;
    let required = optional(law.whole("maternity.required_months", day))?.map(|figure| figure.value);
    let paid = months_paid(tx, person, insured.insurance, FeeMonth::of(day))?.len();
    let paid = i64::try_from(paid).unwrap_or(0);
    inputs["unit_wage"] = json!(wage);
    inputs["months_paid"] = json!(paid);
    let amount = allowance(trace, wage, days, required.map(|required| (paid, required)))?;
    let payee = match law.word("maternity.paid_to", day)?.value {
        "unit" => insured.payer,
        _ => person,
    };
    Ok(NewAward::lump_sum(payee, Benefit::MaternityAllowance, insured.insurance.fund(), now, amount))
}

/// The unit's mean monthly contribution wage of the year before; of a younger unit, or where records begin later, of the
/// months of this year up to the birth (社会保险法第五十六条).
fn unit_wage(tx: &mut Tx<'_>, insured: &Participation, month: FeeMonth) -> Result<Option<Fen>> {
    let year = |year: i32, last: i32| FeeMonth::new(year, 1).zip(FeeMonth::new(year, last));
    let spans = [year(month.year() - 1, 12), year(month.year(), month.month())];
    for span in spans.into_iter().flatten() {
        if let Some(mean) = mean_base(tx, insured.payer, insured.insurance, span)? {
            return Ok(Some(mean));
        }
    }
    Ok(None)
}

/// The second person agreed.
fn approved(tx: &mut Tx<'_>, _: &Office, _: &Actor, matter: &Matter) -> Result<()> {
    let Effects { person, day, kind, awards } = read(&decided(tx, matter)?.1)?;
    if registry::facts::status(tx, person, matter.at.date())? == Status::Dead {
        return Err(codes::NO_LONGER.with("person", person));
    }
    registry::set_fact(tx, matter, person, BIRTH_FACT, &kind, day)?;
    for award in &awards {
        grant(tx, matter, award)?;
    }
    Ok(())
}
