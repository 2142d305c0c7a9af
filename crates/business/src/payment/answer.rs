//! The bank's answers: what was carried out, what came back at once (pain.002) or days later (camt.054).

use std::collections::BTreeMap;

use bank::{EntryKind, Incoming, Message, Status};
use kernel::{Fen, Fund, Result};
use ledger::{Event, Source};
use serde_json::json;
use store::{Audit, Tx, params};

use super::{RUN, Run, codes, run_row};
use crate::desk::{Actor, Role};
use crate::{Office, fund};

/// What an answer changed; nothing where it was taken before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// Orders carried out.
    pub paid: usize,
    /// Orders that came back.
    pub returned: usize,
    /// What they sum to.
    pub amount: Fen,
    /// Orders of which the bank had said the same before; nothing was done for them.
    pub known: usize,
}

/// Takes the bank's report on a run. A file is taken as a whole or not at all.
pub fn answer(office: &Office, actor: &Actor, bytes: &[u8]) -> Result<Answered> {
    actor.must_have(Role::Finance, office.region)?;
    let Incoming::Report(mut report) = bank::read(bytes)? else {
        return Err(codes::NOT_AN_ANSWER.with("message", "-"));
    };
    let head = report.head.clone();
    let outcomes = report.by_ref().collect::<Result<Vec<_>>>()?;
    if head.original != Message::CreditTransfers {
        return Err(codes::NOT_AN_ANSWER.with("message", &head.message_id));
    }
    office.store.write(&actor.act("payment.answer"), |tx| {
        let run = tx
            .row(&format!("{RUN} WHERE message = $1"), params![head.original_message_id], run_row)?
            .filter(|run| matches!(run.state.as_str(), "sent" | "answered"))
            .ok_or_else(|| codes::NOT_AN_ANSWER.with("message", &head.original_message_id))?;
        same_amount(&head.original_message_id, run.total, head.total)?;
        let mut open = orders(tx, run.id)?;
        let mut refused: Vec<(String, String)> = Vec::new();
        let mut done: Vec<String> = Vec::new();
        let (mut pending, mut known) = (0usize, 0usize);
        for outcome in &outcomes {
            let id = outcome.end_to_end_id.clone();
            let order = open.remove(&id);
            order.iter().try_for_each(|order| same_amount(&id, order.amount, outcome.amount))?;
            match order {
                None => return Err(codes::UNKNOWN_ORDER.with("id", id)),
                Some(Order { state, .. }) if state != "sent" => {
                    agrees(&id, &state, outcome.status)?;
                    known += 1;
                }
                Some(_) if outcome.status.is_refused() => {
                    refused.push((id, outcome.reason.clone().unwrap_or_default()));
                }
                Some(_) if outcome.status.is_settled() => done.push(id),
                Some(_) => pending += 1,
            }
        }
        let (answered, rest): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|(_, order)| order.state != "sent");
        let rest = rest.into_iter();
        if let Some(status) = head.group.filter(|_| outcomes.is_empty()) {
            answered.iter().try_for_each(|(id, order)| agrees(id, &order.state, status))?;
            known = answered.len();
        }
        match head.group {
            Some(status) if status.is_refused() => {
                let reason = head.reason.clone().unwrap_or_default();
                refused.extend(rest.map(|(id, _)| (id, reason.clone())));
            }
            // A bank may name only what it refused; the rest was carried out.
            Some(status) if status.is_settled() || status == Status::Partial => {
                done.extend(rest.map(|(id, _)| id))
            }
            // Of what a bank does not name and gives no state for, nothing is known. Orders that keep nothing to pay never
            // reach it.
            _ => {
                let (unsent, waiting): (Vec<_>, Vec<_>) = rest.partition(|(_, order)| order.amount.is_zero());
                done.extend(unsent.into_iter().map(|(id, _)| id));
                pending += waiting.len();
            }
        }
        let (returned, amount) = take_back(tx, actor, &run, &refused)?;
        mark_paid(tx, run.id, &done, pending == 0)?;
        let answered = Answered { paid: done.len(), returned, amount, known };
        if pending == 0 {
            tx.run("UPDATE payment_run SET state = 'answered' WHERE id = $1", params![run.id])?;
        }
        let detail =
            json!({ "message": head.message_id, "paid": answered.paid, "returned": answered.returned });
        tx.audit(Audit { what: "payment.answer", subject: Some(run.id), detail });
        Ok(answered)
    })
}

/// Takes the bank's notice of payments that came back after they had been carried out (退票).
pub fn returned(office: &Office, actor: &Actor, bytes: &[u8]) -> Result<Answered> {
    actor.must_have(Role::Finance, office.region)?;
    let Incoming::Statement(mut statement) = bank::read(bytes)? else {
        return Err(codes::NOT_AN_ANSWER.with("message", "-"));
    };
    let message = statement.head.message_id.clone();
    let entries = statement.by_ref().collect::<Result<Vec<_>>>()?;
    if entries.iter().all(|entry| entry.kind != EntryKind::TransferReturned) {
        return Err(codes::NOT_AN_ANSWER.with("message", message));
    }
    office.store.write(&actor.act("payment.returned"), |tx| {
        let mut by_run: BTreeMap<i64, Vec<(String, String)>> = BTreeMap::new();
        let mut all = Answered::default();
        for entry in entries.iter().filter(|entry| entry.kind == EntryKind::TransferReturned) {
            let id = entry.end_to_end_id.clone().unwrap_or_default();
            let run = tx.row(
                "SELECT run, state FROM payment WHERE end_to_end IN ($1 || 'm', $1 || 'a', $1 || 'l') LIMIT 1",
                params![id],
                |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)),
            )?;
            let Some((run, state)) = run else { return Err(codes::UNKNOWN_ORDER.with("id", id)) };
            let ordered = orders(tx, run)?.get(&id).map_or(Fen::ZERO, |order| order.amount);
            same_amount(&id, ordered, Some(entry.amount))?;
            if !matches!(state.as_str(), "sent" | "paid") {
                all.known += 1;
            } else {
                by_run.entry(run).or_default().push((id, entry.returned.clone().unwrap_or_default()));
            }
        }
        for (id, refused) in by_run {
            let run = super::run(tx, id)?;
            let (returned, amount) = take_back(tx, actor, &run, &refused)?;
            all.returned += returned;
            all.amount += amount;
        }
        let detail = json!({ "message": message, "returned": all.returned });
        tx.audit(Audit { what: "payment.returned", subject: None, detail });
        Ok(all)
    })
}

/// What the bank says of an order that has its answer must be what it said before.
fn agrees(id: &str, state: &str, status: Status) -> Result<()> {
    let came_back = matches!(state, "returned" | "replaced");
    if !(status.is_refused() && !came_back || status.is_settled() && came_back) {
        return Ok(());
    }
    let words = |back: bool| if back { ("退票", "returned") } else { ("已支付", "paid") };
    let ((before_zh, before), (now_zh, now)) = (words(came_back), words(!came_back));
    let told = codes::CONTRADICTED.with("id", id).with("before_zh", before_zh).with("before", before);
    Err(told.with("now_zh", now_zh).with("now", now))
}

/// What the bank says of an amount must be what was ordered, or nothing of its file is taken.
fn same_amount(id: &str, ordered: Fen, found: Option<Fen>) -> Result<()> {
    match found.filter(|found| *found != ordered) {
        Some(found) => Err(codes::OTHER_AMOUNT.with("id", id).with("ordered", ordered).with("found", found)),
        None => Ok(()),
    }
}

struct Order {
    state: String,
    amount: Fen,
}

/// The orders of a run by their number.
fn orders(tx: &mut Tx<'_>, run: i64) -> Result<BTreeMap<String, Order>> {
    let mut orders: BTreeMap<String, Order> = BTreeMap::new();
    tx.each("SELECT end_to_end, state, amount FROM payment WHERE run = $1", params![run], |row| {
        let (end_to_end, state, amount): (String, String, Fen) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let id = end_to_end.get(..end_to_end.len() - 1).unwrap_or_default().to_owned();
        orders.entry(id).or_insert(Order { state, amount: Fen::ZERO }).amount += amount;
        Ok(())
    })?;
    Ok(orders)
}

/// Marks orders as returned and books them; gives how many, and what they sum to.
fn take_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    run: &Run,
    refused: &[(String, String)],
) -> Result<(usize, Fen)> {
    let mut back: BTreeMap<Fund, Fen> = BTreeMap::new();
    for (id, reason) in refused {
        let lines = tx.rows(
            "UPDATE payment SET state = 'returned', reason = $3
             WHERE run = $1 AND state IN ('sent', 'paid')
               AND end_to_end IN ($2 || 'm', $2 || 'a', $2 || 'l', $2 || 's')
             RETURNING fund, amount",
            params![run.id, id, reason],
            |row| Ok((row.get::<Fund>(0)?, row.get::<Fen>(1)?)),
        )?;
        for (fund, amount) in lines {
            *back.entry(fund).or_default() += amount;
        }
    }
    for (fund, amount) in back.iter().filter(|(_, amount)| !amount.is_zero()) {
        let source = Source { kind: "payment-run", id: run.id };
        let event = Event::BenefitReturned { amount: *amount };
        fund::post(tx, actor, *fund, actor.at.date(), &event, source, "待遇退票")?;
    }
    Ok((refused.len(), back.into_values().sum()))
}

/// In one statement where nothing is pending; else order by order.
fn mark_paid(tx: &mut Tx<'_>, run: i64, done: &[String], all: bool) -> Result<()> {
    if all {
        tx.run("UPDATE payment SET state = 'paid' WHERE run = $1 AND state = 'sent'", params![run])?;
        return Ok(());
    }
    for id in done {
        tx.run(
            "UPDATE payment SET state = 'paid' WHERE run = $1 AND state = 'sent'
               AND end_to_end IN ($2 || 'm', $2 || 'a', $2 || 'l', $2 || 's')",
            params![run, id],
        )?;
    }
    Ok(())
}
