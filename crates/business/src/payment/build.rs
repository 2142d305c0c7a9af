//! Building a month's run (生成支付批次).

use std::collections::BTreeMap;

use kernel::{AccountKind, FeeMonth, Fen, Fund, PartyId, Result};
use ledger::{Deposit, Source};
use serde_json::json;
use store::{Checksum, Sequence, Table, Tx, params};

use super::report::{Report, report};
use super::{RUN, Run, codes, run_row};
use crate::benefits::facts::{OWNER, Payable, payable};
use crate::benefits::{Benefit, open_claims, stopping};
use crate::desk::{self, Actor, Decision, Matter, services};
use crate::fund::{self, Transfer};
use crate::{Office, accounts};

/// A run that waits for a second person.
#[derive(Debug)]
pub struct Built {
    /// The run.
    pub run: Run,
    /// The matter to approve.
    pub matter: Matter,
    /// Differences from last month.
    pub report: Report,
    /// Awards that cannot be paid because the payee has no usable bank account; they follow as arrears.
    pub without_account: Vec<(i64, PartyId)>,
    /// Awards that are not paid because they are found to have ended, until that is settled (see `benefits::review`).
    pub held_back: Vec<(i64, PartyId)>,
}

pub(super) const PAYMENT: Table = Table {
    name: "payment",
    columns: &[
        "run",
        "line",
        "award",
        "person",
        "month",
        "item",
        "fund",
        "amount",
        "account_part",
        "end_to_end",
        "bank",
        "account_masked",
        "replaces_run",
        "replaces_line",
        "state",
    ],
};

/// Where a person is paid to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) bank: String,
    pub(super) masked: String,
}

/// One line to be written.
pub(super) struct Line {
    pub(super) award: i64,
    pub(super) person: PartyId,
    pub(super) month: FeeMonth,
    pub(super) item: &'static str,
    pub(super) fund: Fund,
    pub(super) amount: Fen,
    pub(super) account_part: Fen,
    pub(super) place: Place,
    /// Order it belongs to.
    pub(super) order: usize,
    pub(super) replaces: Option<(i64, i64)>,
}

/// Builds the run of a month: every award's amount, arrears, less what is kept back against claims.
pub fn build(office: &Office, actor: &Actor, month: FeeMonth) -> Result<Built> {
    office.store.write(&actor.act(services::PAY.code), |tx| {
        let sql = format!("{RUN} WHERE region = $1 AND month = $2 AND kind = 'regular'");
        if let Some(run) = tx.row(&sql, params![office.region, month], run_row)? {
            return Err(codes::EXISTS.with("month", month).with("run", run.id));
        }
        let stopping = stopping(tx, month)?;
        let (mut payables, mut held_back) = (Vec::new(), Vec::new());
        payable(tx, month, |payable| {
            match stopping.contains_key(&payable.award) {
                true => held_back.push((payable.award, payable.person)),
                false => payables.push(payable),
            }
            Ok(())
        })?;
        let places = places(tx)?;
        let Draft { lines, without_account } = draft(tx, month, &payables, &places)?;
        if lines.is_empty() {
            return Err(codes::NOTHING.with("month", month));
        }
        let command = json!({ "month": month });
        let matter = desk::open(tx, office, actor, &services::PAY, None, &command)?;
        let run = write(tx, office, actor, &matter, month, "regular", &lines)?;
        let report = report(tx, run.id)?;
        let inputs =
            json!({ "month": month, "without_account": without_account.len(), "held_back": held_back.len() });
        let effects = json!({
            "run": run.id, "payments": run.payments, "total": run.total, "new": report.count(super::ChangeKind::New),
            "stopped": report.count(super::ChangeKind::Stopped), "changed": report.count(super::ChangeKind::Changed),
        });
        desk::decide(tx, office, actor, &matter, &Decision::granted(inputs, effects))?;
        Ok(Built { run, matter, report, without_account, held_back })
    })
}

/// The usable bank account of everybody with an award: the card of a person, the debit account of a unit.
pub(super) fn places(tx: &mut Tx<'_>) -> Result<BTreeMap<PartyId, Place>> {
    let mut places = BTreeMap::new();
    tx.each(
        "SELECT c.person, c.bank, c.account_masked, c.financial FROM card c
         WHERE c.retracted_at = 0 AND c.person IN (SELECT person FROM award) ORDER BY c.person, c.issued_on",
        params![],
        |row| {
            let person: PartyId = row.get(0)?;
            if row.get::<String>(3)? == "active" {
                places.insert(person, Place { bank: row.get(1)?, masked: row.get(2)? });
            } else {
                places.remove(&person);
            }
            Ok(())
        },
    )?;
    // A unit has no card: it is paid to the account its contributions are collected from.
    tx.each(
        "SELECT g.party, g.bank, g.account_masked FROM agreement g JOIN party u ON u.id = g.party AND u.kind = 2
         WHERE g.to_date IS NULL AND g.party IN (SELECT person FROM award) ORDER BY g.party, g.id",
        params![],
        |row| {
            places.insert(row.get(0)?, Place { bank: row.get(1)?, masked: row.get(2)? });
            Ok(())
        },
    )?;
    Ok(places)
}

type Owned = BTreeMap<(PartyId, Fund), Fen>;

/// The lines of a run, and who is left out of it.
struct Draft {
    lines: Vec<Line>,
    without_account: Vec<(i64, PartyId)>,
}

fn draft(
    tx: &mut Tx<'_>,
    month: FeeMonth,
    payables: &[Payable],
    places: &BTreeMap<PartyId, Place>,
) -> Result<Draft> {
    let mut left = balances(tx, payables)?;
    let mut claims: Owned = BTreeMap::new();
    for claim in open_claims(tx)? {
        *claims.entry((claim.person, claim.fund)).or_default() += claim.open;
    }
    // What heirs are owed of an account comes before its part in a pension.
    let mut parts: Vec<Option<(Fen, Fen)>> = vec![None; payables.len()];
    for heirs in [true, false] {
        for (payable, part) in payables.iter().zip(parts.iter_mut()) {
            if (payable.benefit == Benefit::Inheritance) == heirs && places.contains_key(&payable.person) {
                *part = Some(account_parts(payable, &mut left));
            }
        }
    }
    let mut draft = Draft { lines: Vec::new(), without_account: Vec::new() };
    for (order, (payable, part)) in payables.iter().zip(parts).enumerate() {
        let (Some((now, late)), Some(place)) = (part, places.get(&payable.person)) else {
            draft.without_account.push((payable.award, payable.person));
            continue;
        };
        let (current, arrears) = split(payable);
        let lump = !payable.benefit.is_monthly();
        let mut add = |item: &'static str, amount: Fen, account_part: Fen| {
            if !amount.is_zero() {
                draft.lines.push(Line {
                    award: payable.award,
                    person: payable.person,
                    month,
                    item,
                    fund: payable.fund,
                    amount,
                    account_part,
                    place: place.clone(),
                    order,
                    replaces: None,
                });
            }
        };
        if lump {
            add("lump-sum", current + arrears, now + late);
        } else {
            add("monthly", current, now);
            add("arrears", arrears, late);
        }
        if let Some(open) = claims.get_mut(&(payable.owner, payable.fund)) {
            let kept = (*open).min(current + arrears);
            *open -= kept;
            add("set-off", -kept, Fen::ZERO);
        }
    }
    Ok(draft)
}

/// The month's amount, and arrears.
fn split(payable: &Payable) -> (Fen, Fen) {
    match payable.outstanding >= payable.amount {
        true => (payable.amount, payable.outstanding - payable.amount),
        false => (Fen::ZERO, payable.outstanding),
    }
}

/// What the personal account carries of month and arrears, as far as it reaches.
fn account_parts(payable: &Payable, left: &mut Owned) -> (Fen, Fen) {
    let Some(left) = left.get_mut(&(payable.owner, payable.fund)) else { return (Fen::ZERO, Fen::ZERO) };
    let (current, arrears) = split(payable);
    let mut take = |wanted: Fen, most: Fen| {
        let part = wanted.min(most).min(*left).max(Fen::ZERO);
        *left -= part;
        part
    };
    let now = take(payable.account_part, current);
    (now, take(payable.outstanding_part - payable.account_part, arrears))
}

/// What stands on the accounts of those concerned and is not on its way in another run.
fn balances(tx: &mut Tx<'_>, payables: &[Payable]) -> Result<Owned> {
    let mut held: Owned = BTreeMap::new();
    for &kind in AccountKind::ALL {
        let fund = accounts::fund_of(kind);
        let mut owners: Vec<PartyId> =
            payables.iter().filter(|payable| payable.fund == fund).map(|payable| payable.owner).collect();
        owners.sort_unstable();
        owners.dedup();
        held.extend(
            accounts::balances(tx, kind, &owners)?.into_iter().map(|(person, fen)| ((person, fund), fen)),
        );
    }
    let on_its_way = tx.rows(
        &format!(
            "SELECT {OWNER}, p.fund, p.account_part
             FROM payment p JOIN award a ON a.id = p.award JOIN matter m ON m.id = a.matter
             WHERE p.state = 'due' AND p.replaces_run IS NULL AND p.account_part <> 0"
        ),
        params![],
        |row| Ok(((row.get(0)?, row.get(1)?), row.get::<Fen>(2)?)),
    )?;
    for (key, part) in on_its_way {
        if let Some(fen) = held.get_mut(&key) {
            *fen -= part;
        }
    }
    Ok(held)
}

pub(super) fn write(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: &Matter,
    month: FeeMonth,
    kind: &str,
    lines: &[Line],
) -> Result<Run> {
    let id = tx.allot_one(Sequence::Run)?;
    let total: Fen = lines.iter().map(|line| line.amount).sum();
    let message = format!("JB{}-PAY{:06}-{id}", office.region, month.yyyymm());
    let payments = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    tx.run(
        "INSERT INTO payment_run (id, region, month, kind, state, message, payments, total, built_at, matter)
         VALUES ($1, $2, $3, $4, 'built', $5, $6, $7, $8, $9)",
        params![id, office.region, month, kind, message, payments, total, actor.at, matter.id],
    )?;
    let (mut run_sum, mut lines_sum) = (Checksum::default(), Checksum::default());
    run_sum.add(params![id, office.region, month, kind, message, payments, total, actor.at]);
    tx.bulk(&PAYMENT, |sink| {
        for (number, line) in (1i64..).zip(lines) {
            let end_to_end = format!("{}{}", order_id(id, line.order), &line.item[..1]);
            let (replaces_run, replaces_line) = line.replaces.unzip();
            let cells = params![
                id,
                number,
                line.award,
                line.person,
                line.month,
                line.item,
                line.fund,
                line.amount,
                line.account_part,
                end_to_end,
                line.place.bank,
                line.place.masked,
                replaces_run,
                replaces_line,
                "due"
            ];
            // The state changes with the bank's answer.
            lines_sum.add(&cells[..cells.len() - 1]);
            sink.row(cells)?;
        }
        Ok(())
    })?;
    tx.recorded(matter.id.get(), "payment_run", run_sum);
    tx.recorded(matter.id.get(), PAYMENT.name, lines_sum);
    super::run(tx, id)
}

/// The number of an order to the bank; its lines carry it with one letter for their item behind.
pub(super) fn order_id(run: i64, order: usize) -> String {
    format!("P{run}-{order:07}")
}

/// Moves the money to the expenditure account. What was returned lies there already.
pub(super) fn approved(tx: &mut Tx<'_>, actor: &Actor, run: &Run) -> Result<()> {
    let changed = changed_since(tx, run)?;
    if changed > 0 {
        return Err(codes::CHANGED.with("run", run.id).with("count", changed));
    }
    if !run.repeat {
        let source = Source { kind: "payment-run", id: run.id };
        for transfer in transfers(tx, run.id)? {
            fund::allocate(tx, actor, transfer.fund, transfer.amount, source)?;
        }
    }
    tx.run("UPDATE payment_run SET state = 'approved' WHERE id = $1", params![run.id])?;
    Ok(())
}

/// Lines of months for which less is due now than when the run was built.
fn changed_since(tx: &mut Tx<'_>, run: &Run) -> Result<i64> {
    let sql = match run.repeat {
        false => {
            "SELECT count(*) FROM payment p WHERE p.run = $1 AND p.item IN ('monthly', 'lump-sum')
             AND p.amount > (SELECT coalesce(sum(x.amount), 0) FROM award_amount x WHERE x.award = p.award
               AND x.retracted_at = 0 AND (p.item = 'lump-sum' OR (x.from_month <= p.month AND x.to_month >= p.month)))"
        }
        true => {
            "SELECT count(*) FROM payment p JOIN person_status s ON s.person = p.person AND s.status = 'dead'
               AND s.retracted_at = 0
             WHERE p.run = $1 AND p.month > cast(substr(s.from_date, 1, 4) || substr(s.from_date, 6, 2) as bigint)"
        }
    };
    Ok(tx.row(sql, params![run.id], |row| row.get(0))?.unwrap_or(0))
}

/// What the bank is asked to move from the fiscal to the expenditure account for a run, by fund.
pub fn transfers(tx: &mut Tx<'_>, run: i64) -> Result<Vec<Transfer>> {
    tx.rows(
        "SELECT fund, cast(sum(amount) as bigint) FROM payment WHERE run = $1 GROUP BY fund HAVING sum(amount) > 0 ORDER BY fund",
        params![run],
        |row| {
            Ok(Transfer {
                fund: row.get(0)?,
                from: Deposit::Fiscal,
                to: Deposit::Expenditure,
                amount: row.get(1)?,
            })
        },
    )
}
