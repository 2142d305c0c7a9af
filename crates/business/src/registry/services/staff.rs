//! Staff of a unit, one at a time: joiner, leaver, wage. Files of them go through `intake`.

use std::collections::BTreeSet;

use kernel::{Insurance, PartyId, Period, Result};
use rules::{Category, InsuranceSet};
use serde_json::json;
use store::Tx;

use super::month_or_open;
use crate::Office;
use crate::desk::form::{Field, Kind, ask};
use crate::desk::{
    About, Case, Channel, Decision, Grant, Group, Open, Relation, Review, Role, Service, Text, text,
};
use crate::registry::{self, DeclareWage, Document, Enrol, Leave, NewPerson, WageKind, codes, facts};

pub(super) const WAYS: &[Channel] = &[Channel::Web, Channel::Api, Channel::Counter, Channel::Cli];
/// The unit's own clerks, and the counter.
pub(super) const STAFF_CLERKS: &[Grant] = &[
    Grant(Role::UnitAdmin, Relation::Own),
    Grant(Role::UnitStaff, Relation::Own),
    Grant(Role::Registry, Relation::Region),
];
pub(super) const FOR_STAFF: &[Insurance] = &[
    Insurance::Pension,
    Insurance::Unemployment,
    Insurance::Medical,
    Insurance::LargeMedical,
    Insurance::Injury,
    Insurance::Maternity,
];

pub(super) const NUMBER: Field = ask("id_number", text("公民身份号码", "ID number"), Kind::IdNumber);
pub(super) const NAME: Field = ask("name", text("姓名", "name"), Kind::Line(40));
pub(super) const INSURANCES: Field =
    ask("insurances", text("参保险种", "insurances"), Kind::Insurances(FOR_STAFF));
pub(super) const WAGE: Field = ask("wage", text("月工资（元）", "monthly wage in yuan"), Kind::Money);
pub(super) const WORK_FROM: Field =
    ask("work_from", text("入职日期", "first day of work"), Kind::Day).optional();
pub(super) const FORM: Field = ask(
    "form",
    text("用工形式", "form of employment"),
    Kind::Choice(&[
        ("contract", text("劳动合同", "employment contract")),
        ("dispatch", text("劳务派遣", "agency work")),
        ("part-time", text("非全日制", "part time")),
        ("other", text("其他", "other")),
    ]),
);
pub(super) const PHONE: Field = ask("phone", text("手机号码", "mobile phone"), Kind::Phone).optional();
pub(super) const INVOLUNTARY: Field =
    ask("involuntary", text("是否非本人意愿中断就业", "was it not their own will?"), Kind::YesNo).hint(text(
        "决定本人能否领取失业保险金，请如实填写",
        "decides whether unemployment benefit may follow",
    ));
pub(super) const LAST: Field = ask("last", text("最后参保年月", "last month insured"), Kind::Month);
pub(super) const WHY_LEFT: Field = ask("reason", text("减员原因", "reason"), Kind::Choice(REASONS));
pub(super) const FROM: Field = ask("from", text("起始年月", "first month"), Kind::Month)
    .hint(text("不填则从当前可申报的月份开始", "left out: the first month that is open"))
    .optional();
pub(super) const CORRECTION: Field =
    ask("correction", text("涉及已核定的月份", "reaches into assessed months"), Kind::YesNo)
        .hint(text("补报以前月份选“是”，差额另行补收", "yes for earlier months; the difference is settled"))
        .optional();

/// 人员增加
pub static JOIN: Service = Service {
    code: "registry.join",
    zh: "人员增加",
    en: "joiners",
    brief: text(
        "单位为新招用人员办理就业和参保登记。",
        "registers employment and insurance of somebody a unit has hired",
    ),
    group: Group::Declaration,
    who: STAFF_CLERKS,
    about: About::Unit,
    form: &[
        NUMBER,
        NAME,
        INSURANCES,
        WAGE,
        FROM,
        WORK_FROM,
        FORM,
        ask(
            "reason",
            text("增员原因", "reason"),
            Kind::Choice(&[
                ("first", text("首次参保", "first time")),
                ("resumed", text("续保", "resumed")),
                ("moved-in", text("统筹区外转入", "moved in")),
                ("changed-unit", text("统筹区内转入", "from another unit here")),
            ]),
        ),
        PHONE,
        CORRECTION,
    ],
    review: Review::Automatic,
    open: Open::Declaration,
    basis: "社会保险法第五十八条",
    channels: WAYS,
    run: Some(join),
    ..Service::PLAIN
};

fn join(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (unit, answers) = (case.party()?, case.answers);
    let number = answers.id_number("id_number")?;
    let new = NewPerson {
        document: number.into(),
        name: answers.required("name")?.to_owned(),
        sex: None,
        birth: None,
    };
    let person = registry::register_person(tx, office, case.matter, &new)?;
    let from = month_or_open(tx, case)?;
    let ask = Enrol {
        payer: unit,
        person,
        category: Category::Employee,
        insurances: answers.insurances("insurances")?,
        period: Period::since(from),
        wage: Some(answers.money("wage")?),
        tier: String::new(),
        reason: answers.required("reason")?.to_owned(),
        employment_form: answers.required("form")?.to_owned(),
        work_from: answers.day("work_from"),
        correction: answers.yes("correction"),
    };
    let before = as_resident(tx, person)?;
    registry::enrol(tx, office, case.matter, &ask)?;
    let after = as_resident(tx, person)?;
    if let Some(phone) = answers.text("phone") {
        let phone = kernel::Phone::parse(phone)?;
        registry::set_phone(tx, office, case.matter, person, &phone, case.today())?;
    }
    let mut effects = json!({ "person": person, "unit": unit, "from": from });
    let stopped: Vec<&str> = before.difference(&after).map(|insurance| insurance.key()).collect();
    if !stopped.is_empty() {
        effects["resident_stopped"] = json!(stopped);
        effects["resident_last"] = json!(from.previous());
    }
    Ok(Decision::granted(answers.masked(), effects))
}

/// What somebody is insured in as a resident without an end; the law wants one scheme, so employment ends it.
fn as_resident(tx: &mut Tx<'_>, person: PartyId) -> Result<BTreeSet<Insurance>> {
    let held = facts::participations(tx, person)?;
    let open = held.into_iter().filter(|p| p.category == Category::Resident && p.period.is_open());
    Ok(open.map(|p| p.insurance).collect())
}

/// 人员减少
pub static LEAVE: Service = Service {
    code: "registry.leave",
    zh: "人员减少",
    en: "leavers",
    brief: text(
        "单位为离职人员停止缴费并办理退工登记。",
        "ends contributions and the employment of somebody who left a unit",
    ),
    group: Group::Declaration,
    who: STAFF_CLERKS,
    about: About::Unit,
    form: &[NUMBER, LAST, WHY_LEFT, INVOLUNTARY, CORRECTION],
    open: Open::Declaration,
    basis: "社会保险法第五十条",
    channels: WAYS,
    run: Some(leave),
    ..Service::PLAIN
};

pub(super) const REASONS: &[(&str, Text)] = &[
    ("expired", text("合同期满", "contract ended")),
    ("dismissed", text("单位解除", "dismissed")),
    ("agreed", text("协商解除", "by agreement")),
    ("resigned", text("本人辞职", "resigned")),
    ("moved", text("调出", "moved away")),
    ("other", text("其他", "other")),
];

fn leave(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (unit, answers) = (case.party()?, case.answers);
    let person = staff(tx, office, case, unit)?;
    let last = answers.month("last")?;
    let ask = Leave {
        payer: unit,
        person,
        insurances: InsuranceSet::ALL,
        last,
        reason: answers.required("reason")?.to_owned(),
        involuntary: answers.yes("involuntary"),
        correction: answers.yes("correction"),
    };
    registry::leave(tx, office, case.matter, &ask)?;
    Ok(Decision::granted(answers.masked(), json!({ "person": person, "unit": unit, "last_month": last })))
}

/// 缴费基数申报
pub static DECLARE_BASE: Service = Service {
    code: "levy.base",
    zh: "缴费基数申报",
    en: "declaration of wages",
    brief: text(
        "申报职工月工资，作为核定缴费基数的依据。",
        "declares the monthly wage that the base is assessed from",
    ),
    group: Group::Declaration,
    who: STAFF_CLERKS,
    about: About::Unit,
    form: &[NUMBER, WAGE, FROM, CORRECTION],
    open: Open::Declaration,
    basis: "社会保险法第六十条",
    channels: WAYS,
    run: Some(declare_wage),
    ..Service::PLAIN
};

fn declare_wage(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (unit, answers) = (case.party()?, case.answers);
    let person = staff(tx, office, case, unit)?;
    let (from, wage) = (month_or_open(tx, case)?, answers.money("wage")?);
    let ask = DeclareWage {
        payer: unit,
        person,
        from,
        wage,
        kind: WageKind::Declared,
        correction: answers.yes("correction"),
    };
    registry::declare_wage(tx, office, case.matter, &ask)?;
    Ok(Decision::granted(
        answers.masked(),
        json!({ "person": person, "unit": unit, "from": from, "wage": wage }),
    ))
}

/// The unit's own staff. Whether somebody else has a record is not told.
pub(super) fn staff(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>, unit: PartyId) -> Result<PartyId> {
    let document = Document::from(case.answers.id_number("id_number")?);
    match facts::person_by_document(tx, office, &document)? {
        Some(person) if facts::was_insured_at(tx, person, unit)? => Ok(person),
        _ => Err(codes::OTHER_PERSON.problem().at("id_number", document.masked())),
    }
}
