//! Services of collection.

use serde_json::json;
use store::Tx;

use super::agreements::{Agree, end, take};
use super::on_approved;
use crate::Office;
use crate::desk::form::{Kind, ask};
use crate::desk::service::office_services;
use crate::desk::{About, Case, Channel, Decision, Grant, Group, Relation, Role, Service, text};
use kernel::Result;

/// All of them.
pub(crate) static SERVICES: &[&Service] =
    &[&AGREEMENT, &END_AGREEMENT, &DEBIT, &RECEIVE, &REVERSE_RECEIPT, &REFUND, &WRITE_OFF];

office_services! {
    DEBIT = "collection.debit", "委托扣款", "direct debit", Payment, Levy, Automatic, 0, "社会保险费征缴暂行条例";
    RECEIVE = "collection.receive", "到账登记", "receipt of money", Payment, Finance, Automatic, 0, "社会保险基金会计制度";
    REVERSE_RECEIPT = "collection.reverse", "到账冲正", "reversal of a receipt", Payment, Finance, SecondPerson, 0, "社会保险基金会计制度", on_approved;
    REFUND = "collection.refund", "多缴退费", "refund of an overpayment", Payment, Finance, SecondPerson, 10, "社会保险基金会计制度", on_approved;
    WRITE_OFF = "collection.write-off", "欠费核销", "write-off of arrears", Payment, Levy, SecondPerson, 20, "社会保险费征缴暂行条例", on_approved;
}

/// Those who pay for themselves or for their unit, and the officers of the levy.
const PAYERS: &[Grant] = &[
    Grant(Role::Person, Relation::Own),
    Grant(Role::UnitAdmin, Relation::Own),
    Grant(Role::UnitFinance, Relation::Own),
    Grant(Role::Levy, Relation::Region),
];

/// 委托扣款协议
pub static AGREEMENT: Service = Service {
    code: "collection.agreement",
    zh: "委托扣款协议签订",
    en: "direct debit agreement",
    brief: text(
        "授权经办机构每月从您的银行账户扣缴社会保险费；同一缴费人原有协议自动终止。",
        "lets the agency collect contributions from your bank account each month; an earlier agreement ends",
    ),
    group: Group::Payment,
    who: PAYERS,
    about: About::Payer,
    form: &[
        ask("account", text("银行账号", "bank account"), Kind::BankCard),
        ask("holder", text("户名", "name of the account"), Kind::Line(60)),
        ask("bank", text("开户银行行号", "clearing number of the bank"), Kind::Line(14))
            .hint(text("可不填", "may be left out"))
            .optional(),
    ],
    desk: Role::Levy,
    basis: "社会保险费征缴暂行条例",
    channels: &[Channel::Web, Channel::Api, Channel::Counter, Channel::Cli],
    sensitive: true,
    run: Some(agree_now),
    ..Service::PLAIN
};

fn agree_now(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let text = |key| case.answers.text(key).unwrap_or_default().to_owned();
    let new = Agree {
        party: case.party()?,
        mandate: None,
        bank: text("bank"),
        account: text("account"),
        holder: text("holder"),
        from: case.today(),
    };
    let taken = take(tx, office, case.matter, &new)?;
    let effects = json!({ "agreement": taken.mandate, "account": taken.account_masked, "from": taken.from });
    Ok(Decision::granted(case.answers.masked(), effects))
}

/// 委托扣款协议终止
pub static END_AGREEMENT: Service = Service {
    code: "collection.agreement-end",
    zh: "委托扣款协议终止",
    en: "end of a direct debit agreement",
    brief: text("自办理当日起不再从银行账户扣款。", "from today nothing is collected from the account"),
    group: Group::Payment,
    who: PAYERS,
    about: About::Payer,
    desk: Role::Levy,
    basis: "社会保险费征缴暂行条例",
    channels: &[Channel::Web, Channel::Api, Channel::Counter],
    run: Some(end_now),
    ..Service::PLAIN
};

fn end_now(tx: &mut Tx<'_>, _: &Office, case: &Case<'_>) -> Result<Decision> {
    let (party, today) = (case.party()?, case.today());
    let found =
        super::agreement(tx, party, today)?.ok_or_else(|| super::codes::NO_AGREEMENT.with("payer", party))?;
    end(tx, party, today)?;
    Ok(Decision::granted(json!({ "agreement": found.mandate }), json!({ "ended": today })))
}
