//! Direct debits out (批量代扣): what payers with an agreement owe, as rows and as the bank's file (pain.008).

use std::collections::BTreeMap;
use std::io::Write;

use bank::{Direction, Order as BankOrder, OrderHead};
use kernel::{BillId, Date, FeeMonth, Fen, Moment, PartyId, Result};
use ledger::Deposit;
use serde_json::json;
use store::{Checksum, Sequence, Table, Tx, Value, params};

use super::codes;
use super::fees::LateFees;
use super::lines::{Lines, Order};
use crate::Office;
use crate::desk::{self, Actor, Decision, services};
use crate::fund;

/// A batch of direct debits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its record.
    pub id: i64,
    /// Number of the file.
    pub message: String,
    /// Debits in it.
    pub debits: u64,
    /// What they sum to.
    pub total: Fen,
    /// Day the bank shall collect on.
    pub due: Date,
    /// When it was made.
    pub created: Moment,
    /// Has the bank answered?
    pub answered: bool,
}

/// A debit that is to be made: one a bill, with its late fee as of the day of collection.
struct Draft {
    bill: BillId,
    agreement: i64,
    late_fee: Fen,
    amount: Fen,
}

const DEBIT: Table = Table {
    name: "debit",
    columns: &["batch", "line", "bill", "agreement", "late_fee", "amount", "end_to_end", "state", "reason"],
};

/// Makes the debits of everything open up to a month for payers with an agreement, oldest first, and writes the bank's file.
/// A bill whose debit is under way is left out. Where nothing new is due, the last unanswered file of the month is written again,
/// byte for byte, so that a lost file is simply asked for once more.
pub fn debits_out(office: &Office, actor: &Actor, month: FeeMonth, out: &mut dyn Write) -> Result<Batch> {
    let due = office.calendar.on_or_after(actor.at.date()).date;
    let batch = office.store.write(&actor.act(services::DEBIT.code), |tx| {
        tx.hold("collection", 0)?;
        let drafts = drafts(tx, office, actor, month, due)?;
        if drafts.is_empty() {
            let unanswered = last_batch(tx, month)?.filter(|batch| !batch.answered);
            return unanswered.ok_or_else(|| codes::NOTHING_TO_DEBIT.with("month", month));
        }
        write_batch(tx, office, actor, month, due, &drafts)
    })?;
    export_debits(office, &batch.message, out)
}

/// Writes the file of a batch again from its rows.
pub fn export_debits(office: &Office, message: &str, out: &mut dyn Write) -> Result<Batch> {
    let (batch, account, orders) = office.store.read(|tx| {
        let batch = batch(tx, message)?;
        let account = fund::account(tx, Deposit::Income)?;
        Ok((batch.clone(), account, orders(tx, office, &batch)?))
    })?;
    let head = OrderHead {
        direction: Direction::Debit,
        message_id: batch.message.clone(),
        created: batch.created,
        due: batch.due,
        fund: account,
        count: batch.debits,
        total: batch.total,
    };
    bank::write_orders(out, &head, orders)?;
    Ok(batch)
}

/// The batch of a file.
pub(super) fn batch(tx: &mut Tx<'_>, message: &str) -> Result<Batch> {
    tx.row(&format!("{BATCH} WHERE message = $1"), params![message], batch_row)?
        .ok_or_else(|| codes::UNKNOWN_BATCH.with("batch", message))
}

const BATCH: &str = "SELECT id, message, debits, total, due, created_at, state FROM debit_batch";

fn batch_row(row: &store::Row<'_>) -> Result<Batch> {
    Ok(Batch {
        id: row.get(0)?,
        message: row.get(1)?,
        debits: u64::try_from(row.get::<i64>(2)?).unwrap_or(0),
        total: row.get(3)?,
        due: row.get(4)?,
        created: row.get(5)?,
        answered: row.get::<String>(6)? != "sent",
    })
}

/// The last file made in a month, if there is one; one that waits for its answer comes first.
pub fn last_batch(tx: &mut Tx<'_>, month: FeeMonth) -> Result<Option<Batch>> {
    let sql = format!("{BATCH} WHERE month = $1 ORDER BY state = 'sent' DESC, id DESC LIMIT 1");
    tx.row(&sql, params![month], batch_row)
}

fn drafts(tx: &mut Tx<'_>, office: &Office, actor: &Actor, month: FeeMonth, due: Date) -> Result<Vec<Draft>> {
    let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
    let order = Order::of(&law, due)?;
    let mut fees = LateFees::new(law);
    let agreements = agreements(tx, due)?;
    let under_way =
        tx.rows("SELECT DISTINCT bill FROM debit WHERE state = 'sent' ORDER BY bill", params![], |row| {
            row.get::<BillId>(0)
        })?;
    let lines = Lines::all_open(tx, &order)?;
    let mut drafts: BTreeMap<BillId, Draft> = BTreeMap::new();
    for line in
        lines.iter().filter(|line| line.month <= month && under_way.binary_search(&line.bill).is_err())
    {
        let Some(&agreement) = agreements.get(&line.payer) else { continue };
        let open = line.state.open();
        let late_fee = line.fee.owed(fees.fee(line, open, due)?);
        let draft = drafts.entry(line.bill).or_insert(Draft {
            bill: line.bill,
            agreement,
            late_fee: Fen::ZERO,
            amount: Fen::ZERO,
        });
        draft.late_fee += late_fee;
        draft.amount += open + late_fee;
    }
    Ok(drafts.into_values().filter(|draft| draft.amount > Fen::ZERO).collect())
}

fn agreements(tx: &mut Tx<'_>, on: Date) -> Result<BTreeMap<PartyId, i64>> {
    let rows = tx.rows(
        "SELECT party, id FROM agreement WHERE from_date <= $1 AND (to_date IS NULL OR to_date >= $1) ORDER BY id",
        params![on],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

fn write_batch(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    month: FeeMonth,
    due: Date,
    drafts: &[Draft],
) -> Result<Batch> {
    let total: Fen = drafts.iter().map(|draft| draft.amount).sum();
    let command = json!({ "month": month, "due": due });
    let matter = desk::open(tx, office, actor, &services::DEBIT, None, &command)?;
    let id = tx.allot_one(Sequence::Message)?;
    let message = format!("{}DD{}{id:06}", office.region, month.yyyymm());
    let debits = drafts.len();
    let count = i64::try_from(debits).unwrap_or(i64::MAX);
    tx.run(
        "INSERT INTO debit_batch (id, message, region, month, debits, total, due, state, created_at, matter)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'sent', $8, $9)",
        params![id, message, office.region, month, count, total, due, actor.at, matter.id],
    )?;
    let (mut batch_sum, mut debits_sum) = (Checksum::default(), Checksum::default());
    batch_sum.add(params![id, message, office.region, month, count, total, due, actor.at]);
    tx.bulk(&DEBIT, |sink| {
        for (line, draft) in (1i64..).zip(drafts) {
            let end_to_end = format!("{message}-{line:06}");
            let cells = [
                Value::Int(id),
                Value::Int(line),
                Value::Int(draft.bill.get()),
                Value::Int(draft.agreement),
                Value::Int(draft.late_fee.get()),
                Value::Int(draft.amount.get()),
                Value::Text(&end_to_end),
                Value::Text("sent"),
                Value::Text(""),
            ];
            // The last two change with the bank's answer.
            debits_sum.add(&cells[..7]);
            sink.row(&cells)?;
        }
        Ok(())
    })?;
    tx.recorded(matter.id.get(), "debit_batch", batch_sum);
    tx.recorded(matter.id.get(), DEBIT.name, debits_sum);
    let effects = json!({ "batch": message, "debits": debits, "total": total });
    desk::decide(tx, office, actor, &matter, &Decision::granted(command, effects))?;
    let debits = u64::try_from(debits).unwrap_or(u64::MAX);
    Ok(Batch { id, message, debits, total, due, created: actor.at, answered: false })
}

fn orders(tx: &mut Tx<'_>, office: &Office, batch: &Batch) -> Result<Vec<BankOrder>> {
    tx.rows(
        "SELECT d.end_to_end, d.amount, d.bill, b.month, g.mandate, g.from_date, g.bank, g.account_sealed, g.holder
         FROM debit d JOIN bill b ON b.id = d.bill JOIN agreement g ON g.id = d.agreement
         WHERE d.batch = $1 ORDER BY d.line",
        params![batch.id],
        |row| {
            let (bill, month) = (row.get::<BillId>(2)?, row.get::<FeeMonth>(3)?);
            Ok(BankOrder {
                end_to_end_id: row.get(0)?,
                amount: row.get(1)?,
                account: bank::Account {
                    number: office.vault.open(&row.get::<Vec<u8>>(7)?)?,
                    name: row.get(8)?,
                    bank: row.get(6)?,
                },
                mandate: Some((row.get(4)?, row.get(5)?)),
                purpose: format!("{month} 社会保险费，核定单 {bill}"),
            })
        },
    )
}
