//! One booking: receipts and what they are used for, collected in memory, written with one ledger entry a fund, event and
//! day, whatever the number of receipts.

use std::collections::BTreeMap;
use std::fmt::Write;

use kernel::{BillId, Date, EntryId, FeeMonth, Fen, Fund, Insurance, MatterId, PartyId, Result};
use ledger::{Deposit, Event, Source, split};
use store::{Checksum, Sequence, Table, Tx, Value, params};

use super::allocate::Share;
use super::lines::{Line, Lines};
use super::list;
use crate::desk::Actor;
use crate::{accounts, fund};

/// What kind of movement an allocation belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Move {
    /// Money arrived.
    Received(Deposit),
    /// Suspense handed to another fund.
    Given(Deposit),
    /// Suspense taken from another fund.
    Taken(Deposit),
    /// Suspense used for a bill.
    Applied,
    /// Contributions that a difference found too much.
    Suspended,
    /// Contributions paid back.
    Returned(Deposit),
    /// Suspense paid back.
    Refunded(Deposit),
    /// The treasury's subsidy.
    Subsidy,
}

/// Allocations of one key share one ledger entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) on: Date,
    pub(super) fund: Fund,
    pub(super) kind: Move,
}

/// What an allocation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Contribution,
    LateFee,
    Subsidy,
    Suspense,
    Refund,
}

impl Part {
    pub(super) const fn key(self) -> &'static str {
        match self {
            Part::Contribution => "contribution",
            Part::LateFee => "late-fee",
            Part::Subsidy => "subsidy",
            Part::Suspense => "suspense",
            Part::Refund => "refund",
        }
    }
}

/// Money that arrived, or went back.
#[derive(Clone, Debug)]
pub(super) struct NewReceipt {
    pub(super) source: &'static str,
    pub(super) reference: String,
    pub(super) payer: Option<PartyId>,
    pub(super) amount: Fen,
    pub(super) received_on: Date,
    pub(super) slip: String,
    pub(super) reverses: Option<i64>,
}

struct Allocation {
    receipt: i64,
    part: Part,
    line: Option<(BillId, Insurance)>,
    amount: Fen,
    key: Key,
}

/// What an entry comes to; as the ledger's credit side sees it.
#[derive(Clone, Copy, Default)]
struct Sums {
    pooled: Fen,
    personal: Fen,
    late_fee: Fen,
    suspense: Fen,
}

/// A booking in the making. Nothing is written before [`Book::write`].
pub(super) struct Book<'a> {
    actor: &'a Actor,
    matter: MatterId,
    numbers: std::vec::IntoIter<i64>,
    receipts: Vec<(i64, NewReceipt)>,
    allocations: Vec<Allocation>,
    sums: BTreeMap<Key, Sums>,
    complete: BTreeMap<FeeMonth, Vec<(BillId, Insurance)>>,
    incomplete: BTreeMap<FeeMonth, Vec<(BillId, Insurance)>>,
}

const RECEIPT: Table = Table {
    name: "receipt",
    columns: &[
        "id",
        "source",
        "reference",
        "payer",
        "amount",
        "received_on",
        "slip",
        "reverses",
        "recorded_at",
        "matter",
    ],
};
const ALLOCATION: Table = Table {
    name: "allocation",
    columns: &["receipt", "line", "part", "bill", "insurance", "amount", "entry"],
};

impl<'a> Book<'a> {
    /// A booking of one matter with at most so many new receipts. Bookings wait for each other, so that no two allocate to
    /// the same line.
    pub(super) fn new(
        tx: &mut Tx<'_>,
        actor: &'a Actor,
        matter: MatterId,
        receipts: usize,
    ) -> Result<Book<'a>> {
        tx.hold("collection", 0)?;
        Ok(Book {
            actor,
            matter,
            numbers: tx.allot(Sequence::Document, receipts)?.into_iter(),
            receipts: Vec::with_capacity(receipts),
            allocations: Vec::new(),
            sums: BTreeMap::new(),
            complete: BTreeMap::new(),
            incomplete: BTreeMap::new(),
        })
    }

    /// Adds a receipt and gives back its number.
    pub(super) fn receipt(&mut self, receipt: NewReceipt) -> i64 {
        // `new` was told how many there can be.
        let id = self.numbers.next().unwrap_or_default();
        self.receipts.push((id, receipt));
        id
    }

    /// Uses money of a receipt for lines, as [`super::allocate::allocate`] found. `kind` must be one that a bill can be paid by.
    pub(super) fn pay(&mut self, receipt: i64, kind: Move, on: Date, lines: &mut [Line], shares: &[Share]) {
        for share in shares {
            let Some(line) = lines.get_mut(share.line) else { continue };
            if share.contribution {
                self.contribute(receipt, kind, on, line, share.amount);
                line.fee.due += share.accrued;
                line.fee_changed |= !share.accrued.is_zero();
            } else {
                self.late_fee(receipt, kind, on, line, share.amount);
            }
        }
    }

    /// Books a contribution on a line; a negative one takes it back.
    pub(super) fn contribute(&mut self, receipt: i64, kind: Move, on: Date, line: &mut Line, amount: Fen) {
        let key = Key { on, fund: line.insurance.fund(), kind };
        let before = line.state.received;
        let (pooled, personal) = split(line.state.due, line.personal, before, amount);
        line.state.received += amount;
        line.changed = true;
        let sums = self.sums.entry(key).or_default();
        sums.pooled += pooled;
        sums.personal += personal;
        let (was, is) = (before >= line.state.due, line.state.received >= line.state.due);
        let place = (line.bill, line.insurance);
        match (was, is) {
            (false, true) => self.complete.entry(FeeMonth::of(on)).or_default().push(place),
            (true, false) => self.incomplete.entry(FeeMonth::of(on)).or_default().push(place),
            _ => {}
        }
        self.push(receipt, Part::Contribution, Some(place), amount, key);
    }

    /// Books a late fee on a line; a negative one takes it back.
    pub(super) fn late_fee(&mut self, receipt: i64, kind: Move, on: Date, line: &mut Line, amount: Fen) {
        let key = Key { on, fund: line.insurance.fund(), kind };
        line.fee.received += amount;
        line.fee_changed = true;
        self.sums.entry(key).or_default().late_fee += amount;
        self.push(receipt, Part::LateFee, Some((line.bill, line.insurance)), amount, key);
    }

    /// A line on which nothing or less than nothing is due needs no money to be complete: what was contributed too much is
    /// kept for the payer.
    pub(super) fn settle(&mut self, receipt: i64, on: Date, line: &mut Line) {
        let key = Key { on, fund: line.insurance.fund(), kind: Move::Suspended };
        let due = line.state.due;
        line.state.received = due;
        line.changed = true;
        let sums = self.sums.entry(key).or_default();
        sums.pooled += due - line.personal;
        sums.personal += line.personal;
        let place = (line.bill, line.insurance);
        self.complete.entry(FeeMonth::of(on)).or_default().push(place);
        if !due.is_zero() {
            self.push(receipt, Part::Contribution, Some(place), due, key);
            self.suspend(receipt, key, -due);
        }
    }

    /// Books what is kept for the payer; a negative amount uses it.
    pub(super) fn suspend(&mut self, receipt: i64, key: Key, amount: Fen) {
        if amount.is_zero() {
            return;
        }
        self.sums.entry(key).or_default().suspense += amount;
        self.push(receipt, Part::Suspense, None, amount, key);
    }

    /// Notes that money of a receipt went back to the payer.
    pub(super) fn refund(&mut self, receipt: i64, key: Key, amount: Fen) {
        self.suspend(receipt, key, -amount);
        self.push(receipt, Part::Refund, None, amount, key);
    }

    /// Books a subsidy that goes with a line.
    pub(super) fn subsidy(
        &mut self,
        receipt: i64,
        on: Date,
        place: (BillId, Insurance),
        amount: Fen,
        personal: Fen,
    ) {
        let key = Key { on, fund: place.1.fund(), kind: Move::Subsidy };
        let sums = self.sums.entry(key).or_default();
        sums.pooled += amount - personal;
        sums.personal += personal;
        self.push(receipt, Part::Subsidy, Some(place), amount, key);
    }

    fn push(&mut self, receipt: i64, part: Part, line: Option<(BillId, Insurance)>, amount: Fen, key: Key) {
        self.allocations.push(Allocation { receipt, part, line, amount, key });
    }

    /// Writes it all: entries, receipts, allocations, the lines' new state, and the personal accounts. `later` are the numbers
    /// of the last allocation lines of receipts that were there before.
    pub(super) fn write(self, tx: &mut Tx<'_>, lines: &Lines, later: &BTreeMap<i64, i64>) -> Result<()> {
        let entries = self.post(tx)?;
        self.write_receipts(tx)?;
        let (mut last, mut checksum) = (later.clone(), Checksum::default());
        tx.bulk(&ALLOCATION, |sink| {
            for allocation in &self.allocations {
                let line = last.entry(allocation.receipt).or_insert(0);
                *line += 1;
                let (bill, insurance) =
                    allocation.line.map_or((0, 0), |(bill, insurance)| (bill.get(), insurance.code()));
                let entry = entries.get(&allocation.key).map_or(0, |entry| entry.get());
                let cells = [
                    Value::Int(allocation.receipt),
                    Value::Int(*line),
                    Value::Text(allocation.part.key()),
                    Value::Int(bill),
                    Value::Int(insurance),
                    Value::Int(allocation.amount.get()),
                    Value::Int(entry),
                ];
                checksum.add(&cells);
                sink.row(&cells)?;
            }
            Ok(())
        })?;
        // A receipt can be used by other matters than the one that brought it.
        tx.recorded(0, ALLOCATION.name, checksum);
        write_lines(tx, lines, self.actor.at.date())?;
        for (month, lines) in &self.incomplete {
            accounts::take_back_lines(tx, lines, *month)?;
        }
        for (month, lines) in &self.complete {
            accounts::credit_lines(tx, lines, *month)?;
        }
        Ok(())
    }

    fn post(&self, tx: &mut Tx<'_>) -> Result<BTreeMap<Key, EntryId>> {
        let source = Source { kind: "matter", id: self.matter.get() };
        let mut entries = BTreeMap::new();
        for (&key, &sums) in &self.sums {
            let (event, moved) = event(key.kind, sums);
            if !moved.is_zero() {
                let event = Event::Reclassified { personal: moved };
                fund::post(tx, self.actor, key.fund, key.on, &event, source, "个人账户部分调整")?;
            }
            if let Some(event) = event {
                let entry = fund::post(tx, self.actor, key.fund, key.on, &event, source, event.zh())?;
                entries.insert(key, entry);
            }
        }
        Ok(entries)
    }

    fn write_receipts(&self, tx: &mut Tx<'_>) -> Result<()> {
        if self.receipts.is_empty() {
            return Ok(());
        }
        let mut checksum = Checksum::default();
        tx.bulk(&RECEIPT, |sink| {
            for (id, receipt) in &self.receipts {
                let cells = [
                    Value::Int(*id),
                    Value::Text(receipt.source),
                    Value::Text(&receipt.reference),
                    receipt.payer.map_or(Value::Null, |payer| Value::Int(payer.get())),
                    Value::Int(receipt.amount.get()),
                    Value::Date(receipt.received_on),
                    Value::Text(&receipt.slip),
                    receipt.reverses.map_or(Value::Null, Value::Int),
                    Value::Int(self.actor.at.micros()),
                    Value::Int(self.matter.get()),
                ];
                checksum.add(&cells);
                sink.row(&cells)?;
            }
            Ok(())
        })?;
        tx.recorded(self.matter.get(), RECEIPT.name, checksum);
        Ok(())
    }
}

/// The event of a sum, and what has to be moved to (or, negative, from) the personal accounts beside it because the event
/// takes no negative part. `None` where no money and no suspense moves.
fn event(kind: Move, sums: Sums) -> (Option<Event>, Fen) {
    let Sums { pooled, personal, late_fee, suspense } = sums;
    let event = |personal: Fen, pooled: Fen| match kind {
        Move::Received(into) => Event::Received { into, pooled, personal, late_fee, suspense },
        Move::Given(from) => Event::SuspenseGiven { from, amount: -suspense },
        Move::Taken(into) => Event::SuspenseTaken { into, amount: suspense },
        Move::Applied => Event::SuspenseApplied { pooled, personal, late_fee },
        Move::Suspended => Event::ContributionSuspended { pooled: -pooled, personal: -personal },
        Move::Returned(from) => {
            Event::ContributionRefunded { from, pooled: -pooled, personal: -personal, late_fee: -late_fee }
        }
        Move::Refunded(from) => Event::SuspenseRefunded { from, amount: -suspense },
        Move::Subsidy => Event::SubsidyReceived { pooled, personal },
    };
    let apart = match kind {
        Move::Suspended | Move::Returned(_) => personal > Fen::ZERO || pooled > Fen::ZERO,
        _ => personal.is_negative(),
    };
    let still = (pooled + personal).is_zero() && late_fee.is_zero() && suspense.is_zero();
    match (still, apart) {
        (true, _) => (None, personal),
        (false, true) => (Some(event(Fen::ZERO, pooled + personal)), personal),
        (false, false) => (Some(event(personal, pooled)), Fen::ZERO),
    }
}

/// Writes the new state of changed lines and late fees, a few statements however many.
pub(super) fn write_lines(tx: &mut Tx<'_>, lines: &Lines, on: Date) -> Result<()> {
    let (mut states, mut fees) = (String::from("["), String::from("["));
    for line in lines.iter() {
        let (bill, insurance) = (line.bill, line.insurance.code());
        if line.changed {
            let state = line.state;
            let settled = state.received + state.written_off == state.due;
            let day = if settled { format!("\"{on}\"") } else { "null".to_owned() };
            let comma = if states.len() > 1 { "," } else { "" };
            // Writing to a String cannot fail.
            let _ = write!(
                states,
                "{comma}[{bill},{insurance},{},{},{},{day}]",
                state.due.get(),
                state.received.get(),
                state.written_off.get()
            );
        }
        if line.fee_changed {
            let comma = if fees.len() > 1 { "," } else { "" };
            let _ = write!(
                fees,
                "{comma}[{bill},{insurance},{},{}]",
                line.fee.due.get(),
                line.fee.received.get()
            );
        }
    }
    // Every row exists already; the upsert is how both engines find each by its key.
    if states.len() > 1 {
        states.push(']');
        let sql = format!(
            "INSERT INTO receivable (bill, insurance, due, received, written_off, settled_on)
             SELECT cast(v.value->>0 as bigint), cast(v.value->>1 as bigint), cast(v.value->>2 as bigint),
                    cast(v.value->>3 as bigint), cast(v.value->>4 as bigint), v.value->>5
             FROM {} AS v WHERE 1 = 1
             ON CONFLICT (bill, insurance) DO UPDATE SET received = excluded.received,
               written_off = excluded.written_off, settled_on = excluded.settled_on",
            list::of_rows(tx, 1)
        );
        tx.run(&sql, params![states])?;
    }
    if fees.len() > 1 {
        fees.push(']');
        let sql = format!(
            "INSERT INTO late_fee (bill, insurance, due, received)
             SELECT cast(v.value->>0 as bigint), cast(v.value->>1 as bigint), cast(v.value->>2 as bigint),
                    cast(v.value->>3 as bigint)
             FROM {} AS v WHERE 1 = 1
             ON CONFLICT (bill, insurance) DO UPDATE SET due = excluded.due, received = excluded.received",
            list::of_rows(tx, 1)
        );
        tx.run(&sql, params![fees])?;
    }
    Ok(())
}
