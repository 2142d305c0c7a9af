//! What a unit puts right about its staff: insurances added or stopped, months that were missed, data that changed.

use std::collections::BTreeSet;

use kernel::{Insurance, PartyId, Period, Result};
use rules::{Category, InsuranceSet};
use serde_json::json;
use store::Tx;

use super::events::taken;
use super::month_or_open;
use super::people::{CHANGE_PERSON, CONTACT};
use super::staff::{FROM, INSURANCES, NUMBER, PHONE, STAFF_CLERKS, WAGE, WAYS, staff};
use crate::Office;
use crate::desk::form::{Kind, ask};
use crate::desk::{About, Case, Decision, Group, Material, Open, Review, Role, Service, part, text};
use crate::levy::facts::first_open;
use crate::levy::{Cause, difference_within};
use crate::registry::{self, Enrol, Leave, codes, facts};

/// 人员险种增减
pub static CHANGE_INSURANCES: Service = Service {
    code: "registry.insurances",
    zh: "人员险种增减",
    en: "insurances of staff added or stopped",
    brief: text(
        "为在职人员增加或停止个别险种，劳动关系不变。",
        "adds or stops single insurances of somebody who stays with the unit",
    ),
    group: Group::Declaration,
    who: STAFF_CLERKS,
    about: About::Unit,
    form: &[
        NUMBER,
        ask(
            "change",
            text("办理内容", "change"),
            Kind::Choice(&[("add", text("增加险种", "add")), ("stop", text("停止险种", "stop"))]),
        ),
        INSURANCES,
        FROM,
    ],
    open: Open::Declaration,
    basis: "社会保险法第五十八条",
    channels: WAYS,
    run: Some(change_insurances),
    ..Service::PLAIN
};

fn change_insurances(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let unit = case.party()?;
    let person = staff(tx, office, case, unit)?;
    let (from, insurances) = (month_or_open(tx, case)?, case.answers.insurances("insurances")?);
    if case.answers.required("change")? == "stop" {
        let ask = Leave {
            payer: unit,
            person,
            insurances,
            last: from.previous(),
            reason: "other".to_owned(),
            involuntary: false,
            correction: false,
        };
        registry::leave(tx, office, case.matter, &ask)?;
    } else {
        let ask = Enrol {
            payer: unit,
            person,
            category: Category::Employee,
            insurances,
            period: Period::since(from),
            wage: Some(present_wage(tx, unit, person, from)?),
            tier: String::new(),
            reason: "insurances".to_owned(),
            employment_form: String::new(),
            work_from: None,
            correction: false,
        };
        registry::enrol(tx, office, case.matter, &ask)?;
    }
    Ok(Decision::granted(case.answers.masked(), json!({ "person": person, "unit": unit, "from": from })))
}

fn present_wage(
    tx: &mut Tx<'_>,
    unit: PartyId,
    person: PartyId,
    month: kernel::FeeMonth,
) -> Result<kernel::Fen> {
    facts::wage_at(tx, unit, person, month)?.ok_or_else(|| codes::NO_WAGE.problem())
}

/// 职工断缴补缴
pub static STAFF_BACK_PAYMENT: Service = Service {
    code: "levy.staff-back-payment",
    zh: "职工断缴补缴",
    en: "back payment for staff",
    brief: text(
        "补缴在本单位工作期间漏缴的月份，按补缴月份的基数和费率核定，生成补缴核定单。",
        "pays months that were missed while somebody worked for the unit; they are assessed by their own bases and rates",
    ),
    group: Group::Declaration,
    who: STAFF_CLERKS,
    about: About::Unit,
    form: &[
        NUMBER,
        ask("from", text("补缴起始年月", "first month missed"), Kind::Month),
        ask("to", text("补缴终止年月", "last month missed"), Kind::Month),
        WAGE,
    ],
    materials: &[Material {
        key: "contract",
        name: text("劳动合同、工资凭证", "employment contract, proof of wages"),
        required: true,
    }],
    review: Review::Credit,
    desk: Role::Levy,
    working_days: 10,
    basis: "社会保险法第六十三条、第八十六条",
    channels: WAYS,
    run: Some(pay_back),
    ..Service::PLAIN
};

fn pay_back(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let unit = case.party()?;
    let person = staff(tx, office, case, unit)?;
    let (from, to) = (case.answers.month("from")?, case.answers.month("to")?);
    let period = Period::new(from, to).ok_or_else(|| codes::NOTHING_NEW.problem().at("to", to))?;
    let held = facts::participations(tx, person)?;
    let here: BTreeSet<Insurance> = held.iter().filter(|p| p.payer == unit).map(|p| p.insurance).collect();
    let ask = Enrol {
        payer: unit,
        person,
        category: Category::Employee,
        insurances: here.into_iter().fold(InsuranceSet::EMPTY, InsuranceSet::with),
        period,
        wage: Some(case.answers.money("wage")?),
        tier: String::new(),
        reason: "back-payment".to_owned(),
        employment_form: String::new(),
        work_from: None,
        correction: true,
    };
    registry::enrol(tx, office, case.matter, &ask)?;
    let billed_in = first_open(tx, case.today())?;
    let settled = difference_within(
        tx,
        office,
        case.actor,
        (case.matter, unit),
        (from, billed_in),
        Cause::BackPayment,
    )?;
    let effects = json!({
        "person": person, "unit": unit, "from": from, "last": to, "bills": settled.bills,
        "to_collect": settled.to_collect.to_string(),
    });
    Ok(Decision::granted(case.answers.masked(), effects))
}

/// 职工信息变更
pub static CHANGE_STAFF: Service = Service {
    code: "registry.staff-change",
    zh: "职工信息变更",
    en: "change of data of staff",
    brief: text(
        "单位为职工变更姓名、公民身份号码或手机号码，审核后生效。",
        "changes name, ID number or phone number of somebody of the staff once a clerk has agreed",
    ),
    group: Group::Data,
    who: STAFF_CLERKS,
    about: About::Unit,
    form: &[
        NUMBER,
        ask("name", text("新姓名", "new name"), Kind::Line(40))
            .hint(text("不变更的不填", "leave out what stays"))
            .optional(),
        ask("new_number", text("新公民身份号码", "new ID number"), Kind::IdNumber)
            .hint(text("不变更的不填", "leave out what stays"))
            .optional(),
        PHONE,
        ask(
            "why",
            text("变更原因", "reason"),
            Kind::Choice(&[
                ("police", text("公安机关已变更", "changed by the police")),
                ("mistake", text("登记有误", "recorded wrongly")),
            ]),
        ),
    ],
    materials: CHANGE_PERSON.materials,
    review: Review::Clerk,
    working_days: 10,
    basis: "社会保险经办条例第十条",
    channels: WAYS,
    run: Some(change_staff),
    ..Service::PLAIN
};

fn change_staff(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let unit = case.party()?;
    let person = staff(tx, office, case, unit)?;
    let contact = taken(case, &["phone"]);
    let mut identity = taken(case, &["name"]);
    if let Some(number) = case.answers.text("new_number") {
        identity.insert("id_number".to_owned(), number.to_owned());
    }
    if contact.is_empty() && identity.is_empty() {
        return Err(codes::NOTHING_NEW.problem());
    }
    if !identity.is_empty() {
        identity.insert("why".to_owned(), case.answers.required("why")?.to_owned());
        part(tx, office, case, (&CHANGE_PERSON, person), &identity)?;
    }
    if !contact.is_empty() {
        part(tx, office, case, (&CONTACT, person), &contact)?;
    }
    Ok(Decision::granted(case.answers.masked(), json!({ "person": person, "unit": unit })))
}
