//! Money that arrives with its payer: at the counter (柜台到账) and by files of the tax authority (税务到账).

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, FeeMonth, Fen, Fund, Insurance, PartyId, Problem, Result};
use ledger::Deposit;
use serde_json::json;
use store::{Tx, params};

use super::allocate::{Wish, allocate};
use super::book::{Book, Key, Move, NewReceipt};
use super::fees::LateFees;
use super::lines::{Lines, Order};
use super::{codes, list};
use crate::Office;
use crate::desk::{self, Actor, Decision, services};
use crate::registry::facts::true_sql;

/// Money somebody paid in.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Who it is from; `None`: not known yet.
    pub payer: Option<PartyId>,
    /// How much.
    pub amount: Fen,
    /// Day it stood in the account.
    pub received_on: Date,
    /// The sender's or bank's own reference; the same one is never taken twice.
    pub reference: String,
    /// Number of the slip given for it; may be empty.
    pub slip: String,
    /// Account it arrived in.
    pub into: Deposit,
}

/// What money was used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Receipts taken.
    pub receipts: u64,
    /// All of it.
    pub amount: Fen,
    /// For contributions.
    pub contributions: Fen,
    /// For late fees (滞纳金).
    pub late_fees: Fen,
    /// Kept for the payer, or until it is known whose it is (暂收款).
    pub suspense: Fen,
}

/// What became of a file of the tax authority.
#[derive(Debug, Default)]
pub struct TaxTaken {
    /// What was taken.
    pub used: Used,
    /// Vouchers that had been taken before.
    pub known: u64,
    /// Rows that were not taken, and why.
    pub problems: Vec<Problem>,
}

/// What a row of the tax authority is for (征收品目).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Contributions, of unit or person.
    Contribution,
    /// Late fee.
    LateFee,
    /// The treasury's subsidy, which is booked elsewhere.
    Subsidy,
}

/// One row of the tax authority.
#[derive(Clone, Debug)]
pub struct TaxReceipt {
    /// Row of the file.
    pub row: u64,
    /// Number of the voucher.
    pub voucher: String,
    /// Number of the unit or person, or the unit's credit code.
    pub payer: String,
    /// Month it is for.
    pub month: FeeMonth,
    /// Insurance it is for.
    pub insurance: Insurance,
    /// What it is for.
    pub item: Item,
    /// The item as the file says it, which tells rows of one voucher apart.
    pub item_key: &'static str,
    /// How much.
    pub amount: Fen,
    /// Day it stood in the fiscal account.
    pub received_on: Date,
    /// Number of the tax slip; may be empty.
    pub slip: String,
}

/// Takes money paid in at the counter or by transfer. What is not needed for open bills is kept for the payer.
pub fn receive(office: &Office, actor: &Actor, payment: &Payment) -> Result<Used> {
    if payment.amount <= Fen::ZERO {
        return Err(codes::BAD_AMOUNT.with("amount", payment.amount));
    }
    has_come(payment.received_on, actor)?;
    office.store.write(&actor.act(services::RECEIVE.code), |tx| {
        if let Some(payer) = payment.payer {
            must_exist(tx, payer)?;
        }
        if !known(tx, "counter", [payment.reference.as_str()])?.is_empty() {
            return Err(codes::DUPLICATE.with("reference", &payment.reference));
        }
        let command = json!({
            "payer": payment.payer, "amount": payment.amount, "on": payment.received_on, "reference": payment.reference,
        });
        let matter = desk::open(tx, office, actor, &services::RECEIVE, payment.payer, &command)?;
        let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
        let order = Order::of(&law, payment.received_on)?;
        let mut fees = LateFees::new(law);
        let mut book = Book::new(tx, actor, matter.id, 1)?;
        let mut lines = Lines::open(tx, &order, &payment.payer.into_iter().collect())?;
        let receipt = NewReceipt {
            source: "counter",
            reference: payment.reference.clone(),
            payer: payment.payer,
            amount: payment.amount,
            received_on: payment.received_on,
            slip: payment.slip.clone(),
            reverses: None,
        };
        let mut used = Used::default();
        let fallback = Fund::Pension;
        take(&mut book, &mut lines, &mut fees, receipt, payment.into, Wish::Any, fallback, &mut used)?;
        book.write(tx, &lines, &BTreeMap::new())?;
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, effects(&used)))?;
        Ok(used)
    })
}

/// Takes a file of the tax authority: each row is matched by payer, month and insurance; what does not match is kept in
/// suspense. Vouchers that were taken before are left out, so that the same file again does nothing.
pub fn tax_receipts(office: &Office, actor: &Actor, rows: &[TaxReceipt]) -> Result<TaxTaken> {
    office.store.write(&actor.act(services::RECEIVE.code), |tx| {
        let mut taken = TaxTaken::default();
        let good = check_rows(rows, actor, &mut taken.problems);
        let references: Vec<String> = good.iter().map(|row| reference(row)).collect();
        let mut seen = known(tx, "tax", references.iter().map(String::as_str))?;
        let payers = payers(tx, &good)?;
        let new: Vec<(&TaxReceipt, String)> = good
            .into_iter()
            .zip(references)
            .filter(|(_, reference)| seen.insert(reference.clone()))
            .collect();
        taken.known = u64::try_from(rows.len() - taken.problems.len() - new.len()).unwrap_or(0);
        if new.is_empty() {
            return Ok(taken);
        }
        let command = json!({ "rows": rows.len(), "first": new[0].1 });
        let matter = desk::open(tx, office, actor, &services::RECEIVE, None, &command)?;
        let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
        let order = Order::of(&law, actor.at.date())?;
        let mut fees = LateFees::new(law);
        let mut book = Book::new(tx, actor, matter.id, new.len())?;
        let named: BTreeSet<PartyId> =
            new.iter().filter_map(|(row, _)| payers.get(row.payer.as_str()).copied()).collect();
        let mut lines = Lines::open(tx, &order, &named)?;
        for (row, reference) in new {
            let payer = payers.get(row.payer.as_str()).copied();
            let receipt = NewReceipt {
                source: "tax",
                reference,
                payer,
                amount: row.amount,
                received_on: row.received_on,
                slip: row.slip.clone(),
                reverses: None,
            };
            let wish = match row.item {
                Item::LateFee => Wish::LateFee(row.month, row.insurance),
                _ => Wish::Line(row.month, row.insurance),
            };
            let fallback = if payer.is_some() { row.insurance.fund() } else { Fund::Pension };
            take(
                &mut book,
                &mut lines,
                &mut fees,
                receipt,
                Deposit::Fiscal,
                wish,
                fallback,
                &mut taken.used,
            )?;
        }
        book.write(tx, &lines, &BTreeMap::new())?;
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, effects(&taken.used)))?;
        Ok(taken)
    })
}

/// Books one receipt: to lines as far as they need it, the rest to suspense.
#[expect(clippy::too_many_arguments, reason = "what a receipt needs; a struct would only rename it")]
pub(super) fn take(
    book: &mut Book<'_>,
    lines: &mut Lines,
    fees: &mut LateFees<'_>,
    receipt: NewReceipt,
    into: Deposit,
    wish: Wish,
    fallback: Fund,
    used: &mut Used,
) -> Result<()> {
    let (amount, on, payer) = (receipt.amount, receipt.received_on, receipt.payer);
    let id = book.receipt(receipt);
    let own = payer.map(|payer| lines.of(payer)).unwrap_or_default();
    let (shares, rest) = allocate(own, fees, wish, amount, on)?;
    let kind = Move::Received(into);
    book.pay(id, kind, on, own, &shares);
    let fund = shares.first().map_or(fallback, |share| own[share.line].insurance.fund());
    book.suspend(id, Key { on, fund, kind }, rest);
    used.add(amount, &shares, rest);
    Ok(())
}

impl Used {
    pub(super) fn add(&mut self, amount: Fen, shares: &[super::allocate::Share], rest: Fen) {
        self.receipts += 1;
        self.amount += amount;
        self.suspense += rest;
        for share in shares {
            let sum = if share.contribution { &mut self.contributions } else { &mut self.late_fees };
            *sum += share.amount;
        }
    }
}

pub(super) fn effects(used: &Used) -> serde_json::Value {
    json!({
        "receipts": used.receipts, "amount": used.amount, "contributions": used.contributions,
        "late_fees": used.late_fees, "suspense": used.suspense,
    })
}

/// Money is taken once it is there.
fn has_come(on: Date, actor: &Actor) -> Result<()> {
    let today = actor.at.date();
    if on > today { Err(codes::NOT_YET.with("on", on).with("today", today)) } else { Ok(()) }
}

fn check_rows<'r>(rows: &'r [TaxReceipt], actor: &Actor, problems: &mut Vec<Problem>) -> Vec<&'r TaxReceipt> {
    let good = rows.iter().filter(|row| {
        let problem = if let Err(problem) = has_come(row.received_on, actor) {
            problem
        } else if row.amount <= Fen::ZERO {
            codes::BAD_AMOUNT.with("amount", row.amount)
        } else if row.item == Item::Subsidy {
            codes::OTHER_ITEM.with("voucher", &row.voucher)
        } else {
            return true;
        };
        problems.push(problem.in_row(row.row));
        false
    });
    good.collect()
}

fn reference(row: &TaxReceipt) -> String {
    format!("{}/{}/{}/{}", row.voucher, row.month.yyyymm(), row.insurance.code(), row.item_key)
}

/// Which of these references were taken before.
fn known<'r>(
    tx: &mut Tx<'_>,
    source: &str,
    references: impl IntoIterator<Item = &'r str>,
) -> Result<BTreeSet<String>> {
    // CROSS JOIN holds SQLite to this order; the other way round it would read every receipt of the source.
    let sql = format!(
        "SELECT r.reference FROM {} AS v CROSS JOIN receipt r WHERE r.source = $2 AND r.reference = v.value",
        list::of_numbers(tx, 1)
    );
    let words = json!(references.into_iter().collect::<Vec<_>>()).to_string();
    Ok(tx.rows(&sql, params![words, source], |row| row.get(0))?.into_iter().collect())
}

/// The payers that rows name by number or credit code.
fn payers<'r>(tx: &mut Tx<'_>, rows: &[&'r TaxReceipt]) -> Result<BTreeMap<&'r str, PartyId>> {
    let words: BTreeSet<&str> = rows.iter().map(|row| row.payer.as_str()).collect();
    let numbers: BTreeMap<i64, &str> =
        words.iter().filter_map(|word| Some((word.parse().ok()?, *word))).collect();
    let mut found = BTreeMap::new();
    let sql = format!(
        "SELECT p.id, {} FROM {} AS v JOIN party p ON p.id = cast(v.value as bigint)",
        true_sql("p.id"),
        list::of_numbers(tx, 1)
    );
    let keys = list::numbers(numbers.keys().copied());
    for (named, payer) in
        tx.rows(&sql, params![keys], |row| Ok((row.get::<i64>(0)?, row.get::<PartyId>(1)?)))?
    {
        if let Some(word) = numbers.get(&named) {
            found.insert(*word, payer);
        }
    }
    for word in words {
        if let (false, Ok(code)) = (found.contains_key(word), kernel::CreditCode::parse(word))
            && let Some(unit) = crate::registry::facts::unit_by_code(tx, &code)?
        {
            found.insert(word, unit.id);
        }
    }
    Ok(found)
}

pub(super) fn must_exist(tx: &mut Tx<'_>, payer: PartyId) -> Result<()> {
    let found = tx.row("SELECT 1 FROM party WHERE id = $1", params![payer], |row| row.get::<i64>(0))?;
    found.map(drop).ok_or_else(|| codes::NO_PAYER.with("payer", payer))
}
