//! Money that comes by other ways than debits, and what is done with it.

use std::path::Path;

use business::collection::{self, Payment, Refund, Used};
use kernel::{BillId, FeeMonth, Fen, MatterId, PartyId, Result};
use ledger::Deposit;
use serde_json::{Value as Json, json};
use sheets::{Limits, layouts};

use super::Counter;
use crate::report::{Answer, problem_json, problem_lines, table};
use crate::session::Session;

pub(super) fn used_json(used: &Used) -> Json {
    json!({
        "receipts": used.receipts, "amount": used.amount, "contributions": used.contributions,
        "late_fees": used.late_fees, "suspense": used.suspense,
    })
}

fn used_text(session: &Session<'_>, used: &Used) -> String {
    let Used { receipts, amount, contributions, late_fees, suspense } = used;
    session.say(
        format!("{receipts} 笔共 {amount} 元：缴费 {contributions}，滞纳金 {late_fees}，暂收 {suspense}"),
        format!("{receipts} receipts, {amount} yuan: contributions {contributions}, late fees {late_fees}, kept {suspense}"),
    )
}

impl Counter {
    pub(super) fn run(&self, session: &Session<'_>) -> Result<Answer> {
        let actor = session.actor()?;
        let find = |payer: &String| session.office.store.read(|tx| session.payer(tx, payer));
        let payment = Payment {
            payer: self.payer.as_ref().map(find).transpose()?,
            amount: self.amount,
            received_on: self.on,
            reference: self.reference.clone(),
            slip: self.slip.clone(),
            into: self.into,
        };
        let used = collection::receive(session.office, &actor, &payment)?;
        Ok(Answer::new(used_text(session, &used), used_json(&used)))
    }
}

pub(super) fn tax(session: &Session<'_>, file: &Path) -> Result<Answer> {
    let actor = session.actor()?;
    let table = sheets::open(&session.path(file), &Limits::default())?;
    let (rows, mut problems) = collection::tax_rows(layouts::RECEIPTS.records(table)?)?;
    let taken = collection::tax_receipts(session.office, &actor, &rows)?;
    problems.extend(taken.problems);
    let language = session.console.language;
    let mut lines = problem_lines(&problems, language);
    lines.push(used_text(session, &taken.used));
    if taken.known > 0 {
        let known = taken.known;
        lines.push(
            session.say(format!("{known} 张凭证此前已入账"), format!("{known} vouchers were taken before")),
        );
    }
    let told: Vec<Json> = problems.iter().map(|problem| problem_json(problem, language)).collect();
    let json = json!({ "used": used_json(&taken.used), "known": taken.known, "problems": told });
    Ok(Answer::new(lines.join("\n"), json).with_finding(!problems.is_empty()))
}

pub(super) fn subsidies(session: &Session<'_>, month: FeeMonth) -> Result<Answer> {
    let actor = session.actor()?;
    let taken = collection::subsidies_received(session.office, &actor, month)?;
    let rows: Vec<Vec<String>> =
        taken.iter().map(|(fund, fen)| vec![session.say(fund.zh(), fund.en()), fen.to_string()]).collect();
    let head = session.console.language.pick(["基金", "补贴（元）"], ["fund", "subsidy, yuan"]);
    let json: Vec<Json> =
        taken.iter().map(|(fund, fen)| json!({ "fund": fund.key(), "amount": fen })).collect();
    Ok(Answer::new(table(&head, &rows), json!({ "month": month, "subsidies": json })))
}

pub(super) fn reverse(session: &Session<'_>, receipt: i64, from: Deposit, reason: &str) -> Result<Answer> {
    let actor = session.actor()?;
    waits(session, collection::reverse(session.office, &actor, receipt, from, reason)?)
}

pub(super) fn refund(
    session: &Session<'_>,
    payer: &str,
    (amount, fiscal): (Fen, bool),
    reason: &str,
) -> Result<Answer> {
    let actor = session.actor()?;
    let payer = session.office.store.read(|tx| session.payer(tx, payer))?;
    waits(session, collection::refund(session.office, &actor, Refund { payer, amount, fiscal }, reason)?)
}

pub(super) fn write_off(session: &Session<'_>, bills: &[i64], reason: &str) -> Result<Answer> {
    let actor = session.actor()?;
    let bills: Vec<BillId> = bills.iter().map(|&bill| BillId::new(bill)).collect();
    waits(session, collection::write_off(session.office, &actor, &bills, reason)?)
}

fn waits(session: &Session<'_>, matter: MatterId) -> Result<Answer> {
    let text = session.say(
        format!("待复核：jinbao approve {matter} --as 复核人"),
        format!("waits for a second person: jinbao approve {matter} --as LOGIN"),
    );
    Ok(Answer::new(text, json!({ "matter": matter })))
}

pub(super) fn apply(session: &Session<'_>) -> Result<Answer> {
    let actor = session.actor()?;
    let used = collection::apply_suspense(session.office, &actor)?;
    Ok(Answer::new(used_text(session, &used), used_json(&used)))
}

pub(super) fn assign(session: &Session<'_>, receipt: i64, payer: &str) -> Result<Answer> {
    let actor = session.actor()?;
    let payer: PartyId = session.office.store.read(|tx| session.payer(tx, payer))?;
    collection::assign(session.office, &actor, receipt, payer)?;
    let text = session.say(
        format!("到账 {receipt} 归 {payer}；用 jinbao collect apply 抵缴"),
        format!("receipt {receipt} belongs to {payer}; jinbao collect apply uses it"),
    );
    Ok(Answer::new(text, json!({ "receipt": receipt, "payer": payer })))
}
