//! What people change about themselves: ways to reach them, identity, pay account, card, being out of work.

use kernel::{BankCard, Phone, Result};
use serde_json::json;
use store::Tx;

use crate::Office;
use crate::desk::form::{Kind, ask};
use crate::desk::policy::SELF_OR_FAMILY;
use crate::desk::{
    About, Case, Channel, Decision, Grant, Group, Material, Relation, Review, Role, Service, text,
};
use crate::registry::{self, CardState, Document, NewCard, NewPerson, codes, facts};

const HALL: &[Channel] = &[Channel::Web, Channel::Api, Channel::Counter];
const WITH_CLI: &[Channel] = &[Channel::Web, Channel::Api, Channel::Counter, Channel::Cli];
/// The person, a relative they allowed, their community, the counter.
pub(super) const PEOPLE: &[Grant] = &[
    SELF_OR_FAMILY[0],
    SELF_OR_FAMILY[1],
    Grant(Role::Community, Relation::Region),
    Grant(Role::Registry, Relation::Region),
];
/// The person alone, or the counter: what decides where money goes or who somebody is.
const PERSON_OR_COUNTER: &[Grant] = &[SELF_OR_FAMILY[0], Grant(Role::Registry, Relation::Region)];

/// 联系方式变更
pub static CONTACT: Service = Service {
    code: "registry.contact",
    zh: "联系方式变更",
    en: "change of contact data",
    brief: text(
        "变更手机号码、联系地址，用于接收办理结果和提醒。",
        "changes the phone number and address that notices go to",
    ),
    group: Group::Data,
    who: PEOPLE,
    about: About::Person,
    form: &[
        ask("phone", text("手机号码", "mobile phone"), Kind::Phone).optional(),
        ask("address", text("联系地址", "address"), Kind::Line(120))
            .hint(text("填写到门牌号", "down to the number of the house"))
            .optional(),
    ],
    basis: "社会保险经办条例第十条",
    channels: HALL,
    run: Some(change_contact),
    ..Service::PLAIN
};

fn change_contact(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, today) = (case.party()?, case.today());
    let before = facts::fact(tx, person, "phone", today)?;
    if let Some(phone) = case.answers.text("phone") {
        registry::set_phone(tx, office, case.matter, person, &Phone::parse(phone)?, today)?;
    }
    if let Some(address) = case.answers.text("address") {
        registry::set_fact(tx, case.matter, person, "address", address, today)?;
    }
    let changed = case.answers.masked();
    if changed.as_object().is_none_or(serde_json::Map::is_empty) {
        return Err(codes::NOTHING_NEW.problem());
    }
    Ok(Decision::granted(
        json!({ "person": person, "phone_before": before }),
        json!({ "changed": changed, "from": today }),
    ))
}

/// 个人关键信息变更
pub static CHANGE_PERSON: Service = Service {
    code: "registry.person-change",
    zh: "个人信息变更",
    en: "change of name or ID number",
    brief: text(
        "变更姓名或公民身份号码。原号码仍可查到同一档案，缴费记录不受影响。",
        "changes the name or the ID number; the old number still finds the same record",
    ),
    group: Group::Data,
    who: PERSON_OR_COUNTER,
    about: About::Person,
    form: &[
        ask("name", text("新姓名", "new name"), Kind::Line(40))
            .hint(text("不变更的不填", "leave out what stays"))
            .optional(),
        ask("id_number", text("新公民身份号码", "new ID number"), Kind::IdNumber)
            .hint(text("不变更的不填", "leave out what stays"))
            .optional(),
        ask(
            "why",
            text("变更原因", "reason"),
            Kind::Choice(&[
                ("police", text("公安机关已变更", "changed by the police")),
                ("mistake", text("登记有误", "recorded wrongly")),
            ]),
        ),
    ],
    materials: &[Material {
        key: "identity",
        name: text("居民身份证或户口簿", "ID card or household register"),
        required: true,
    }],
    review: Review::Clerk,
    working_days: 10,
    basis: "社会保险经办条例第十条",
    channels: WITH_CLI,
    sensitive: true,
    run: Some(change_identity),
    ..Service::PLAIN
};

fn change_identity(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let person = case.party()?;
    let known = facts::person(tx, person)?;
    let number = facts::document_number(tx, office, person)?;
    let document = match case.answers.text("id_number") {
        Some(_) => Document::from(case.answers.id_number("id_number")?),
        None => Document::parse(known.document, &number)?,
    };
    let name = case.answers.text("name").map_or_else(|| known.name.clone(), str::to_owned);
    if name == known.name && document.expose() == number {
        return Err(codes::NOTHING_NEW.problem());
    }
    let birth = document.id_number().is_none().then_some(known.birth);
    let new = NewPerson { document, name, sex: Some(known.sex), birth };
    registry::change_number(tx, office, case.matter, person, &new, case.today())?;
    let inputs = json!({ "person": person, "name": known.name, "number": known.masked, "asked": case.answers.masked() });
    Ok(Decision::granted(
        inputs,
        json!({ "name": new.name, "number": new.document.masked(), "from": case.today() }),
    ))
}

/// 待遇发放账户维护
pub static PAY_ACCOUNT: Service = Service {
    code: "registry.pay-account",
    zh: "待遇发放账户维护",
    en: "account that benefits are paid to",
    brief: text(
        "变更社会保障卡绑定的银行账户，养老金等待遇发到新账户。",
        "changes the bank account of the card, which benefits are paid to",
    ),
    group: Group::Card,
    who: PERSON_OR_COUNTER,
    about: About::Person,
    form: &[
        ask("account", text("新银行账号", "new bank account"), Kind::BankCard),
        ask("bank", text("开户银行行号", "clearing number of the bank"), Kind::Line(14)),
    ],
    review: Review::Clerk,
    working_days: 5,
    basis: "社会保险经办条例第十条",
    channels: HALL,
    sensitive: true,
    run: Some(change_account),
    ..Service::PLAIN
};

fn change_account(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let person = case.party()?;
    let card = facts::card(tx, office, person)?.ok_or_else(|| codes::NO_CARD.with("person", person))?;
    let account = BankCard::parse(case.answers.required("account")?)?;
    let masked = account.masked();
    let new = NewCard {
        person,
        number: card.number,
        bank: case.answers.required("bank")?.to_owned(),
        account,
        issued_on: case.today(),
        financial: card.financial,
        social: card.social,
    };
    registry::issue_card(tx, office, case.matter, &new)?;
    Ok(Decision::granted(
        json!({ "before": card.masked }),
        json!({ "account": masked, "from": case.today() }),
    ))
}

/// 社会保障卡挂失
pub static CARD_LOST: Service = Service {
    code: "card.lost",
    zh: "社会保障卡挂失",
    en: "report the card lost",
    brief: text(
        "社会保障功能立即停用；金融功能请同时向发卡银行挂失。",
        "stops the social functions at once; tell the bank too",
    ),
    group: Group::Card,
    who: PEOPLE,
    about: About::Person,
    basis: "社会保障卡管理办法",
    channels: HALL,
    run: Some(lose_card),
    ..Service::PLAIN
};

fn lose_card(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    switch_card(tx, office, case, CardState::Lost)
}

/// 社会保障卡解挂
pub static CARD_FOUND: Service = Service {
    code: "card.found",
    zh: "社会保障卡解除挂失",
    en: "report the card found",
    brief: text("找回社会保障卡后恢复使用。", "puts the card to use again once it was found"),
    group: Group::Card,
    who: PERSON_OR_COUNTER,
    about: About::Person,
    basis: "社会保障卡管理办法",
    channels: HALL,
    sensitive: true,
    run: Some(find_card),
    ..Service::PLAIN
};

fn find_card(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    switch_card(tx, office, case, CardState::Active)
}

fn switch_card(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>, to: CardState) -> Result<Decision> {
    let person = case.party()?;
    let card = facts::card(tx, office, person)?.ok_or_else(|| codes::NO_CARD.with("person", person))?;
    registry::set_card_state(tx, office, case.matter, person, card.financial, to)?;
    let before = json!({ "social": card.social.key() });
    Ok(Decision::granted(before, json!({ "social": to.key() })))
}

/// 失业登记
pub static REGISTER_UNEMPLOYED: Service = Service {
    code: "registry.unemployed",
    zh: "失业登记",
    en: "registration as out of work",
    brief: text(
        "没有工作且有就业要求的人员登记失业，享受就业服务。",
        "registers people who are out of work and look for it",
    ),
    group: Group::Registration,
    who: PEOPLE,
    about: About::Person,
    form: &[ask("since", text("失业日期", "out of work since"), Kind::Day)
        .hint(text("不填则为今天", "left out: today"))
        .optional()],
    basis: "就业服务与就业管理规定第六十三条",
    channels: HALL,
    run: Some(register_unemployed),
    ..Service::PLAIN
};

fn register_unemployed(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (person, since) = (case.party()?, case.answers.day("since").unwrap_or(case.today()));
    registry::register_unemployed(tx, office, case.matter, person, since)?;
    Ok(Decision::granted(json!({ "person": person }), json!({ "registered_on": since })))
}
