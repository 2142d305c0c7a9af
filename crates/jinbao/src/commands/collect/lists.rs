//! What is open, what is kept, what was paid.

use std::path::Path;

use business::Office;
use business::collection::{self, Arrear, Kept, Reminder, Slip};
use kernel::{Date, FeeMonth, Fen, PartyId, Result};
use print::{Receipt, ReceiptLine};
use serde_json::{Value as Json, json};
use sheets::{Format, Value, Writer};

use crate::clock;
use crate::codes;
use crate::commands::paper;
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
    out: Option<&Path>,
) -> Result<Answer> {
    let on = on.unwrap_or_else(|| clock::now().date());
    let payer = payer(session, word)?;
    if reminders_only {
        return reminders(session, on, payer, out);
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
    let json = json!({ "on": on.to_string(), "open": open, "late_fee": fees, "arrears": json });
    let shown = listed(session, &head, &rows, out)?;
    let text = if rows.is_empty() { total } else { format!("{shown}\n{total}") };
    Ok(Answer::new(text, json))
}

/// A table for the terminal, or the name of the CSV file it was written to.
fn listed(session: &Session<'_>, head: &[&str], rows: &[Vec<String>], out: Option<&Path>) -> Result<String> {
    let Some(out) = out else { return Ok(table(head, rows)) };
    let mut content = Vec::new();
    let mut writer = Writer::new(Format::Csv, &mut content, "")?;
    writer.header(head)?;
    for row in rows {
        writer.row(&row.iter().map(|cell| Value::Text(cell)).collect::<Vec<_>>())?;
    }
    writer.finish()?;
    session.write(out, &content)?;
    Ok(session.path(out).display().to_string())
}

fn reminders(session: &Session<'_>, on: Date, payer: Option<PartyId>, out: Option<&Path>) -> Result<Answer> {
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
    let shown = listed(session, &head, &rows, out)?;
    Ok(Answer::new(shown, json!({ "on": on.to_string(), "reminders": json })))
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

pub(super) fn slips(
    session: &Session<'_>,
    payer: &str,
    month: FeeMonth,
    pdf: Option<&Path>,
) -> Result<Answer> {
    let found = session.office.store.read(|tx| {
        let payer = session.payer(tx, payer)?;
        collection::slips(tx, payer, month)
    })?;
    if let Some(folder) = pdf {
        return printed(session, &found, folder);
    }
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

/// One PDF for each receipt and bill.
fn printed(session: &Session<'_>, slips: &[Slip], folder: &Path) -> Result<Answer> {
    if slips.is_empty() {
        return Err(codes::NOTHING_TO_PRINT.with("what", "收据").with("what_en", "receipt"));
    }
    let path = session.path(folder);
    std::fs::create_dir_all(&path)
        .map_err(|cause| codes::FILE.with("file", path.display()).because(cause))?;
    let clerk = session.actor().ok();
    let clerk = session.office.store.read(|tx| match clerk {
        Some(actor) => business::desk::officers(tx)
            .map(|all| all.into_iter().find(|o| o.id == actor.officer).map_or_else(String::new, |o| o.name)),
        None => Ok(String::new()),
    })?;
    let printer = paper::printer()?;
    let mut files = Vec::new();
    for slip in slips {
        let pdf = printer.receipt(&receipt(session.office, slip, &clerk)?)?;
        let file = folder.join(format!("收据-{}-{}.pdf", slip.receipt, slip.bill));
        session.write(&file, &pdf)?;
        files.push(session.path(&file).display().to_string());
    }
    Ok(Answer::new(files.join("\n"), json!({ "files": files })))
}

/// One receipt as PDF.
pub fn print_slip(office: &Office, slip: &Slip, clerk: &str) -> Result<Vec<u8>> {
    paper::printer()?.receipt(&receipt(office, slip, clerk)?)
}

fn receipt(office: &Office, slip: &Slip, clerk: &str) -> Result<Receipt> {
    let line = |line: &collection::SlipLine| ReceiptLine {
        insurance: line.insurance,
        people: u32::try_from(line.people).unwrap_or(0),
        unit_part: line.unit_part,
        person_part: line.person_part,
        late_fee: line.late_fee,
    };
    let document = Receipt {
        issue: paper::issue(office, format!("SJ{}-{}", slip.receipt, slip.bill), "收费专用章")?,
        payer: slip.name.clone(),
        payer_number: slip.payer.to_string(),
        month: slip.month,
        received: slip.received_on,
        method: match slip.source.as_str() {
            "bank" => "银行扣款",
            "tax" => "税务征收",
            "counter" => "柜台缴费",
            _ => "暂收款抵缴",
        }
        .to_owned(),
        voucher: slip.voucher.clone(),
        lines: slip.lines.iter().map(line).collect(),
        clerk: clerk.to_owned(),
    };
    Ok(document)
}
