//! Services of certificates.

use kernel::Result;
use store::Tx;

use super::contents::{self, Contents};
use super::issue::issue;
use super::revoke::revoke;
use crate::Office;
use crate::desk::form::{Field, Kind, ask};
use crate::desk::{About, Case, Channel, Decision, Grant, Group, Relation, Role, Service, Text, text};

/// All of them.
pub(crate) static SERVICES: &[&Service] = &[
    &INSURED_CERTIFICATE,
    &CONTRIBUTION_CERTIFICATE,
    &BENEFIT_CERTIFICATE,
    &ACCOUNT_CERTIFICATE,
    &UNIT_CERTIFICATE,
    &PAYMENT_CERTIFICATE,
    &REVOKE_CERTIFICATE,
];

/// Those that give a certificate.
pub(super) static KINDS: &[&Service] = &[
    &INSURED_CERTIFICATE,
    &CONTRIBUTION_CERTIFICATE,
    &BENEFIT_CERTIFICATE,
    &ACCOUNT_CERTIFICATE,
    &UNIT_CERTIFICATE,
    &PAYMENT_CERTIFICATE,
];

const HALL: &[Channel] = &[Channel::Web, Channel::Api, Channel::Counter];
const OF_PERSON: &[Grant] = &[
    Grant(Role::Person, Relation::Own),
    Grant(Role::Family, Relation::Own),
    Grant(Role::Community, Relation::Region),
    Grant(Role::Registry, Relation::Region),
    Grant(Role::Benefits, Relation::Region),
];
const MONTHS: &[Field] = &[
    ask("from", text("起始年月", "first month"), Kind::Month),
    ask("to", text("截止年月", "last month"), Kind::Month).hint(text("最多十年", "ten years at most")),
];
const DELIVERY: Text = text(
    "即时生成带电子印章的PDF，任何人可凭验证码、二维码或原文件核验真伪",
    "a PDF under the agency's seal at once; anybody can check it by code, QR code or the file itself",
);

/// A certificate of a person; each entry says what is different.
const PLAIN: Service = Service {
    group: Group::Records,
    who: OF_PERSON,
    about: About::Person,
    basis: "社会保险法第七十四条；社会保险个人权益记录管理办法第十四条",
    delivery: DELIVERY,
    channels: HALL,
    ..Service::PLAIN
};

/// 参保证明
pub static INSURED_CERTIFICATE: Service = Service {
    code: "certificate.insured",
    zh: "参保证明打印",
    en: "certificate of insurance",
    brief: text(
        "证明本人五项社会保险的参保单位、参保状态和累计缴费月数，加盖电子印章。",
        "says in which insurances somebody is insured, where and for how many months, under the agency's seal",
    ),
    run: Some(insured),
    ..PLAIN
};

fn insured(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let contents = contents::insured(tx, case)?;
    issue(tx, office, case, contents)
}

/// 个人缴费证明
pub static CONTRIBUTION_CERTIFICATE: Service = Service {
    code: "certificate.contributions",
    zh: "个人缴费证明打印",
    en: "certificate of contributions",
    brief: text(
        "逐月证明所选年月内已到账的缴费基数和金额，用于贷款、落户、跨地区办事。",
        "what arrived for somebody month by month, for banks and other places",
    ),
    form: MONTHS,
    run: Some(contributions),
    ..PLAIN
};

fn contributions(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let contents = contents::contributions(tx, case)?;
    issue(tx, office, case, contents)
}

/// 待遇领取证明
pub static BENEFIT_CERTIFICATE: Service = Service {
    code: "certificate.benefits",
    zh: "待遇领取证明打印",
    en: "certificate of benefits",
    brief: text(
        "证明本人正在按月领取的养老、失业、工伤待遇及金额。",
        "says which benefits somebody draws month by month, and how much",
    ),
    run: Some(benefits),
    ..PLAIN
};

fn benefits(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let contents = contents::benefits(tx, case)?;
    issue(tx, office, case, contents)
}

/// 个人账户证明
pub static ACCOUNT_CERTIFICATE: Service = Service {
    code: "certificate.account",
    zh: "个人账户证明打印",
    en: "certificate of the personal account",
    brief: text(
        "证明一个年度内个人账户的余额、记账、利息和支出。",
        "balance, credits, interest and payments of somebody's accounts over a year",
    ),
    form: &[ask("in_year", text("年度内任一年月", "any month of the year"), Kind::Month)],
    run: Some(account),
    ..PLAIN
};

fn account(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let contents = contents::account(tx, case)?;
    issue(tx, office, case, contents)
}

/// 单位参保证明
pub static UNIT_CERTIFICATE: Service = Service {
    code: "certificate.unit",
    zh: "单位参保证明打印",
    en: "certificate of a unit's insurance",
    brief: text(
        "证明单位的登记状态和参保人数，可附参保人员名单，用于招投标等。",
        "says how a unit is registered and how many it insures, with its staff if wanted, for tenders and the like",
    ),
    who: &[
        Grant(Role::UnitAdmin, Relation::Own),
        Grant(Role::UnitStaff, Relation::Own),
        Grant(Role::Registry, Relation::Region),
    ],
    about: About::Unit,
    form: &[ask("staff", text("附参保人员名单", "with the staff"), Kind::YesNo)],
    run: Some(unit),
    ..PLAIN
};

fn unit(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let contents = contents::unit(tx, case)?;
    issue(tx, office, case, contents)
}

/// 单位缴费证明
pub static PAYMENT_CERTIFICATE: Service = Service {
    code: "certificate.payments",
    zh: "单位缴费证明打印",
    en: "certificate of a unit's payments",
    brief: text(
        "证明单位在所选年月内各险种的应缴、实缴和欠费。",
        "what a unit was billed, paid and owes in some months",
    ),
    who: &[
        Grant(Role::UnitAdmin, Relation::Own),
        Grant(Role::UnitFinance, Relation::Own),
        Grant(Role::Levy, Relation::Region),
    ],
    about: About::Unit,
    form: MONTHS,
    run: Some(payments),
    ..PLAIN
};

fn payments(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let contents: Contents = contents::payments(tx, case)?;
    issue(tx, office, case, contents)
}

/// 证明撤销
pub static REVOKE_CERTIFICATE: Service = Service {
    code: "certificate.revoke",
    zh: "证明撤销",
    en: "certificate taken back",
    brief: text(
        "证明有误或被冒用的，撤销后任何核验都会提示已撤销。",
        "takes a certificate back that is wrong or misused; every check says so from then on",
    ),
    group: Group::Internal,
    who: &[Grant(Role::Registry, Relation::Region)],
    about: About::Payer,
    form: &[
        ask("number", text("证明编号", "number of the certificate"), Kind::Line(40)),
        ask("why", text("原因", "reason"), Kind::Line(200)),
    ],
    basis: "社会保险个人权益记录管理办法第十七条",
    channels: &[Channel::Web, Channel::Api, Channel::Counter],
    sensitive: true,
    run: Some(revoke),
    ..Service::PLAIN
};
