//! Unemployment benefit in one sum (失业保险一次性待遇), where the region gives it: for a birth, for starting a business, for
//! new work of some length.

use kernel::{Date, FeeMonth, Fen, Fund, Insurance, PartyId, Rate, Result, Sex};
use rules::unemployment::{months_in_one, reemployment_months};
use rules::{Derivation, Figure};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;

use super::unemployment::{Spell, keep_granted, last_spell};
use super::{
    Benefit, CLAIMANTS, Ending, HALL, NewAward, codes, decided, end, ending, grant, in_review, read, refused,
};
use crate::Office;
use crate::desk::form::{Kind, ask};
use crate::desk::{About, Actor, Case, Decision, Group, Matter, Review, Role, Service, text};
use crate::levy::facts::months_paid;
use crate::registry::{self, Status};

/// The fact that a birth brought a sum, by its day.
const BIRTH_FACT: &str = "unemployment.birth";

/// 失业保险一次性待遇申领
pub static UNEMPLOYMENT_LUMP: Service = Service {
    code: "unemployment.lump",
    zh: "失业保险一次性待遇申领",
    en: "unemployment benefit in one sum",
    brief: text(
        "领取失业保险金期间生育、自主创业或稳定再就业的，按本地规定一次性领取。",
        "for a birth, for starting a business or for lasting new work, where the region gives it",
    ),
    group: Group::Unemployment,
    who: CLAIMANTS,
    about: About::Person,
    form: &[
        ask(
            "kind",
            text("事由", "reason"),
            Kind::Choice(&[
                ("birth", text("领取期间生育", "a birth while drawing")),
                ("business-start", text("自主创业", "started a business")),
                ("re-employed", text("再就业并参保", "employed and insured again")),
            ]),
        ),
        ask("day", text("生育日期", "day of the birth"), Kind::Day).optional(),
        ask("contract_years", text("新劳动合同年限", "years of the new contract"), Kind::Line(5)).optional(),
    ],
    review: Review::SecondPerson,
    desk: Role::Benefits,
    working_days: 10,
    basis: "各省失业保险条例",
    channels: HALL,
    run: Some(claim),
    effect: Some(approved),
    ..Service::PLAIN
};

/// What is signed, and carried out on approval.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Effects {
    award: NewAward,
    /// The running benefit, where the sum takes its place.
    ending: Option<Ending>,
    /// What the spell then counts as granted for; none where it goes on as it is.
    granted: Option<i64>,
    /// The birth it is for.
    birth: Option<Date>,
}

fn claim(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, today) = (case.party()?, case.today());
    let month = FeeMonth::of(today);
    if in_review(tx, person, &UNEMPLOYMENT_LUMP)? {
        return Err(codes::DRAWS_ALREADY.with("person", person));
    }
    let law = office.law.in_force(office.region.as_str(), Some(today))?;
    let nothing =
        || codes::NOTHING_DRAWN.with("benefit", Benefit::Unemployment.name().zh).with("month", month);
    let spell = last_spell(tx, person, month)?.ok_or_else(nothing)?;
    let remaining = (spell.granted - spell.drawn).max(0);
    let kind = case.answers.required("kind")?;
    let inputs = json!({
        "kind": kind, "award": spell.award, "granted": spell.granted, "drawn": spell.drawn, "monthly": spell.monthly,
        "asked": case.answers.masked(),
    });
    let mut trace = Derivation::default();
    let running = spell.to >= month;
    let mut effects =
        Effects { award: sum(person, month, Fen::ZERO), ending: None, granted: None, birth: None };
    let months = match kind {
        "birth" => {
            effects.birth = Some(birth(tx, case, person, &spell)?);
            law.whole("unemployment.birth_multiple", today)?
        }
        "business-start" if running => {
            law.rate("unemployment.business_start_share", today)?;
            effects.ending = Some(ending(tx, spell.award, month)?);
            effects.granted = Some(spell.drawn);
            Figure::given(remaining)
        }
        "re-employed" if !running => {
            let paid = months_paid(tx, person, Insurance::Unemployment, month)?;
            let insured = paid.keys().filter(|paid| **paid > spell.to).count();
            let years = case.answers.text("contract_years").and_then(Rate::parse).unwrap_or(Rate::ZERO);
            let insured = i64::try_from(insured).unwrap_or(0);
            let (paid, left) =
                reemployment_months(&mut trace, &law, today.into(), remaining, years, insured)?;
            effects.granted = Some(spell.drawn + left);
            Figure::given(paid)
        }
        _ => return Ok(refused(inputs, &nothing())),
    };
    let amount = months_in_one(&mut trace, spell.monthly, &months);
    let steps = json!(trace.into_steps());
    if amount <= Fen::ZERO {
        return Ok(refused(inputs, &codes::NOTHING_DUE.problem()).derived(steps));
    }
    effects.award = sum(person, month, amount);
    Ok(Decision::granted(inputs, json!(effects)).derived(steps))
}

fn sum(person: PartyId, month: FeeMonth, amount: Fen) -> NewAward {
    NewAward::lump_sum(person, Benefit::UnemploymentLump, Fund::Unemployment, month, amount)
}

/// The day of a birth in the months of the spell that brought nothing yet.
fn birth(tx: &mut Tx<'_>, case: &Case<'_>, person: PartyId, spell: &Spell) -> Result<Date> {
    let day = case.answers.day("day").filter(|day| *day <= case.today());
    let day =
        day.ok_or_else(|| codes::BAD_DAY.problem().at("day", case.answers.text("day").unwrap_or_default()))?;
    if registry::facts::person(tx, person)?.sex != Sex::Female {
        return Err(codes::NOT_THE_MOTHER.with("person", person));
    }
    let span = (spell.from.first_day(), spell.to.min(FeeMonth::of(case.today())).last_day());
    if day < span.0 || day > span.1 {
        let benefit = Benefit::Unemployment.name().zh;
        return Err(codes::NOTHING_DRAWN.with("benefit", benefit).with("month", FeeMonth::of(day)));
    }
    match registry::facts::fact_between(tx, person, BIRTH_FACT, span)? {
        Some(_) => Err(codes::DRAWS_ALREADY.with("person", person)),
        None => Ok(day),
    }
}

fn approved(tx: &mut Tx<'_>, _: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    let Effects { award, ending: old, granted, birth } = read(&decided(tx, matter)?.1)?;
    let person = award.person;
    if registry::facts::status(tx, person, matter.at.date())? == Status::Dead {
        return Err(codes::NO_LONGER.with("person", person));
    }
    if let Some(old) = old {
        let now = ending(tx, old.award, old.last)?;
        end(tx, actor, matter, &now, "stopped")?;
    }
    if let Some(granted) = granted {
        keep_granted(tx, matter, person, granted)?;
    }
    if let Some(day) = birth {
        registry::set_fact(tx, matter, person, BIRTH_FACT, "paid", day)?;
    }
    grant(tx, matter, &award)?;
    Ok(())
}
