//! Skill subsidy (技能提升补贴): who has paid unemployment insurance long enough and gained a vocational certificate has a sum
//! for it, within a year of the certificate, each certificate once.
//!
//! Not here: the sums by level (`rules::unemployment`), training and its institutions.

use jiff::ToSpan;
use kernel::{Date, FeeMonth, Fund, Insurance, PartyId, Problem, Result};
use rules::unemployment::skill_subsidy;
use rules::{Derivation, Law, LawBook, Trace, optional};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::unemployment::last_spell;
use super::{Benefit, CLAIMANTS, HALL, NewAward, codes, decided, grant, in_review, read, refused};
use crate::Office;
use crate::desk::form::{Kind, ask};
use crate::desk::{
    About, Actor, Case, Decision, DecisionRecord, Group, Material, Matter, Review, Role, Service, text,
};
use crate::levy::facts::months_paid;
use crate::registry::{self, Status};
use crate::replay::{Again, Formula};

/// The formula of a claim as it is today.
pub(crate) static SKILL: Formula = Formula { name: "skill-subsidy", version: 1, again };

/// The number of a certificate that was paid for, by the day it was issued.
const CERTIFICATE_FACT: &str = "unemployment.skill-certificate";

/// 技能提升补贴申领
pub static SKILL_SUBSIDY: Service = Service {
    code: "unemployment.skill",
    zh: "技能提升补贴申领",
    en: "claim of the skill subsidy",
    brief: text(
        "累计缴纳失业保险费达到规定月数的职工和领取失业保险金人员，取得职业资格或技能等级证书后十二个月内申领。",
        "a sum for a vocational certificate, for those who paid unemployment insurance long enough or draw its benefit",
    ),
    group: Group::Unemployment,
    who: CLAIMANTS,
    about: About::Person,
    form: &[
        ask("certificate", text("证书编号", "number of the certificate"), Kind::Line(40)),
        ask(
            "level",
            text("技能等级", "level"),
            Kind::Choice(&[
                ("5", text("五级（初级工）", "5, junior")),
                ("4", text("四级（中级工）", "4, middle")),
                ("3", text("三级（高级工）", "3, senior")),
            ]),
        ),
        ask("issued", text("发证日期", "day of issue"), Kind::Day),
        ask("in_demand", text("是否属于紧缺急需工种", "an occupation in demand"), Kind::YesNo).optional(),
    ],
    materials: &[Material {
        key: "certificate",
        name: text("职业资格证书或职业技能等级证书", "the certificate"),
        required: true,
    }],
    review: Review::SecondPerson,
    desk: Role::Benefits,
    working_days: 10,
    basis: "人社部发〔2017〕40号；人社部发〔2022〕23号",
    channels: HALL,
    run: Some(claim),
    effect: Some(approved),
    ..Service::PLAIN
};

/// All that the decision rests on.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Facts {
    person: PartyId,
    region: String,
    certificate: String,
    level: i64,
    in_demand: bool,
    issued: Date,
    claimed: Date,
    /// Months of unemployment insurance paid.
    months_paid: i64,
    /// Insured as staff, or draws the benefit.
    within: bool,
    /// Subsidies granted this year.
    granted_this_year: i64,
}

/// What is signed, and carried out on approval.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Effects {
    award: NewAward,
    certificate: String,
    issued: Date,
}

fn claim(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let facts = facts(tx, office, case)?;
    let law = office.law.in_force(&facts.region, Some(case.today()))?;
    let mut trace = Derivation::default();
    let decided = decide(&mut trace, &law, &facts)?;
    let mut inputs = json!(facts);
    SKILL.name_in(&mut inputs);
    let decision = match decided {
        Ok(effects) => Decision::granted(inputs, json!(effects)),
        Err(problem) => refused(inputs, &problem),
    };
    Ok(decision.derived(json!(trace.into_steps())))
}

fn facts(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Facts> {
    let (person, today) = (case.party()?, case.today());
    let month = FeeMonth::of(today);
    let issued = case.answers.day("issued").filter(|day| *day <= today);
    let bad = || codes::BAD_DAY.problem().at("issued", case.answers.text("issued").unwrap_or_default());
    let issued = issued.ok_or_else(bad)?;
    if registry::facts::status(tx, person, today)? == Status::Dead {
        return Err(codes::NO_LONGER.with("person", person));
    }
    let paid_for = registry::facts::fact_between(tx, person, CERTIFICATE_FACT, (issued, issued))?;
    if paid_for.is_some() || in_review(tx, person, &SKILL_SUBSIDY)? {
        return Err(codes::DRAWS_ALREADY.with("person", person));
    }
    let insured = registry::facts::participations(tx, person)?
        .iter()
        .any(|p| p.insurance == Insurance::Unemployment && p.period.contains(month));
    let draws = last_spell(tx, person, month)?.is_some_and(|spell| spell.to >= month);
    let months = months_paid(tx, person, Insurance::Unemployment, month)?.len();
    Ok(Facts {
        person,
        region: office.region.as_str().to_owned(),
        certificate: case.answers.required("certificate")?.to_owned(),
        level: case.answers.required("level")?.parse().unwrap_or_default(),
        in_demand: case.answers.yes("in_demand"),
        issued,
        claimed: today,
        months_paid: i64::try_from(months).unwrap_or(i64::MAX),
        within: insured || draws,
        granted_this_year: granted_in(tx, person, Benefit::SkillSubsidy, month.year())?,
    })
}

/// How many awards of a kind began in a year.
pub(super) fn granted_in(tx: &mut Tx<'_>, party: PartyId, benefit: Benefit, year: i32) -> Result<i64> {
    let (first, last) = (FeeMonth::new(year, 1), FeeMonth::new(year, 12));
    let (Some(first), Some(last)) = (first, last) else { return Ok(0) };
    let found = tx.row(
        "SELECT count(*) FROM award a WHERE a.person = $1 AND a.benefit = $2
           AND EXISTS (SELECT 1 FROM award_amount x WHERE x.award = a.id AND x.retracted_at = 0
                         AND x.from_month BETWEEN $3 AND $4)",
        params![party, benefit.key(), first, last],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.unwrap_or_default())
}

fn decide<T: Trace>(trace: &mut T, law: &Law<'_>, facts: &Facts) -> Result<Result<Effects, Problem>> {
    let on = facts.claimed;
    let needed = law.whole("unemployment.skill_contribution_months", on)?.value;
    if facts.months_paid < needed {
        return Ok(Err(codes::SKILL_TOO_SHORT.with("months", facts.months_paid).with("needed", needed)));
    }
    if !facts.within {
        return Ok(Err(codes::NOT_INSURED.with("month", FeeMonth::of(on))));
    }
    let within = law.whole("unemployment.skill_claim_months", on)?.value;
    if facts.issued.saturating_add(within.months()) < on {
        return Ok(Err(codes::CLAIMED_LATE.with("months", within).with("issued", facts.issued)));
    }
    let most = optional(law.whole("unemployment.skill_per_year", on))?;
    if let Some(most) = most.filter(|most| facts.granted_this_year >= most.value) {
        return Ok(Err(codes::ENOUGH_THIS_YEAR.with("most", most.value)));
    }
    let sum = skill_subsidy(trace, law, on.into(), facts.level, facts.in_demand)?;
    let month = FeeMonth::of(on);
    let award = NewAward::lump_sum(facts.person, Benefit::SkillSubsidy, Fund::Unemployment, month, sum);
    Ok(Ok(Effects { award, certificate: facts.certificate.clone(), issued: facts.issued }))
}

fn again(book: &LawBook, decision: &DecisionRecord) -> Result<Again> {
    let facts: Facts = Again::read(&decision.inputs, "")?;
    let law = book.in_force(&facts.region, Some(facts.claimed))?;
    let mut trace = Derivation::default();
    let decided = decide(&mut trace, &law, &facts)?;
    Ok(Again::of(decided, trace))
}

fn approved(tx: &mut Tx<'_>, _: &Office, _: &Actor, matter: &Matter) -> Result<()> {
    let Effects { award, certificate, issued } = read(&decided(tx, matter)?.1)?;
    registry::set_fact(tx, matter, award.person, CERTIFICATE_FACT, &certificate, issued)?;
    grant(tx, matter, &award).map(drop)
}
