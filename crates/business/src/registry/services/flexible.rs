//! Those who pay alone (灵活就业人员): join or resume, stop, another tier.

use kernel::{Date, FeeMonth, Insurance, PartyId, Period, Rate, Result};
use rules::contribution::ContributionRules;
use rules::{Category, InsuranceSet};
use serde_json::json;
use store::Tx;

use super::people::PEOPLE;
use super::{first_open, month_or_open};
use crate::Office;
use crate::desk::form::{Choice, Kind, ask};
use crate::desk::{About, Case, Channel, Decision, Group, Service, text};
use crate::registry::{self, Enrol, Leave, Participation, codes, facts};

const HALL: &[Channel] = &[Channel::Web, Channel::Api, Channel::Counter];
/// What they may be insured in.
const OPEN_TO_THEM: &[Insurance] =
    &[Insurance::Pension, Insurance::Medical, Insurance::LargeMedical, Insurance::Unemployment];

/// The tiers that the law of the region lists on a day, in percent of the average wage; none where any may be chosen.
fn tiers(office: &Office, on: Date) -> Result<Vec<Choice>> {
    let law = office.law.in_force(office.region.as_str(), Some(on))?;
    let rules = ContributionRules::compile(&law, FeeMonth::of(on))?;
    let choice = |tier: &Rate| {
        let percent = Rate::from_nano(tier.nano().saturating_mul(100)).to_string();
        Choice {
            zh: format!("缴费基准的 {percent}%"),
            en: format!("{percent}% of the average wage"),
            key: percent,
        }
    };
    Ok(rules.flexible_tiers().unwrap_or_default().iter().map(choice).collect())
}

/// The tier answered in percent, as participations hold it.
fn tier(case: &Case<'_>) -> Result<String> {
    let percent = Rate::parse(case.answers.required("tier")?).ok_or_else(|| codes::NOTHING_NEW.problem())?;
    Ok(Rate::from_nano(percent.nano() / 100).to_string())
}

/// 灵活就业参保（恢复缴费）
pub static FLEXIBLE_JOIN: Service = Service {
    code: "flexible.join",
    zh: "灵活就业人员参保、恢复缴费",
    en: "join or resume as a flexible worker",
    brief: text(
        "以灵活就业身份参加或恢复职工养老、医疗保险，自选缴费档次。",
        "joins or resumes employee insurance on one's own account, at a tier of one's choice",
    ),
    group: Group::Declaration,
    who: PEOPLE,
    about: About::Person,
    form: &[
        ask("insurances", text("参保险种", "insurances"), Kind::Insurances(OPEN_TO_THEM)),
        ask("tier", text("缴费档次（%）", "tier in percent"), Kind::Share(tiers)),
        ask("from", text("起始年月", "first month"), Kind::Month)
            .hint(text("不填则从当前可申报的月份开始", "left out: the first month that is open"))
            .optional(),
    ],
    basis: "社会保险法第十条、第二十三条",
    channels: HALL,
    run: Some(join),
    ..Service::PLAIN
};

fn join(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let person = case.party()?;
    let from = month_or_open(tx, case)?;
    let new = Enrol {
        reason: "flexible".to_owned(),
        ..alone(person, case.answers.insurances("insurances")?, &tier(case)?, from)
    };
    registry::enrol(tx, office, case.matter, &new)?;
    Ok(Decision::granted(case.answers.masked(), json!({ "person": person, "from": from, "tier": new.tier })))
}

fn alone(person: PartyId, insurances: InsuranceSet, tier: &str, from: FeeMonth) -> Enrol {
    Enrol {
        payer: person,
        person,
        category: Category::Flexible,
        insurances,
        period: Period::since(from),
        wage: None,
        tier: tier.to_owned(),
        reason: String::new(),
        employment_form: String::new(),
        work_from: None,
        correction: false,
    }
}

/// 灵活就业停保
pub static FLEXIBLE_STOP: Service = Service {
    code: "flexible.stop",
    zh: "灵活就业人员停止缴费",
    en: "stop paying as a flexible worker",
    brief: text(
        "从下一个可申报的月份起停止缴费，已缴的年限保留。",
        "stops from the next open month; months paid stay",
    ),
    group: Group::Declaration,
    who: PEOPLE,
    about: About::Person,
    form: &[ask(
        "why",
        text("停保原因", "reason"),
        Kind::Choice(&[
            ("employed", text("到单位就业", "found employment")),
            ("moved", text("转往外地参保", "insured elsewhere")),
            ("other", text("其他", "other")),
        ]),
    )],
    basis: "社会保险法第十条",
    channels: HALL,
    run: Some(stop),
    ..Service::PLAIN
};

fn stop(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let person = case.party()?;
    let last = first_open(tx, case.today())?.previous();
    let held = running(tx, person, last.next())?;
    leave(tx, office, case, &held, last, case.answers.required("why")?)?;
    let insurances: Vec<&str> = held.iter().map(|p| p.insurance.key()).collect();
    Ok(Decision::granted(json!({ "insurances": insurances }), json!({ "last_month": last })))
}

/// 缴费档次变更
pub static CHANGE_TIER: Service = Service {
    code: "levy.tier",
    zh: "缴费档次变更",
    en: "change of tier",
    brief: text(
        "灵活就业人员变更缴费档次，从下一个可申报的月份起执行。",
        "another tier from the next open month",
    ),
    group: Group::Declaration,
    who: PEOPLE,
    about: About::Person,
    form: &[ask("tier", text("新缴费档次（%）", "new tier in percent"), Kind::Share(tiers))],
    basis: "社会保险法第六十条",
    channels: HALL,
    run: Some(change_tier),
    ..Service::PLAIN
};

fn change_tier(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, tier) = (case.party()?, tier(case)?);
    let from = first_open(tx, case.today())?;
    let held = running(tx, person, from)?;
    if held.iter().all(|p| p.tier == tier) {
        return Err(codes::NOTHING_NEW.problem());
    }
    leave(tx, office, case, &held, from.previous(), "tier")?;
    let insurances = held.iter().map(|p| p.insurance).collect();
    let new = Enrol { reason: "tier".to_owned(), ..alone(person, insurances, &tier, from) };
    registry::enrol(tx, office, case.matter, &new)?;
    let before = held.first().map(|p| p.tier.clone());
    Ok(Decision::granted(json!({ "tier_before": before }), json!({ "tier": tier, "from": from })))
}

/// What the person pays alone in a month.
fn running(tx: &mut Tx<'_>, person: PartyId, month: FeeMonth) -> Result<Vec<Participation>> {
    let mut held = facts::participations(tx, person)?;
    held.retain(|p| p.payer == person && p.category == Category::Flexible && p.period.contains(month));
    if held.is_empty() { Err(codes::NOT_FLEXIBLE.problem()) } else { Ok(held) }
}

fn leave(
    tx: &mut Tx<'_>,
    office: &Office,
    case: &Case<'_>,
    held: &[Participation],
    last: FeeMonth,
    why: &str,
) -> Result<()> {
    let person = case.party()?;
    let ask = Leave {
        payer: person,
        person,
        insurances: held.iter().map(|p| p.insurance).collect(),
        last,
        reason: why.to_owned(),
        involuntary: false,
        correction: false,
    };
    registry::leave(tx, office, case.matter, &ask).map(drop)
}
