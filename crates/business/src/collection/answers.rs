//! The bank's answers to direct debits (扣款回盘): reports (pain.002) and notifications (camt.054).

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use bank::{EntryKind, Incoming, StatementKind};
use kernel::{BillId, Date, Fen, PartyId, Problem, Result};
use ledger::Deposit;
use serde_json::json;
use store::{Tx, params};

use super::allocate::{Wish, allocate};
use super::book::{Book, Key, Move, NewReceipt};
use super::fees::LateFees;
use super::lines::{Lines, Order};
use super::receive::Used;
use super::{codes, debits, list};
use crate::Office;
use crate::desk::{self, Actor, Decision, services};
use crate::registry::facts::true_sql;

/// What an answer of the bank came to.
#[derive(Debug, Default)]
pub struct Answered {
    /// Debits settled.
    pub settled: u64,
    /// Debits that failed, with reason.
    pub failed: u64,
    /// What the settled ones were used for.
    pub used: Used,
    /// Lines that were not taken, and why; the others were.
    pub problems: Vec<Problem>,
    /// Was the same file taken before? Then nothing was done.
    pub known: bool,
}

/// One line of an answer.
struct Reply {
    end_to_end: String,
    /// `Ok`: settled, with day (the one asked for, if not stated) and bank's reference; `Err`: failed, with reason code.
    outcome: Result<(Option<Date>, String), String>,
    amount: Option<Fen>,
}

/// A debit of ours as the answer finds it.
struct Debit {
    batch: i64,
    line: i64,
    bill: BillId,
    payer: PartyId,
    amount: Fen,
    due: Date,
    state: String,
    /// Kind of the message that settled it.
    by: Option<String>,
}

/// A whole answer.
struct Answer {
    message: String,
    kind: &'static str,
    replies: Vec<Reply>,
    /// The batch it answers and what it says that came to.
    stated: Option<(String, Fen)>,
    /// Batch settled or refused as a whole.
    whole: Option<(String, Result<(), String>)>,
    problems: Vec<Problem>,
}

/// Takes the bank's answer. Counts and sums are checked before anything is booked; then each line is settled or failed by
/// itself. An unknown debit, or one that has its answer, is reported and the others are taken.
pub fn debits_in(office: &Office, actor: &Actor, file: impl Read) -> Result<Answered> {
    let answer = read(file)?;
    office.store.write(&actor.act(services::DEBIT.code), |tx| {
        tx.hold("collection", 0)?;
        if is_known(tx, &answer.message)? {
            return Ok(Answered { known: true, ..Answered::default() });
        }
        if let Some((message, found)) = &answer.stated {
            let ordered = debits::batch(tx, message)?.total;
            if ordered != *found {
                let wrong = codes::DEBIT_AMOUNT.with("debit", message).with("ordered", ordered);
                return Err(wrong.with("found", found));
            }
        }
        let command = json!({ "message": answer.message, "kind": answer.kind });
        let matter = desk::open(tx, office, actor, &services::DEBIT, None, &command)?;
        let mut answered = Answered { problems: answer.problems.clone(), ..Answered::default() };
        let replies = with_whole(tx, &answer)?;
        let found = debits(tx, &replies)?;
        let (mut settled, mut failed) = (Vec::new(), BTreeMap::<String, Vec<&Debit>>::new());
        let mut seen = BTreeSet::new();
        for reply in &replies {
            match check(reply, found.get(&reply.end_to_end), answer.kind) {
                _ if !seen.insert(&reply.end_to_end) => {
                    answered.problems.push(bank::codes::DUPLICATE.with("id", &reply.end_to_end));
                }
                Err(problem) => answered.problems.push(problem),
                Ok(None) => {}
                Ok(Some(debit)) => match &reply.outcome {
                    Ok((day, slip)) => settled.push((debit, reply, day.unwrap_or(debit.due), slip)),
                    Err(code) => failed.entry(code.clone()).or_default().push(debit),
                },
            }
        }
        answered.settled = u64::try_from(settled.len()).unwrap_or(u64::MAX);
        answered.failed = failed.values().map(|some| u64::try_from(some.len()).unwrap_or(0)).sum();
        let mut book = Book::new(tx, actor, matter.id, settled.len())?;
        let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
        let order = Order::of(&law, actor.at.date())?;
        let mut fees = LateFees::new(law);
        let payers = settled.iter().map(|(debit, ..)| debit.payer).collect();
        let mut lines = Lines::open(tx, &order, &payers)?;
        for (debit, reply, day, slip) in &settled {
            let money = Settled { debit, end_to_end: &reply.end_to_end, day: *day, slip };
            settle(&mut book, &mut lines, &mut fees, &money, &mut answered.used)?;
        }
        book.write(tx, &lines, &BTreeMap::new())?;
        let all: Vec<&Debit> = settled.iter().map(|(debit, ..)| *debit).collect();
        mark(tx, &all, "settled", &answer.message)?;
        for (code, some) in &failed {
            mark(tx, some, "failed", &words(code))?;
        }
        remember(tx, actor, matter.id, &answer, &answered)?;
        let effects =
            json!({ "settled": answered.settled, "failed": answered.failed, "amount": answered.used.amount });
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, effects))?;
        Ok(answered)
    })
}

/// A debit whose money is there.
struct Settled<'d> {
    debit: &'d Debit,
    end_to_end: &'d str,
    day: Date,
    slip: &'d str,
}

/// A settled debit is a receipt: for its own bill first, with the late fee it was made with; what is no longer needed there is
/// kept for the payer.
fn settle(
    book: &mut Book<'_>,
    lines: &mut Lines,
    fees: &mut LateFees<'_>,
    money: &Settled<'_>,
    used: &mut Used,
) -> Result<()> {
    let Settled { debit, end_to_end, day, slip } = *money;
    let kind = Move::Received(Deposit::Income);
    let id = book.receipt(NewReceipt {
        source: "bank",
        reference: end_to_end.to_owned(),
        payer: Some(debit.payer),
        amount: debit.amount,
        received_on: day,
        slip: slip.to_owned(),
        reverses: None,
    });
    let own = lines.of_bill(debit.payer, debit.bill);
    // The fee is that of the day the bank was asked to collect on, whatever day it did.
    let (shares, rest) = allocate(own, fees, Wish::Any, debit.amount, debit.due)?;
    book.pay(id, kind, day, own, &shares);
    let fund = own.first().map_or(kernel::Fund::Pension, |line| line.insurance.fund());
    book.suspend(id, Key { on: day, fund, kind }, rest);
    used.add(debit.amount, &shares, rest);
    Ok(())
}

fn check<'d>(reply: &Reply, debit: Option<&'d Debit>, kind: &str) -> Result<Option<&'d Debit>> {
    let id = &reply.end_to_end;
    let Some(debit) = debit else { return Err(codes::UNKNOWN_DEBIT.with("debit", id)) };
    if let Some(found) = reply.amount.filter(|found| *found != debit.amount) {
        return Err(codes::DEBIT_AMOUNT.with("debit", id).with("ordered", debit.amount).with("found", found));
    }
    match (debit.state.as_str(), &reply.outcome) {
        ("sent", _) => Ok(Some(debit)),
        // A notification confirms what the report said.
        ("settled", Ok(_)) if debit.by.as_deref().is_some_and(|by| by != kind) => Ok(None),
        (state, _) => {
            let state = if state == "settled" { "已扣款" } else { "扣款失败" };
            Err(codes::ANSWERED.with("debit", id).with("state", state))
        }
    }
}

fn read(file: impl Read) -> Result<Answer> {
    match bank::read(file)? {
        Incoming::Report(mut report) => {
            let outcomes = report.by_ref().collect::<Result<Vec<_>>>()?;
            let head = report.head;
            if head.original != bank::Message::DirectDebits {
                return Err(codes::NOT_AN_ANSWER.problem());
            }
            let replies = outcomes.into_iter().filter_map(|outcome| {
                let outcome_of = if outcome.status.is_settled() {
                    Ok((None, String::new()))
                } else if outcome.status.is_refused() {
                    Err(outcome.reason.unwrap_or_default())
                } else {
                    return None;
                };
                Some(Reply { end_to_end: outcome.end_to_end_id, outcome: outcome_of, amount: outcome.amount })
            });
            let replies: Vec<Reply> = replies.collect();
            let whole = match head.group {
                Some(status) if replies.is_empty() && status.is_settled() => Some(Ok(())),
                Some(status) if replies.is_empty() && status.is_refused() => {
                    Some(Err(head.reason.unwrap_or_default()))
                }
                _ => None,
            };
            let whole = whole.map(|outcome| (head.original_message_id.clone(), outcome));
            let stated = head.total.map(|total| (head.original_message_id, total));
            let (message, problems) = (head.message_id, Vec::new());
            Ok(Answer { message, kind: "report", replies, stated, whole, problems })
        }
        Incoming::Statement(mut statement) if statement.head.kind == StatementKind::Notification => {
            let entries = statement.by_ref().collect::<Result<Vec<_>>>()?;
            let (mut replies, mut problems) = (Vec::new(), Vec::new());
            for entry in entries {
                match (entry.kind, entry.end_to_end_id) {
                    (EntryKind::DirectDebit, Some(end_to_end)) => replies.push(Reply {
                        end_to_end,
                        outcome: Ok((Some(entry.booked), entry.reference)),
                        amount: Some(entry.amount),
                    }),
                    (EntryKind::DebitReturned, id) => problems.push(
                        codes::TAKEN_BACK
                            .with("debit", id.unwrap_or(entry.reference))
                            .with("reason", words(&entry.returned.unwrap_or_default())),
                    ),
                    (EntryKind::DirectDebit, None) => {
                        problems.push(codes::UNKNOWN_DEBIT.with("debit", entry.reference));
                    }
                    _ => {}
                }
            }
            let message = statement.head.message_id;
            Ok(Answer { message, kind: "notification", replies, stated: None, whole: None, problems })
        }
        _ => Err(codes::NOT_AN_ANSWER.problem()),
    }
}

/// The replies, with those of a batch that was answered as a whole.
fn with_whole(tx: &mut Tx<'_>, answer: &Answer) -> Result<Vec<Reply>> {
    let copy = |reply: &Reply| Reply {
        end_to_end: reply.end_to_end.clone(),
        outcome: reply.outcome.clone(),
        amount: reply.amount,
    };
    let Some((message, outcome)) = &answer.whole else {
        return Ok(answer.replies.iter().map(copy).collect());
    };
    let batch = debits::batch(tx, message)?;
    tx.rows("SELECT end_to_end FROM debit WHERE batch = $1 ORDER BY line", params![batch.id], |row| {
        let outcome = match outcome {
            Ok(()) => Ok((None, String::new())),
            Err(code) => Err(code.clone()),
        };
        Ok(Reply { end_to_end: row.get(0)?, outcome, amount: None })
    })
}

fn debits(tx: &mut Tx<'_>, replies: &[Reply]) -> Result<BTreeMap<String, Debit>> {
    let ids = json!(replies.iter().map(|reply| reply.end_to_end.as_str()).collect::<Vec<_>>()).to_string();
    let sql = format!(
        "SELECT d.end_to_end, d.batch, d.line, d.bill, {}, d.amount, t.due, d.state, a.kind
         FROM {} AS v JOIN debit d ON d.end_to_end = v.value JOIN debit_batch t ON t.id = d.batch
         JOIN bill b ON b.id = d.bill LEFT JOIN debit_answer a ON a.message = d.reason",
        true_sql("b.payer"),
        list::of_numbers(tx, 1)
    );
    let rows = tx.rows(&sql, params![ids], |row| {
        let debit = Debit {
            batch: row.get(1)?,
            line: row.get(2)?,
            bill: row.get(3)?,
            payer: row.get(4)?,
            amount: row.get(5)?,
            due: row.get(6)?,
            state: row.get(7)?,
            by: row.get(8)?,
        };
        Ok((row.get::<String>(0)?, debit))
    })?;
    Ok(rows.into_iter().collect())
}

/// Marks debits; a settled one names the message that settled it.
fn mark(tx: &mut Tx<'_>, debits: &[&Debit], state: &str, reason: &str) -> Result<()> {
    let mut batches: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for debit in debits {
        batches.entry(debit.batch).or_default().push(debit.line);
    }
    for (batch, lines) in batches {
        let sql = format!(
            "UPDATE debit SET state = $3, reason = $4
             WHERE batch = $1 AND line IN (SELECT cast(v.value as bigint) FROM {} AS v)",
            list::of_numbers(tx, 2)
        );
        tx.run(&sql, params![batch, list::numbers(lines), state, reason])?;
        tx.run(
            "UPDATE debit_batch SET state = 'answered' WHERE id = $1
             AND NOT EXISTS (SELECT 1 FROM debit WHERE batch = $1 AND state = 'sent')",
            params![batch],
        )?;
    }
    Ok(())
}

/// The words for a reason code, with the code.
fn words(code: &str) -> String {
    match bank::reason(code) {
        Some(reason) => format!("{code} {}", reason.zh),
        None if code.is_empty() => "银行未说明原因".to_owned(),
        None => code.to_owned(),
    }
}

fn is_known(tx: &mut Tx<'_>, message: &str) -> Result<bool> {
    let found =
        tx.row("SELECT 1 FROM debit_answer WHERE message = $1", params![message], |row| row.get::<i64>(0))?;
    Ok(found.is_some())
}

fn remember(
    tx: &mut Tx<'_>,
    actor: &Actor,
    matter: kernel::MatterId,
    answer: &Answer,
    answered: &Answered,
) -> Result<()> {
    let problems: Vec<String> =
        answered.problems.iter().map(|problem| format!("{} {}", problem.code().id, problem.zh())).collect();
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    tx.record(
        matter.get(),
        "debit_answer",
        &["message", "kind", "settled", "failed", "amount", "problems", "matter", "at"],
        params![
            answer.message,
            answer.kind,
            count(answered.settled),
            count(answered.failed),
            answered.used.amount,
            json!(problems).to_string(),
            matter,
            actor.at
        ],
    )
}
