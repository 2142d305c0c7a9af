//! What takes effect only when a second person agrees: reversal of a receipt (到账冲正), write-off of arrears (欠费核销), refund.

use std::collections::BTreeMap;

use kernel::{BillId, FeeMonth, Fen, Fund, Insurance, MatterId, PartyId, Result};
use ledger::Deposit;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::book::{Book, Key, Move, NewReceipt, write_lines};
use super::codes;
use super::fees::LateFees;
use super::lines::{Lines, Order};
use super::suspense::{Refund, refund_approved};
use crate::Office;
use crate::desk::{self, Actor, Decision, Matter, services};

/// What is asked for, as the matter keeps it.
#[derive(Serialize, Deserialize)]
struct Asked {
    #[serde(skip_serializing_if = "Option::is_none")]
    refund: Option<Refund>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<i64>,
    #[serde(default)]
    fiscal: bool,
    #[serde(default)]
    bills: Vec<BillId>,
    #[serde(default)]
    reason: String,
}

/// Asks that a receipt is reversed because the money went back or was taken by mistake. `from` is the account it left.
pub fn reverse(
    office: &Office,
    actor: &Actor,
    receipt: i64,
    from: Deposit,
    reason: &str,
) -> Result<MatterId> {
    office.store.write(&actor.act(services::REVERSE_RECEIPT.code), |tx| {
        let found = reversible(tx, receipt)?;
        let asked = Asked {
            refund: None,
            receipt: Some(receipt),
            fiscal: from == Deposit::Fiscal,
            bills: Vec::new(),
            reason: reason.to_owned(),
        };
        ask(tx, office, actor, &services::REVERSE_RECEIPT, found.payer, &asked)
    })
}

/// Asks that what is open on bills is given up. Each must be in arrears for as long as the law says.
pub fn write_off(office: &Office, actor: &Actor, bills: &[BillId], reason: &str) -> Result<MatterId> {
    office.store.write(&actor.act(services::WRITE_OFF.code), |tx| {
        old_enough(tx, office, actor, bills)?;
        let asked = Asked {
            refund: None,
            receipt: None,
            fiscal: false,
            bills: bills.to_vec(),
            reason: reason.to_owned(),
        };
        ask(tx, office, actor, &services::WRITE_OFF, None, &asked)
    })
}

fn ask(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    service: &'static desk::Service,
    subject: Option<PartyId>,
    asked: &Asked,
) -> Result<MatterId> {
    let command = serde_json::to_value(asked).unwrap_or_default();
    let matter = desk::open(tx, office, actor, service, subject, &command)?;
    desk::decide(tx, office, actor, &matter, &Decision::granted(command, json!({})))?;
    Ok(matter.id)
}

/// The second person agreed: what was asked takes effect, checked anew.
pub(crate) fn on_approved(tx: &mut Tx<'_>, office: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    let command =
        tx.row("SELECT command FROM matter WHERE id = $1", params![matter.id], |row| row.get::<String>(0))?;
    let asked = command.and_then(|text| serde_json::from_str::<Asked>(&text).ok());
    let Some(asked) = asked else { return Err(codes::NO_RECEIPT.with("receipt", &matter.number)) };
    match asked {
        Asked { refund: Some(refund), .. } => refund_approved(tx, actor, matter, &refund),
        Asked { receipt: Some(receipt), fiscal, .. } => {
            let from = if fiscal { Deposit::Fiscal } else { Deposit::Income };
            reverse_approved(tx, office, actor, matter, receipt, from)
        }
        Asked { bills, .. } => write_off_approved(tx, office, actor, matter, &bills),
    }
}

/// A receipt that can be reversed.
struct Reversible {
    source: String,
    reference: String,
    payer: Option<PartyId>,
    amount: Fen,
    received_on: kernel::Date,
}

fn reversible(tx: &mut Tx<'_>, receipt: i64) -> Result<Reversible> {
    let refuse =
        |why, why_en| codes::NOT_REVERSIBLE.with("receipt", receipt).with("why", why).with("why_en", why_en);
    let found = tx.row(
        "SELECT source, reference, payer, amount, received_on FROM receipt WHERE id = $1",
        params![receipt],
        |row| {
            Ok(Reversible {
                source: row.get(0)?,
                reference: row.get(1)?,
                payer: row.get(2)?,
                amount: row.get(3)?,
                received_on: row.get(4)?,
            })
        },
    )?;
    let found = found.ok_or_else(|| codes::NO_RECEIPT.with("receipt", receipt))?;
    if !["bank", "tax", "counter"].contains(&found.source.as_str()) {
        return Err(refuse("它不是一笔到账", "it is no money that arrived"));
    }
    for (sql, why, why_en) in [
        ("SELECT 1 FROM receipt WHERE reverses = $1", "已冲正", "it has been reversed"),
        (
            "SELECT 1 FROM allocation WHERE receipt = $1 AND part = 'refund'",
            "款项已退还缴费人",
            "money of it was refunded",
        ),
        (
            "SELECT 1 FROM allocation a JOIN allocation s ON s.bill = a.bill AND s.insurance = a.insurance
             WHERE a.receipt = $1 AND a.part = 'contribution' AND s.part = 'subsidy'",
            "财政补贴已到账",
            "the treasury's subsidy for it has been received",
        ),
    ] {
        if tx.row(sql, params![receipt], |row| row.get::<i64>(0))?.is_some() {
            return Err(refuse(why, why_en));
        }
    }
    Ok(found)
}

/// What a receipt is used for in all.
struct Use {
    part: String,
    bill: BillId,
    insurance: Option<Insurance>,
    fund: Fund,
    amount: Fen,
}

fn uses(tx: &mut Tx<'_>, receipt: i64) -> Result<Vec<Use>> {
    tx.rows(
        "SELECT a.part, a.bill, a.insurance, e.fund, cast(sum(a.amount) as bigint) FROM allocation a
         JOIN entry e ON e.id = a.entry WHERE a.receipt = $1
         GROUP BY a.part, a.bill, a.insurance, e.fund HAVING sum(a.amount) <> 0 ORDER BY a.bill, a.insurance, a.part, e.fund",
        params![receipt],
        |row| {
            Ok(Use {
                part: row.get(0)?,
                bill: row.get(1)?,
                insurance: Insurance::from_code(row.get(2)?),
                fund: row.get(3)?,
                amount: row.get(4)?,
            })
        },
    )
}

fn reverse_approved(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: &Matter,
    receipt: i64,
    from: Deposit,
) -> Result<()> {
    let mut book = Book::new(tx, actor, matter.id, 1)?;
    let found = reversible(tx, receipt)?;
    let uses = uses(tx, receipt)?;
    let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
    let order = Order::of(&law, actor.at.date())?;
    let mut fees = LateFees::new(law);
    let mut bills: Vec<BillId> =
        uses.iter().filter(|used| used.insurance.is_some()).map(|used| used.bill).collect();
    bills.dedup();
    let mut lines = Lines::of_bills(tx, &order, &bills)?;
    let on = actor.at.date();
    let id = book.receipt(NewReceipt {
        source: "reversal",
        reference: receipt.to_string(),
        payer: found.payer,
        amount: -found.amount,
        received_on: on,
        slip: String::new(),
        reverses: Some(receipt),
    });
    for used in &uses {
        let line = used.insurance.and_then(|insurance| lines.find(used.bill, insurance));
        match (line, used.part.as_str()) {
            (Some(line), "contribution") => {
                let accrued = fees.fee(line, used.amount, found.received_on)?;
                line.fee.due = (line.fee.due - accrued).max(Fen::ZERO);
                line.fee_changed |= !accrued.is_zero();
                book.contribute(id, Move::Returned(from), on, line, -used.amount);
            }
            (Some(line), "late-fee") => book.late_fee(id, Move::Returned(from), on, line, -used.amount),
            _ => book.suspend(id, Key { on, fund: used.fund, kind: Move::Refunded(from) }, -used.amount),
        }
    }
    book.write(tx, &lines, &BTreeMap::new())?;
    if found.source == "bank" {
        tx.run(
            "UPDATE debit SET state = 'failed', reason = '已冲正' WHERE end_to_end = $1",
            params![found.reference],
        )?;
    }
    Ok(())
}

fn old_enough(tx: &mut Tx<'_>, office: &Office, actor: &Actor, bills: &[BillId]) -> Result<Lines> {
    let today = actor.at.date();
    let law = office.law.in_force(office.region.as_str(), Some(today))?;
    let months = law.whole("writeoff.after_months", FeeMonth::of(today))?.value;
    let order = Order::of(&law, today)?;
    let lines = Lines::of_bills(tx, &order, bills)?;
    for bill in bills {
        let open = lines.iter().find(|line| line.bill == *bill && line.state.open() > Fen::ZERO);
        let line = open.ok_or_else(|| codes::NOTHING_OPEN.with("bill", bill))?;
        if i64::from(FeeMonth::of(line.due_day).months_until(FeeMonth::of(today))) < months {
            return Err(codes::TOO_YOUNG.with("bill", bill).with("months", months));
        }
    }
    Ok(lines)
}

fn write_off_approved(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: &Matter,
    bills: &[BillId],
) -> Result<()> {
    tx.hold("collection", 0)?;
    let mut lines = old_enough(tx, office, actor, bills)?;
    for line in lines.iter_mut() {
        let open = line.state.open();
        if open > Fen::ZERO {
            line.state = line.state.write_off(open)?;
            line.changed = true;
            tx.run(
                "INSERT INTO write_off (matter, bill, insurance, amount, at) VALUES ($1, $2, $3, $4, $5)",
                params![matter.id, line.bill, line.insurance, open, actor.at],
            )?;
        }
        // The fee goes with the debt.
        line.fee_changed |= !line.fee.owed(Fen::ZERO).is_zero();
        line.fee.due = line.fee.received.min(line.fee.due);
    }
    write_lines(tx, &lines, actor.at.date())
}
