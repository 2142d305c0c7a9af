//! Events of working life as one matter (一件事): hiring and leaving. One form, nothing asked twice; what belongs to it is done in
//! matters below it, each with a decision of its own.

use kernel::{PartyId, Result};
use serde_json::{Value as Json, json};
use store::Tx;

use super::people::{CONTACT, REGISTER_UNEMPLOYED};
use super::staff::{
    FORM, FROM, INSURANCES, INVOLUNTARY, JOIN, LAST, LEAVE, NAME, NUMBER, PHONE, STAFF_CLERKS, WAGE, WAYS,
    WHY_LEFT, WORK_FROM, staff,
};
use crate::Office;
use crate::desk::form::{Kind, ask};
use crate::desk::{About, Case, Decision, Given, Group, Open, Service, part, text};
use crate::registry::{Document, facts};

/// 招用员工一件事
pub static HIRE: Service = Service {
    code: "event.hire",
    zh: "招用员工一件事",
    en: "hiring as one event",
    brief: text(
        "一张表办完就业登记、参保登记和联系方式登记；原参加居民医疗、居民养老的自动停保，并可打印名册盖章签字。",
        "one form registers employment, insurance and contact data, ends insurance as a resident, and prints the list to sign",
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
        PHONE,
        ask("address", text("联系地址", "address"), Kind::Line(120)).optional(),
    ],
    open: Open::Declaration,
    basis: "社会保险法第五十八条；就业服务与就业管理规定第六十二条",
    channels: WAYS,
    run: Some(hire),
    ..Service::PLAIN
};

fn hire(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let unit = case.party()?;
    let mut given = taken(case, &["id_number", "name", "insurances", "wage", "from", "work_from", "form"]);
    given.insert("reason".to_owned(), reason(tx, office, case, unit)?.to_owned());
    let joined = part(tx, office, case, (&JOIN, unit), &given)?;
    let contact = taken(case, &["phone", "address"]);
    if let (false, Some(person)) = (contact.is_empty(), joined.effects["person"].as_i64()) {
        part(tx, office, case, (&CONTACT, PartyId::new(person)), &contact)?;
    }
    Ok(Decision::granted(case.answers.masked(), joined.effects))
}

/// Why somebody joins, as their record tells it: nobody has to say it.
fn reason(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>, unit: PartyId) -> Result<&'static str> {
    let document = Document::from(case.answers.id_number("id_number")?);
    let Some(person) = facts::person_by_document(tx, office, &document)? else { return Ok("first") };
    let held = facts::participations(tx, person)?;
    let employed = |payer: PartyId| payer != person;
    Ok(if held.iter().any(|p| employed(p.payer) && p.payer != unit) {
        "changed-unit"
    } else if held.iter().any(|p| employed(p.payer)) {
        "resumed"
    } else {
        "first"
    })
}

/// 解除、终止劳动合同一件事
pub static DISMISS: Service = Service {
    code: "event.leave",
    zh: "解除、终止劳动合同一件事",
    en: "leaving as one event",
    brief: text(
        "一张表办完退工、停止缴费；本人同意的，同时办理失业登记。",
        "one form ends employment and insurance and, if the person agrees, registers them as out of work",
    ),
    group: Group::Declaration,
    who: STAFF_CLERKS,
    about: About::Unit,
    form: &[
        NUMBER,
        LAST,
        WHY_LEFT,
        INVOLUNTARY,
        ask(
            "unemployed",
            text("本人同意同时办理失业登记", "does the person want to be registered as out of work?"),
            Kind::YesNo,
        )
        .hint(text("自停止参保的次日起登记，不影响本人另行求职", "from the day after the last month")),
        PHONE,
    ],
    open: Open::Declaration,
    basis: "社会保险法第五十条；劳动合同法第五十条",
    channels: WAYS,
    run: Some(dismiss),
    ..Service::PLAIN
};

fn dismiss(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let unit = case.party()?;
    let person = staff(tx, office, case, unit)?;
    let last = case.answers.month("last")?;
    part(tx, office, case, (&LEAVE, unit), &taken(case, &["id_number", "last", "reason", "involuntary"]))?;
    let contact = taken(case, &["phone"]);
    if !contact.is_empty() {
        part(tx, office, case, (&CONTACT, person), &contact)?;
    }
    let mut effects = json!({ "person": person, "unit": unit, "last_month": last });
    if case.answers.yes("unemployed") {
        let since = last.next().first_day().max(case.today());
        let given = Given::from([("since".to_owned(), since.to_string())]);
        part(tx, office, case, (&REGISTER_UNEMPLOYED, person), &given)?;
        effects["registered_on"] = Json::from(since.to_string());
    }
    Ok(Decision::granted(case.answers.masked(), effects))
}

/// Some of the answers, for a part of the whole.
pub(super) fn taken(case: &Case<'_>, keys: &[&str]) -> Given {
    keys.iter().filter_map(|key| Some(((*key).to_owned(), case.answers.text(key)?.to_owned()))).collect()
}
