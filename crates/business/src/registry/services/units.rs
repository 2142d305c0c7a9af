//! Units: registered, changed, closed.

use kernel::{CreditCode, FeeMonth, PartyId, RegionCode, Result};
use serde_json::json;
use store::Tx;

use super::month_or_open;
use crate::Office;
use crate::desk::form::{Field, Kind, ask};
use crate::desk::{
    self, About, Case, Channel, Decision, Grant, Group, Material, NewStanding, Relation, Review, Role,
    Service, StandingKind, Text, text,
};
use crate::registry::{self, NewUnit, PayerKind, codes, facts};

const WAYS: &[Channel] = &[Channel::Web, Channel::Api, Channel::Counter];
const UNIT_OR_COUNTER: &[Grant] =
    &[Grant(Role::UnitAdmin, Relation::Own), Grant(Role::Registry, Relation::Region)];

const FROM: Field = ask("from", text("起始年月", "first month"), Kind::Month)
    .hint(text("不填则从当前可申报的月份开始", "left out: the first month that is open"))
    .optional();
const KINDS: &[(&str, Text)] = &[
    ("company", text("企业", "company")),
    ("public-body", text("国家机关", "public body")),
    ("institution-full", text("全额拨款事业单位", "public institution, fully funded")),
    ("institution-part", text("差额拨款事业单位", "public institution, partly funded")),
    ("institution-self", text("自收自支事业单位", "public institution, self-funded")),
    ("social-group", text("社会团体", "social group")),
    ("small-business", text("有雇工的个体工商户", "small business with staff")),
];
const CLASSES: &[(&str, Text)] = &[
    ("1", text("一类", "class 1")),
    ("2", text("二类", "class 2")),
    ("3", text("三类", "class 3")),
    ("4", text("四类", "class 4")),
    ("5", text("五类", "class 5")),
    ("6", text("六类", "class 6")),
    ("7", text("七类", "class 7")),
    ("8", text("八类", "class 8")),
];

const NEW_UNIT: &[Field] = &[
    ask("credit_code", text("统一社会信用代码", "unified social credit code"), Kind::CreditCode),
    ask("name", text("单位名称", "name"), Kind::Line(120)),
    ask("kind", text("单位类型", "kind"), Kind::Choice(KINDS)),
    ask("class", text("工伤行业类别", "industry class for work injury"), Kind::Choice(CLASSES)),
    ask("region", text("所在区县代码", "code of the district"), Kind::Region).optional(),
    FROM,
];
const LICENCE: &[Material] = &[Material {
    key: "licence",
    name: text("营业执照或批准成立文件", "licence or founding document"),
    required: true,
}];

/// 单位参保登记
pub static REGISTER_UNIT: Service = Service {
    code: "registry.unit",
    zh: "单位参保登记",
    en: "registration of a unit",
    brief: text(
        "为用人单位办理社会保险登记，登记后可以增员申报。",
        "registers an employer, who can then report staff",
    ),
    group: Group::Registration,
    about: About::Agency,
    form: NEW_UNIT,
    materials: LICENCE,
    basis: "社会保险法第五十七条",
    channels: &[Channel::Web, Channel::Api, Channel::Counter, Channel::Cli],
    run: Some(register),
    ..Service::PLAIN
};

fn register(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let answers = case.answers;
    let region = answers.text("region").map(RegionCode::parse).transpose()?.unwrap_or(office.region);
    let new = NewUnit {
        credit_code: Some(CreditCode::parse(answers.required("credit_code")?)?),
        name: answers.required("name")?.to_owned(),
        kind: PayerKind::from_word(answers.required("kind")?).unwrap_or(PayerKind::Company),
        industry_class: answers.required("class")?.parse().unwrap_or(0),
        floating_tier: 100,
        region,
        from: month_or_open(tx, case)?,
    };
    let unit = registry::register_unit(tx, office, case.matter, &new)?;
    Ok(Decision::granted(answers.masked(), json!({ "unit": unit, "from": new.from })))
}

/// 单位开户（法定代表人或经办人申请）
pub static OPEN_UNIT: Service = Service {
    code: "registry.unit-open",
    zh: "单位开户申请",
    en: "opening of a unit by its founder",
    brief: text(
        "新成立单位的负责人在网上申请参保登记；审核通过后，申请人即为单位管理员，可以增员申报和授权经办人。",
        "whoever founds a unit asks for its registration; once a clerk agrees they are its administrator",
    ),
    group: Group::Registration,
    who: &[Grant(Role::Person, Relation::Own), Grant(Role::Registry, Relation::Region)],
    about: About::Person,
    form: NEW_UNIT,
    materials: LICENCE,
    review: Review::Clerk,
    working_days: 10,
    basis: "社会保险法第五十七条",
    channels: WAYS,
    run: Some(open_unit),
    ..Service::PLAIN
};

fn open_unit(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let founder = case.party()?;
    // A unit that is there already has its administrator; nobody becomes another by asking for it once more.
    let code = CreditCode::parse(case.answers.required("credit_code")?)?;
    if let Some(known) = facts::unit_by_code(tx, &code)? {
        return Err(codes::CODE_TAKEN.with("code", code).with("unit", known.id));
    }
    let mut decision = register(tx, office, case)?;
    let unit = PartyId::new(decision.effects["unit"].as_i64().unwrap_or(0));
    // Whoever asked for themself administers the unit; a counter that asked for them does not.
    let holder = desk::user(tx, case.matter.by)?;
    if holder.person == Some(founder) {
        let standing = NewStanding {
            holder: holder.id,
            kind: StandingKind::Unit,
            party: Some(unit),
            region: facts::region_of(tx, unit)?,
            roles: Role::UNIT,
            from: case.today(),
            last: None,
        };
        decision.effects["standing"] = json!(desk::grant_standing(tx, &standing)?);
    }
    Ok(decision)
}

/// 单位信息变更
pub static CHANGE_UNIT: Service = Service {
    code: "registry.unit-change",
    zh: "单位信息变更",
    en: "change of unit data",
    brief: text("变更单位名称、类型、行业类别。", "changes the name, kind or industry class of a unit"),
    group: Group::Data,
    who: UNIT_OR_COUNTER,
    about: About::Unit,
    form: &[
        ask("name", text("单位名称", "name"), Kind::Line(120))
            .hint(text("不变更的不填", "leave out what stays"))
            .optional(),
        ask("kind", text("单位类型", "kind"), Kind::Choice(KINDS)).optional(),
        ask("class", text("工伤行业类别", "industry class for work injury"), Kind::Choice(CLASSES))
            .optional(),
        FROM,
    ],
    materials: &[Material {
        key: "licence",
        name: text("变更后的营业执照", "the new licence"),
        required: true,
    }],
    review: Review::Credit,
    working_days: 10,
    basis: "社会保险法第五十七条",
    channels: &[Channel::Web, Channel::Api, Channel::Counter, Channel::Cli],
    run: Some(change),
    ..Service::PLAIN
};

fn change(tx: &mut Tx<'_>, _: &Office, case: &Case<'_>) -> Result<Decision> {
    let (unit, answers) = (case.party()?, case.answers);
    let from = month_or_open(tx, case)?;
    let known = facts::unit(tx, unit, FeeMonth::OPEN)?;
    let new = NewUnit {
        credit_code: known.credit_code,
        name: answers.text("name").map_or_else(|| known.name.clone(), str::to_owned),
        kind: answers.text("kind").and_then(PayerKind::from_word).unwrap_or(known.kind),
        industry_class: answers
            .text("class")
            .and_then(|class| class.parse().ok())
            .unwrap_or(known.industry_class),
        floating_tier: known.floating_tier,
        region: known.region,
        from,
    };
    if (&new.name, new.kind, new.industry_class) == (&known.name, known.kind, known.industry_class) {
        return Err(codes::NOTHING_NEW.problem());
    }
    registry::change_unit(tx, case.matter, unit, &new)?;
    let before = json!({ "name": known.name, "kind": known.kind.key(), "class": known.industry_class });
    let after =
        json!({ "name": new.name, "kind": new.kind.key(), "class": new.industry_class, "from": from });
    Ok(Decision::granted(before, after))
}

/// 单位注销
pub static CLOSE_UNIT: Service = Service {
    code: "registry.unit-close",
    zh: "单位注销登记",
    en: "closing of a unit",
    brief: text(
        "单位终止，全部人员减员后注销社会保险登记。",
        "ends the registration of a unit whose staff has left",
    ),
    group: Group::Registration,
    who: UNIT_OR_COUNTER,
    about: About::Unit,
    form: &[ask("last", text("最后缴费年月", "last month"), Kind::Month)],
    materials: &[Material {
        key: "closing",
        name: text("注销通知或终止文件", "notice of closing"),
        required: true,
    }],
    review: Review::Clerk,
    working_days: 10,
    basis: "社会保险法第五十七条",
    channels: WAYS,
    run: Some(close),
    ..Service::PLAIN
};

fn close(tx: &mut Tx<'_>, _: &Office, case: &Case<'_>) -> Result<Decision> {
    let (unit, last) = (case.party()?, case.answers.month("last")?);
    registry::close_unit(tx, case.matter, unit, last)?;
    Ok(Decision::granted(json!({ "unit": unit }), json!({ "closed_after": last })))
}

/// 单位信用等级评定
pub static CREDIT: Service = Service {
    code: "registry.credit",
    zh: "单位信用等级评定",
    en: "credit class of a unit",
    brief: text(
        "评定为信用良好的单位，其需审核的事项由系统即时办结，事后抽查；另一人复核后生效。",
        "a unit in good credit is approved by the rules alone, with checks later; a second person has to agree",
    ),
    group: Group::Internal,
    about: About::Unit,
    form: &[
        ask(
            "class",
            text("信用等级", "class"),
            Kind::Choice(&[("vip", text("信用良好", "good")), ("normal", text("一般", "normal"))]),
        ),
        ask("why", text("评定依据", "ground"), Kind::Line(200)),
    ],
    review: Review::SecondPerson,
    basis: "社会保险经办条例第五十条",
    channels: WAYS,
    run: Some(rate),
    effect: Some(registry::credit_approved),
    ..Service::PLAIN
};

fn rate(tx: &mut Tx<'_>, _: &Office, case: &Case<'_>) -> Result<Decision> {
    let (unit, class) = (case.party()?, case.answers.required("class")?);
    let good = facts::is_in_good_credit(tx, unit, case.today())?;
    if good == (class == "vip") {
        return Err(codes::NOTHING_NEW.problem());
    }
    let before = json!({ "unit": unit, "good_before": good });
    Ok(Decision::granted(
        before,
        json!({ "class": class, "from": case.today(), "why": case.answers.required("why")? }),
    ))
}
