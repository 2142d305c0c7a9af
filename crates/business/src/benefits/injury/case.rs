//! Recognition (工伤认定) and grading (劳动能力鉴定): the two decisions that every injury benefit rests on.

use jiff::ToSpan;
use kernel::{Date, FeeMonth, Insurance, PartyId, Result};
use serde_json::json;
use store::{Sequence, Tx, params};

use super::{WHO, injury_of};
use crate::Office;
use crate::benefits::{HALL, codes, refused};
use crate::desk::form::{Kind, ask};
use crate::desk::{
    About, Case, Channel, Decision, Grant, Group, Relation, Review, Role, Service, Text, text,
};
use crate::registry;

/// The cases of the regulation, articles 14 and 15.
const BASES: &[(&str, Text)] = &[
    ("at-work", text("工作时间和场所内因工作原因受伤", "hurt by work, at work")),
    ("before-after", text("工作前后的预备或收尾工作中受伤", "hurt preparing or closing the work")),
    ("violence", text("因履行职责受到暴力伤害", "violence because of one's duty")),
    ("disease", text("患职业病", "occupational disease")),
    ("on-duty", text("因工外出期间受伤或下落不明", "hurt or missing on a trip for work")),
    (
        "commuting",
        text("上下班途中非本人主要责任的交通事故", "traffic on the way, not mainly one's own fault"),
    ),
    ("by-law", text("法律、法规规定的其他情形", "other cases of the law")),
    (
        "sudden-death",
        text("工作岗位突发疾病死亡或48小时内抢救无效死亡", "sudden death at work, or within 48 hours"),
    ),
    ("rescue", text("抢险救灾等维护公共利益活动中受伤", "hurt in a rescue for the public good")),
    ("old-wound", text("因战因公负伤致残的军人旧伤复发", "an old wound of service opens again")),
];

/// 工伤认定申请
pub static INJURY_RECOGNISE: Service = Service {
    code: "injury.recognise",
    zh: "工伤认定申请",
    en: "recognition of a work injury",
    brief: text(
        "职工受到事故伤害或患职业病后，由单位、本人或近亲属申请认定。",
        "the employer, the person or a relative asks for an injury or disease to be recognised",
    ),
    group: Group::Injury,
    who: WHO,
    about: About::Person,
    form: &[
        ask("happened", text("事故发生（诊断）日期", "day of the accident or diagnosis"), Kind::Day),
        ask("basis", text("认定情形", "case"), Kind::Choice(BASES)),
        ask("unit", text("用人单位统一社会信用代码", "credit code of the employer"), Kind::CreditCode)
            .hint(text("不填则按当月工伤参保单位", "left out: where the person was insured then"))
            .optional(),
        ask("account", text("经过", "what happened"), Kind::Line(400)),
    ],
    review: Review::Clerk,
    desk: Role::Benefits,
    calendar_days: 60,
    basis: "工伤保险条例第十四条至第二十条",
    channels: HALL,
    run: Some(recognise),
    ..Service::PLAIN
};

fn recognise(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, today) = (case.party()?, case.today());
    let day = past_day(case, "happened")?;
    let known =
        tx.row("SELECT 1 FROM injury WHERE person = $1 AND happened_on = $2", params![person, day], |row| {
            row.get::<i64>(0)
        })?;
    if known.is_some() {
        return Err(codes::RECOGNISED.with("day", day));
    }
    let law = office.law.in_force(office.region.as_str(), Some(today))?;
    let basis = case.answers.required("basis")?;
    let unit = employer(tx, case, person, FeeMonth::of(day))?;
    let own_days = law.whole("injury.report_days_unit", day)?.value;
    let late = case.actor.party == unit && unit.is_some() && day.saturating_add(own_days.days()) < today;
    let inputs =
        json!({ "happened_on": day, "basis": basis, "unit": unit, "asked_on": today, "employer_late": late });
    let months = law.whole("injury.report_months", day)?.value;
    if day.saturating_add(months.months()) < today {
        return Ok(refused(inputs, &codes::REPORTED_LATE.with("day", day).with("months", months)));
    }
    let Some(unit) = unit else {
        return Ok(refused(inputs, &codes::NOT_INSURED.with("month", FeeMonth::of(day))));
    };
    let id = tx.allot_one(Sequence::Fact)?;
    tx.record(
        case.matter.id.get(),
        "injury",
        &["id", "person", "unit", "happened_on", "basis", "recognised_on", "matter", "recorded_at"],
        params![id, person, unit, day, basis, today, case.matter.id, case.matter.at],
    )?;
    Ok(Decision::granted(inputs, json!({ "injury": id, "recognised_on": today, "employer_late": late })))
}

/// The unit that insured the person against work injury in a month; of several the one named.
fn employer(tx: &mut Tx<'_>, case: &Case<'_>, person: PartyId, month: FeeMonth) -> Result<Option<PartyId>> {
    let named = match case.answers.text("unit") {
        Some(code) => {
            registry::facts::unit_by_code(tx, &kernel::CreditCode::parse(code)?)?.map(|unit| unit.id)
        }
        None => None,
    };
    let all = registry::facts::participations(tx, person)?;
    let insured = all.iter().filter(|p| p.insurance == Insurance::Injury && p.period.contains(month));
    let wanted = named.filter(|_| case.answers.text("unit").is_some());
    Ok(insured.map(|p| p.payer).find(|payer| wanted.is_none_or(|unit| unit == *payer)))
}

/// A day of the form that has come.
fn past_day(case: &Case<'_>, key: &'static str) -> Result<Date> {
    let day = case.answers.day(key).filter(|day| *day <= case.today());
    day.ok_or_else(|| codes::BAD_DAY.problem().at(key, case.answers.text(key).unwrap_or_default()))
}

/// 劳动能力鉴定结论登记
pub static INJURY_GRADE: Service = Service {
    code: "injury.grade",
    zh: "劳动能力鉴定",
    en: "assessment of working capacity",
    brief: text(
        "登记劳动能力鉴定委员会的伤残等级和生活自理障碍结论；复查鉴定后再次登记。",
        "records the committee's grade and level of care; again after a new assessment",
    ),
    group: Group::Injury,
    who: &[Grant(Role::Benefits, Relation::Region)],
    about: About::Person,
    form: &[
        ask("happened", text("事故发生日期", "day of the accident"), Kind::Day),
        ask("assessed", text("鉴定结论日期", "day of the conclusion"), Kind::Day),
        ask(
            "grade",
            text("伤残等级", "grade"),
            Kind::Choice(&[
                ("0", text("未达等级", "none")),
                ("1", text("一级", "1")),
                ("2", text("二级", "2")),
                ("3", text("三级", "3")),
                ("4", text("四级", "4")),
                ("5", text("五级", "5")),
                ("6", text("六级", "6")),
                ("7", text("七级", "7")),
                ("8", text("八级", "8")),
                ("9", text("九级", "9")),
                ("10", text("十级", "10")),
            ]),
        ),
        ask(
            "nursing",
            text("生活自理障碍", "need of care"),
            Kind::Choice(&[
                ("none", text("无", "none")),
                ("part", text("部分不能自理", "partly dependent")),
                ("most", text("大部分不能自理", "mostly dependent")),
                ("full", text("完全不能自理", "fully dependent")),
            ]),
        ),
    ],
    review: Review::Clerk,
    desk: Role::Benefits,
    calendar_days: 60,
    basis: "工伤保险条例第二十一条至第二十九条",
    channels: &[Channel::Counter, Channel::Api, Channel::Cli],
    run: Some(assess),
    ..Service::PLAIN
};

fn assess(tx: &mut Tx<'_>, _: &Office, case: &Case<'_>) -> Result<Decision> {
    let (day, assessed) = (past_day(case, "happened")?, past_day(case, "assessed")?);
    let injury = injury_of(tx, case.party()?, Some(day))?;
    if assessed < injury.happened_on || injury.grade.is_some_and(|last| last.assessed_on >= assessed) {
        return Err(codes::ASSESSED_BEFORE.with("day", assessed));
    }
    let grade: i64 = case.answers.required("grade")?.parse().unwrap_or(0);
    let nursing = case.answers.required("nursing")?;
    tx.record(
        case.matter.id.get(),
        "injury_grade",
        &["injury", "assessed_on", "matter", "grade", "nursing", "recorded_at"],
        params![injury.id, assessed, case.matter.id, grade, nursing, case.matter.at],
    )?;
    let inputs = json!({ "injury": injury.id, "assessed_on": assessed });
    Ok(Decision::granted(inputs, json!({ "grade": grade, "nursing": nursing })))
}
