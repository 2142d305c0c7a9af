//! Treatment paid by hand (工伤医疗费用手工报销): what a hospital did not settle with the fund itself.

use kernel::{Date, FeeMonth, Fen, Fund, PartyId, Problem, Result};
use rules::injury::treatment;
use rules::{Derivation, LawBook, Trace};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;

use super::{WHO, injury_of};
use crate::Office;
use crate::benefits::{Benefit, HALL, NewAward, codes, decided, grant, in_review, read, refused};
use crate::desk::form::{Kind, ask};
use crate::desk::{
    About, Actor, Case, Decision, DecisionRecord, Group, Material, Matter, Review, Role, Service, text,
};
use crate::registry;
use crate::replay::{Again, Formula};

/// The formula of a claim as it is today.
pub(crate) static COSTS: Formula = Formula { name: "injury-costs", version: 1, again };

/// 工伤医疗（康复）费用手工报销
pub static INJURY_COSTS: Service = Service {
    code: "injury.costs",
    zh: "工伤医疗费用手工报销",
    en: "costs of treating a work injury",
    brief: text(
        "认定为工伤后，未在医院直接结算的治疗费用，符合工伤保险药品、诊疗、住院服务目录的，由基金全额支付。",
        "what the hospital did not settle itself: the fund pays all of it that stands in the catalogues",
    ),
    group: Group::Injury,
    who: WHO,
    about: About::Person,
    form: &[
        super::WHICH_ACCIDENT,
        ask("hospital", text("医疗机构", "hospital"), Kind::Line(80)),
        ask("invoice", text("票据号码", "number of the invoice"), Kind::Line(40)),
        ask("from", text("就医起始日期", "first day"), Kind::Day),
        ask("to", text("就医结束日期", "last day"), Kind::Day),
        ask("total", text("费用总额（元）", "total, in yuan"), Kind::Money),
        ask("outside", text("目录外费用（元）", "outside the catalogues, in yuan"), Kind::Money).optional(),
    ],
    materials: &[
        Material { key: "invoice", name: text("医疗费用票据", "invoice"), required: true },
        Material {
            key: "details",
            name: text("费用明细和诊断证明", "list of items and diagnosis"),
            required: true,
        },
    ],
    review: Review::SecondPerson,
    desk: Role::Benefits,
    working_days: 20,
    basis: "工伤保险条例第三十条；社会保险经办条例第十九条",
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
    injury: i64,
    happened_on: Date,
    hospital: String,
    invoice: String,
    from: Date,
    to: Date,
    claimed: Date,
    /// In fen.
    total: Fen,
    outside: Fen,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Effects {
    award: NewAward,
    injury: i64,
    invoice: String,
}

fn claim(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let facts = facts(tx, office, case)?;
    let mut trace = Derivation::default();
    let decided = decide(&mut trace, &facts);
    let mut inputs = json!(facts);
    COSTS.name_in(&mut inputs);
    let decision = match decided {
        Ok(effects) => Decision::granted(inputs, json!(effects)),
        Err(problem) => refused(inputs, &problem),
    };
    Ok(decision.derived(json!(trace.into_steps())))
}

fn facts(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Facts> {
    let (person, today) = (case.party()?, case.today());
    let injury = injury_of(tx, person, case.answers.day("happened"))?;
    let day = |key: &'static str| {
        let bad = || codes::BAD_DAY.problem().at(key, case.answers.text(key).unwrap_or_default());
        case.answers.day(key).filter(|day| *day <= today).ok_or_else(bad)
    };
    let (from, to) = (day("from")?, day("to")?);
    if from > to {
        return Err(codes::BAD_DAY.problem().at("to", to.to_string()));
    }
    let invoice = case.answers.required("invoice")?.to_owned();
    let paid_for = registry::facts::fact(tx, person, &fact_of(&invoice), today)?;
    if paid_for.is_some() || in_review(tx, person, &INJURY_COSTS)? {
        return Err(codes::INVOICE_PAID.with("invoice", invoice));
    }
    let outside = case.answers.text("outside").map_or(Ok(Fen::ZERO), |_| case.answers.money("outside"))?;
    Ok(Facts {
        person,
        region: office.region.as_str().to_owned(),
        injury: injury.id,
        happened_on: injury.happened_on,
        hospital: case.answers.required("hospital")?.to_owned(),
        invoice,
        from,
        to,
        claimed: today,
        total: case.answers.money("total")?,
        outside,
    })
}

/// The fact that an invoice was paid for, one name each.
fn fact_of(invoice: &str) -> String {
    format!("injury.invoice.{invoice}")
}

fn decide<T: Trace>(trace: &mut T, facts: &Facts) -> Result<Effects, Problem> {
    if facts.to < facts.happened_on {
        return Err(codes::BEFORE_THE_INJURY.with("day", facts.happened_on));
    }
    if facts.outside > facts.total {
        return Err(codes::MORE_THAN_ALL.with("total", facts.total).with("part", facts.outside));
    }
    let sum = treatment(trace, facts.total, facts.outside);
    if sum <= Fen::ZERO {
        return Err(codes::NOTHING_DUE.problem());
    }
    let month = FeeMonth::of(facts.claimed);
    let award = NewAward::lump_sum(facts.person, Benefit::InjuryCosts, Fund::Injury, month, sum);
    Ok(Effects { award, injury: facts.injury, invoice: facts.invoice.clone() })
}

fn again(_: &LawBook, decision: &DecisionRecord) -> Result<Again> {
    let facts: Facts = Again::read(&decision.inputs, "")?;
    let mut trace = Derivation::default();
    let decided = decide(&mut trace, &facts);
    Ok(Again::of(decided, trace))
}

fn approved(tx: &mut Tx<'_>, _: &Office, _: &Actor, matter: &Matter) -> Result<()> {
    let Effects { award, invoice, .. } = read(&decided(tx, matter)?.1)?;
    registry::set_fact(tx, matter, award.person, &fact_of(&invoice), "paid", matter.at.date())?;
    grant(tx, matter, &award).map(drop)
}
