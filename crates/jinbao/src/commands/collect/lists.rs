//! What is open, what is kept, what was paid.

use business::collection::{self, Arrear, Kept, Reminder, Slip};
use kernel::{Date, FeeMonth, Fen, PartyId, Result};
use serde_json::{Value as Json, json};

use crate::clock;
use crate::report::{Answer, table};
use crate::session::Session;

fn payer(session: &Session<'_>, word: Option<&str>) -> Result<Option<PartyId>> {
    word.map(|word| session.office.store.read(|tx| session.payer(tx, word))).transpose()
}

pub(super) fn arrears(
    session: &Session<'_>,
    on: Option<Date>,
    word: Option<&str>,
    reminders_only: bool,
) -> Result<Answer> {
    let on = on.unwrap_or_else(|| clock::now().date());
    let payer = payer(session, word)?;
    if reminders_only {
        return reminders(session, on, payer);
    }
    let found = session.office.store.read(|tx| collection::arrears(tx, session.office, on, payer))?;
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|Arrear { payer, bill, month, insurance, due, open, days, late_fee }| {
            let insurance = session.say(insurance.zh(), insurance.en());
            vec![
                payer.to_string(),
                bill.to_string(),
                month.to_string(),
                insurance,
                due.to_string(),
                open.to_string(),
                days.to_string(),
                late_fee.to_string(),
            ]
        })
        .collect();
    let head = session.console.language.pick(
        ["缴费人", "应收单", "月份", "险种", "截止", "欠费", "逾期天数", "滞纳金"],
        ["payer", "bill", "month", "insurance", "due", "open", "days", "late fee"],
    );
    let open: Fen = found.iter().map(|arrear| arrear.open).sum();
    let fees: Fen = found.iter().map(|arrear| arrear.late_fee).sum();
    let total = session.say(
        format!("截至 {on}：欠费 {open} 元，滞纳金 {fees} 元"),
        format!("on {on}: {open} yuan in arrears, {fees} yuan late fee"),
    );
    let json: Vec<Json> = found
        .iter()
        .map(|a| {
            json!({
                "payer": a.payer, "bill": a.bill, "month": a.month, "insurance": a.insurance.key(),
                "due": a.due.to_string(), "open": a.open, "days": a.days, "late_fee": a.late_fee,
            })
        })
        .collect();
    let text = if rows.is_empty() { total } else { format!("{}\n{total}", table(&head, &rows)) };
    Ok(Answer::new(text, json!({ "on": on.to_string(), "open": open, "late_fee": fees, "arrears": json })))
}

fn reminders(session: &Session<'_>, on: Date, payer: Option<PartyId>) -> Result<Answer> {
    let found = session.office.store.read(|tx| collection::reminders(tx, session.office, on, payer))?;
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|Reminder { payer, name, bills, open, late_fee, oldest }| {
            vec![
                payer.to_string(),
                name.clone(),
                bills.to_string(),
                open.to_string(),
                late_fee.to_string(),
                oldest.to_string(),
            ]
        })
        .collect();
    let head = session.console.language.pick(
        ["缴费人", "名称", "单数", "欠费", "滞纳金", "最早截止"],
        ["payer", "name", "bills", "open", "late fee", "oldest"],
    );
    let json: Vec<Json> = found
        .iter()
        .map(|r| {
            json!({
                "payer": r.payer, "name": r.name, "bills": r.bills, "open": r.open, "late_fee": r.late_fee,
                "oldest": r.oldest.to_string(),
            })
        })
        .collect();
    Ok(Answer::new(table(&head, &rows), json!({ "on": on.to_string(), "reminders": json })))
}

pub(super) fn suspense(session: &Session<'_>, word: Option<&str>) -> Result<Answer> {
    let payer = payer(session, word)?;
    let found = session.office.store.read(|tx| collection::kept(tx, payer))?;
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|kept: &Kept| {
            let whose =
                kept.payer.map_or_else(|| session.say("未认定", "unknown"), |payer| payer.to_string());
            vec![
                kept.receipt.to_string(),
                whose,
                session.say(kept.fund.zh(), kept.fund.en()),
                kept.received_on.to_string(),
                kept.reference.clone(),
                kept.amount.to_string(),
            ]
        })
        .collect();
    let head = session.console.language.pick(
        ["到账", "缴费人", "基金", "日期", "凭证", "金额（元）"],
        ["receipt", "payer", "fund", "day", "reference", "yuan"],
    );
    let json: Vec<Json> = found
        .iter()
        .map(|k| {
            json!({
                "receipt": k.receipt, "payer": k.payer, "fund": k.fund.key(), "day": k.received_on.to_string(),
                "reference": k.reference, "amount": k.amount,
            })
        })
        .collect();
    Ok(Answer::new(table(&head, &rows), json!({ "suspense": json })))
}

pub(super) fn slips(session: &Session<'_>, payer: &str, month: FeeMonth) -> Result<Answer> {
    let found = session.office.store.read(|tx| {
        let payer = session.payer(tx, payer)?;
        collection::slips(tx, payer, month)
    })?;
    let mut rows = Vec::new();
    let mut json: Vec<Json> = Vec::new();
    for slip in &found {
        let Slip { receipt, bill, received_on, voucher, lines, .. } = slip;
        for line in lines {
            rows.push(vec![
                receipt.to_string(),
                bill.to_string(),
                received_on.to_string(),
                voucher.clone(),
                session.say(line.insurance.zh(), line.insurance.en()),
                line.people.to_string(),
                line.unit_part.to_string(),
                line.person_part.to_string(),
                line.late_fee.to_string(),
            ]);
            json.push(json!({
                "receipt": receipt, "bill": bill, "day": received_on.to_string(), "voucher": voucher,
                "insurance": line.insurance.key(), "people": line.people, "unit": line.unit_part,
                "person": line.person_part, "late_fee": line.late_fee,
            }));
        }
    }
    let head = session.console.language.pick(
        ["到账", "应收单", "日期", "凭证", "险种", "人数", "单位部分", "个人部分", "滞纳金"],
        ["receipt", "bill", "day", "voucher", "insurance", "people", "unit part", "person part", "late fee"],
    );
    Ok(Answer::new(table(&head, &rows), json!({ "month": month, "slips": json })))
}
