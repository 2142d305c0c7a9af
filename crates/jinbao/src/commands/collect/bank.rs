//! Debits out, answers in, the bank's statements, and the accounts they go through.

use std::path::{Path, PathBuf};

use ::bank::Account;
use business::collection;
use business::desk::Role;
use business::fund;
use kernel::{Date, FeeMonth, Result};
use serde_json::{Value as Json, json};

use super::{Agree, OwnAccount, To};
use crate::report::{Answer, problem_json, problem_lines};
use crate::session::Session;

impl OwnAccount {
    pub(super) fn run(&self, session: &Session<'_>) -> Result<Answer> {
        let actor = session.actor()?;
        actor.must_have(Role::Admin, session.office.region)?;
        let account =
            Account { number: self.number.clone(), name: self.name.clone(), bank: self.bank.clone() };
        let act = actor.act("fund.account");
        session.office.store.write(&act, |tx| fund::set_account(tx, self.deposit, &account))?;
        let name = session.say(self.deposit.account().zh(), self.deposit.account().en());
        let text = session.say(format!("已登记{name}。"), format!("recorded: {name}"));
        Ok(Answer::new(text, json!({ "account": self.deposit.key() })))
    }
}

impl Agree {
    pub(super) fn run(&self, session: &Session<'_>) -> Result<Answer> {
        let actor = session.actor()?;
        let party = session.office.store.read(|tx| session.payer(tx, &self.payer))?;
        let new = collection::Agree {
            party,
            mandate: self.mandate.clone(),
            bank: self.bank.clone(),
            account: self.account.clone(),
            holder: self.holder.clone(),
            from: self.from,
        };
        let agreement = collection::agree(session.office, &actor, &new)?;
        let (mandate, account) = (&agreement.mandate, &agreement.account_masked);
        let text = session.say(
            format!("协议 {mandate}，账户 {account}，{} 起", self.from),
            format!("agreement {mandate}, account {account}, from {}", self.from),
        );
        Ok(Answer::new(text, json!({ "mandate": mandate, "payer": party, "account": account })))
    }
}

pub(super) fn end_agreement(session: &Session<'_>, payer: &str, on: Date) -> Result<Answer> {
    let actor = session.actor()?;
    let party = session.office.store.read(|tx| session.payer(tx, payer))?;
    collection::end_agreement(session.office, &actor, party, on)?;
    let text = session.say(format!("协议自 {on} 终止。"), format!("the agreement ends on {on}"));
    Ok(Answer::new(text, json!({ "payer": party, "on": on.to_string() })))
}

pub(super) fn debits_out(session: &Session<'_>, month: FeeMonth, to: &To) -> Result<Answer> {
    let actor = session.actor()?;
    let mut file = Vec::new();
    let batch = collection::debits_out(session.office, &actor, month, &mut file)?;
    let out = to.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}.xml", batch.message)));
    session.write(&out, &file)?;
    let shown = session.path(&out).display().to_string();
    let (debits, total, due) = (batch.debits, batch.total, batch.due);
    let text = session.say(
        format!("已写出 {shown}：{debits} 笔，{total} 元，{due} 扣款"),
        format!("wrote {shown}: {debits} debits, {total} yuan, to be collected on {due}"),
    );
    let json = json!({
        "message": batch.message, "file": shown, "debits": debits, "total": total, "due": due.to_string(),
    });
    Ok(Answer::new(text, json))
}

pub(super) fn debits_in(session: &Session<'_>, file: &Path) -> Result<Answer> {
    let (actor, bytes) = (session.actor()?, session.read(file)?);
    let answered = collection::debits_in(session.office, &actor, bytes.as_slice())?;
    let (settled, failed, used) = (answered.settled, answered.failed, &answered.used);
    let language = session.console.language;
    let mut lines = problem_lines(&answered.problems, language);
    if answered.known {
        lines.push(
            session.say("此文件以前读入过，没有重复入账。", "this file was taken before; nothing was booked"),
        );
    }
    lines.push(session.say(
        format!(
            "成功 {settled} 笔，失败 {failed} 笔，到账 {} 元，其中滞纳金 {} 元",
            used.amount, used.late_fees
        ),
        format!(
            "{settled} settled, {failed} failed, {} yuan, of it {} in late fees",
            used.amount, used.late_fees
        ),
    ));
    let problems: Vec<Json> = answered.problems.iter().map(|p| problem_json(p, language)).collect();
    let json = json!({
        "settled": settled, "failed": failed, "known": answered.known, "used": super::money::used_json(used),
        "problems": problems,
    });
    Ok(Answer::new(lines.join("\n"), json).with_finding(!answered.problems.is_empty()))
}

pub(super) fn print_order(session: &Session<'_>, message: &str, to: &To) -> Result<Answer> {
    let mut file = Vec::new();
    let count = collection::print_order(session.office, message, &mut file)?;
    let out = to.out.clone().unwrap_or_else(|| PathBuf::from(format!("{message}-收据.csv")));
    session.write(&out, &file)?;
    let shown = session.path(&out).display().to_string();
    let text =
        session.say(format!("已写出 {shown}：{count} 张收据"), format!("wrote {shown}: {count} receipts"));
    Ok(Answer::new(text, json!({ "file": shown, "receipts": count })))
}

pub(super) fn statement(session: &Session<'_>, file: &Path) -> Result<Answer> {
    let (actor, bytes) = (session.actor()?, session.read(file)?);
    let taken = fund::take_bank_statement(session.office, &actor, bytes.as_slice())?;
    let name = session.say(taken.deposit.account().zh(), taken.deposit.account().en());
    let (day, opening, closing, entries) = (taken.day, taken.opening, taken.closing, taken.entries);
    let known =
        if taken.known { session.say("（以前读入过）", " (taken before)") } else { String::new() };
    let text = session.say(
        format!("{name} {day}{known}：期初 {opening}，{entries} 笔，期末 {closing} 元"),
        format!("{name} {day}{known}: opening {opening}, {entries} entries, closing {closing} yuan"),
    );
    let json = json!({
        "account": taken.deposit.key(), "day": day.to_string(), "opening": opening, "closing": closing,
        "entries": entries, "known": taken.known,
    });
    Ok(Answer::new(text, json))
}
