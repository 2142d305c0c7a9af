//! Money kept for payers (暂收款): used for later bills by itself, assigned when it is known whose it is, given back once a
//! second person agrees.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, FeeMonth, Fen, Fund, MatterId, PartyId, Result};
use ledger::Deposit;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::allocate::{Wish, allocate};
use super::book::{Book, Key, Move};
use super::codes;
use super::fees::LateFees;
use super::lines::{Lines, Order};
use super::receive::{Used, effects, must_exist};
use crate::Office;
use crate::desk::{self, Actor, Decision, Matter, services};
use crate::fund;
use crate::registry::facts::{records_sql, true_sql};

/// What is left of a receipt in one fund's suspense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The receipt.
    pub receipt: i64,
    /// Whose it is; `None`: not known yet.
    pub payer: Option<PartyId>,
    /// The fund that keeps it.
    pub fund: Fund,
    /// Day it arrived.
    pub received_on: Date,
    /// Sender's reference.
    pub reference: String,
    /// How much.
    pub amount: Fen,
    /// Last allocation line of the receipt.
    last_line: i64,
}

/// Everything in suspense, oldest receipt first; of one payer, or of all.
pub fn kept(tx: &mut Tx<'_>, payer: Option<PartyId>) -> Result<Vec<Kept>> {
    let hint = tx.text("INDEXED BY allocation_suspense", "");
    let (source, condition) = match payer {
        Some(_) => ("receipt r CROSS JOIN allocation a".to_owned(), format!("r.payer IN {}", records_sql(1))),
        None => (format!("allocation a {hint} CROSS JOIN receipt r"), "$1 = 0".to_owned()),
    };
    let payer_of = true_sql("o.payer");
    // What a reversal took back counts against the receipt it reverses.
    let sql = format!(
        "SELECT o.id, {payer_of}, e.fund, o.received_on, o.reference, cast(sum(a.amount) as bigint),
                (SELECT max(line) FROM allocation x WHERE x.receipt = o.id)
         FROM {source} JOIN entry e ON e.id = a.entry JOIN receipt o ON o.id = coalesce(r.reverses, r.id)
         WHERE a.part = 'suspense' AND a.receipt = r.id AND {condition}
         GROUP BY o.id, o.payer, e.fund, o.received_on, o.reference HAVING sum(a.amount) <> 0 ORDER BY o.id, e.fund"
    );
    tx.rows(&sql, params![payer.map_or(0, PartyId::get)], |row| {
        Ok(Kept {
            receipt: row.get(0)?,
            payer: row.get(1)?,
            fund: row.get(2)?,
            received_on: row.get(3)?,
            reference: row.get(4)?,
            amount: row.get(5)?,
            last_line: row.get(6)?,
        })
    })
}

/// Uses what is kept for payers for their open bills. A second call finds nothing more to use.
pub fn apply_suspense(office: &Office, actor: &Actor) -> Result<Used> {
    office.store.write(&actor.act(services::RECEIVE.code), |tx| {
        tx.hold("collection", 0)?;
        let kept: Vec<Kept> = kept(tx, None)?
            .into_iter()
            .filter(|kept| kept.payer.is_some() && kept.amount > Fen::ZERO)
            .collect();
        let payers: BTreeSet<PartyId> = kept.iter().filter_map(|kept| kept.payer).collect();
        let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
        let order = Order::of(&law, actor.at.date())?;
        let mut lines = Lines::open(tx, &order, &payers)?;
        let usable: Vec<Kept> = kept
            .into_iter()
            .filter(|kept| kept.payer.is_some_and(|payer| !lines.of(payer).is_empty()))
            .collect();
        let mut used = Used::default();
        if usable.is_empty() {
            return Ok(used);
        }
        let command = json!({ "receipts": usable.len() });
        let matter = desk::open(tx, office, actor, &services::RECEIVE, None, &command)?;
        let mut fees = LateFees::new(law);
        let mut book = Book::new(tx, actor, matter.id, 0)?;
        let mut from = Banks::new(actor.at.date());
        for kept in &usable {
            apply(tx, &mut book, &mut lines, &mut fees, &mut from, kept, &mut used)?;
        }
        let later = usable.iter().map(|kept| (kept.receipt, kept.last_line)).collect();
        book.write(tx, &lines, &later)?;
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, effects(&used)))?;
        Ok(used)
    })
}

/// In which account a fund's suspense lies: the income account while that holds enough of the fund, else the fiscal one.
struct Banks {
    on: Date,
    income: BTreeMap<Fund, Fen>,
}

impl Banks {
    fn new(on: Date) -> Banks {
        Banks { on, income: BTreeMap::new() }
    }

    fn take(&mut self, tx: &mut Tx<'_>, fund: Fund, amount: Fen) -> Result<Deposit> {
        if let std::collections::btree_map::Entry::Vacant(place) = self.income.entry(fund) {
            let trial = fund::trial_balance(tx, fund, FeeMonth::of(self.on))?;
            place.insert(trial.closing().deposit(Deposit::Income));
        }
        let held = self.income.entry(fund).or_default();
        if *held < amount {
            return Ok(Deposit::Fiscal);
        }
        *held -= amount;
        Ok(Deposit::Income)
    }
}

fn apply(
    tx: &mut Tx<'_>,
    book: &mut Book<'_>,
    lines: &mut Lines,
    fees: &mut LateFees<'_>,
    from: &mut Banks,
    kept: &Kept,
    used: &mut Used,
) -> Result<()> {
    let Some(payer) = kept.payer else { return Ok(()) };
    let (on, id) = (from.on, kept.receipt);
    let own = lines.of(payer);
    // The money was there from the day it arrived: no fee for the time since.
    let (shares, rest) = allocate(own, fees, Wish::Any, kept.amount, kept.received_on)?;
    let mut by_fund: BTreeMap<Fund, Fen> = BTreeMap::new();
    for share in &shares {
        *by_fund.entry(own[share.line].insurance.fund()).or_default() += share.amount;
    }
    for (fund, amount) in by_fund {
        if fund != kept.fund {
            let deposit = from.take(tx, kept.fund, amount)?;
            book.suspend(id, Key { on, fund: kept.fund, kind: Move::Given(deposit) }, -amount);
            book.suspend(id, Key { on, fund, kind: Move::Taken(deposit) }, amount);
        }
        book.suspend(id, Key { on, fund, kind: Move::Applied }, -amount);
    }
    book.pay(id, Move::Applied, on, own, &shares);
    if !shares.is_empty() {
        used.add(kept.amount - rest, &shares, Fen::ZERO);
    }
    Ok(())
}

/// Says whose a receipt is that nobody could be matched to. What it is used for then follows by [`apply_suspense`].
pub fn assign(office: &Office, actor: &Actor, receipt: i64, payer: PartyId) -> Result<()> {
    office.store.write(&actor.act(services::RECEIVE.code), |tx| {
        must_exist(tx, payer)?;
        let command = json!({ "receipt": receipt, "payer": payer });
        let matter = desk::open(tx, office, actor, &services::RECEIVE, Some(payer), &command)?;
        let changed = tx.run(
            "UPDATE receipt SET payer = $2 WHERE id = $1 AND payer IS NULL
             AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.reverses = $1)",
            params![receipt, payer],
        )?;
        if changed == 0 {
            return Err(codes::HAS_PAYER.with("receipt", receipt));
        }
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, json!({ "assigned": payer })))
    })
}

/// What is asked for in a refund.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Refund {
    /// Whose money.
    pub payer: PartyId,
    /// How much.
    pub amount: Fen,
    /// From the fiscal account, or else the income account.
    pub fiscal: bool,
}

/// Asks that money kept for a payer is given back (多缴退费). A second person must agree; until then nothing changes.
pub fn refund(office: &Office, actor: &Actor, refund: Refund, reason: &str) -> Result<MatterId> {
    if refund.amount <= Fen::ZERO {
        return Err(codes::BAD_AMOUNT.with("amount", refund.amount));
    }
    office.store.write(&actor.act(services::REFUND.code), |tx| {
        must_suffice(tx, &refund)?;
        let command = json!({ "refund": refund, "reason": reason });
        let matter = desk::open(tx, office, actor, &services::REFUND, Some(refund.payer), &command)?;
        desk::decide(
            tx,
            office,
            actor,
            &matter,
            &Decision::granted(command, json!({ "amount": refund.amount })),
        )?;
        Ok(matter.id)
    })
}

fn must_suffice(tx: &mut Tx<'_>, refund: &Refund) -> Result<Vec<Kept>> {
    let kept = kept(tx, Some(refund.payer))?;
    let balance: Fen = kept.iter().map(|kept| kept.amount).sum();
    if balance < refund.amount {
        return Err(codes::SUSPENSE_SHORT
            .with("payer", refund.payer)
            .with("balance", balance)
            .with("amount", refund.amount));
    }
    Ok(kept)
}

/// The second person agreed: the money goes back, oldest receipt first.
pub(super) fn refund_approved(
    tx: &mut Tx<'_>,
    actor: &Actor,
    matter: &Matter,
    refund: &Refund,
) -> Result<()> {
    let mut book = Book::new(tx, actor, matter.id, 0)?;
    let kept = must_suffice(tx, refund)?;
    let (on, mut left) = (actor.at.date(), refund.amount);
    let from = if refund.fiscal { Deposit::Fiscal } else { Deposit::Income };
    for some in kept.iter().filter(|kept| kept.amount > Fen::ZERO) {
        let amount = left.min(some.amount);
        if amount > Fen::ZERO {
            book.refund(some.receipt, Key { on, fund: some.fund, kind: Move::Refunded(from) }, amount);
            left -= amount;
        }
    }
    let later = kept.iter().map(|kept| (kept.receipt, kept.last_line)).collect();
    book.write(tx, &Lines::none(), &later)
}
