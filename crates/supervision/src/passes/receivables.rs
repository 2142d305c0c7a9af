//! The memorandum account of every bill line: due, received, written off.

use kernel::{Fen, Result};
use store::Tx;

use super::rows::{Amount, Chunk, Kind, Line, Receivable, written_off};
use crate::finder::{Finds, Scope, Wrong};

pub(super) struct Receivables {
    written_off: Vec<Amount>,
    /// How many of them are behind.
    passed: usize,
}

/// Place in a list that is ordered by bill and insurance.
type Key = (i64, i64);

/// Everything under one bill and insurance.
struct Held {
    key: Key,
    line: Option<i64>,
    receivable: Option<Receivable>,
    received: i64,
    written_off: i64,
}

impl Receivables {
    pub(super) fn new(tx: &mut Tx<'_>, scope: &Scope) -> Result<Receivables> {
        let (first, last) = scope.bills();
        Ok(Receivables { written_off: written_off(tx, first, last)?, passed: 0 })
    }

    /// Walks bill lines, receivables, allocations and write-offs of a chunk side by side; `end` is its last bill.
    pub(super) fn compare(&mut self, finds: &mut Finds, chunk: &Chunk, end: i64) {
        let rest = self.written_off.get(self.passed..).unwrap_or_default();
        let here = rest.partition_point(|amount| amount.bill <= end);
        let mut written_off = rest.get(..here).unwrap_or_default();
        let mut lines = chunk.lines.as_slice();
        let mut receivables = chunk.receivables.as_slice();
        let mut received = chunk.received.as_slice();
        let mut bills = chunk.bills.iter().peekable();
        let amount_key = |amount: &Amount| (amount.bill, amount.insurance);
        loop {
            let next = [
                lines.first().map(|line| (line.bill, line.insurance)),
                receivables.first().map(|held| (held.bill, held.insurance)),
                received.first().map(amount_key),
                written_off.first().map(amount_key),
            ];
            let Some(key) = next.into_iter().flatten().min() else { break };
            while bills.next_if(|bill| bill.id < key.0).is_some() {}
            // Nothing is due on records taken over from another system.
            let owed = bills.peek().is_none_or(|bill| bill.id != key.0 || bill.kind != Kind::TakeOver);
            let line = take(&mut lines, |line| (line.bill, line.insurance) == key);
            let held = Held {
                key,
                line: line.filter(|_| owed).map(|line: Line| line.unit + line.person),
                receivable: take(&mut receivables, |held| (held.bill, held.insurance) == key),
                received: take(&mut received, |amount| amount_key(amount) == key).map_or(0, |a| a.amount),
                written_off: take(&mut written_off, |amount| amount_key(amount) == key)
                    .map_or(0, |a| a.amount),
            };
            held.compare(finds);
        }
        finds.checked(i64::try_from(chunk.receivables.len()).unwrap_or(i64::MAX));
        self.passed += here;
    }
}

/// Takes the first of a list if it is the one.
fn take<T: Copy>(list: &mut &[T], is_it: impl Fn(&T) -> bool) -> Option<T> {
    let first = *list.first().filter(|first| is_it(first))?;
    *list = list.get(1..).unwrap_or_default();
    Some(first)
}

impl Held {
    fn compare(&self, finds: &mut Finds) {
        let (bill, insurance) = self.key;
        let record = || format!("receivable:{bill}/{insurance}");
        let stored = self.receivable.unwrap_or(Receivable {
            bill,
            insurance,
            due: 0,
            received: 0,
            written_off: 0,
            settled_on: 0,
        });
        finds.money(
            Wrong("应收与应收单险种合计不符", "the receivable differs from the bill line"),
            record,
            self.line.unwrap_or(0),
            stored.due,
        );
        finds.money(
            Wrong("已收与到账分配不符", "what was received differs from the allocations"),
            record,
            self.received,
            stored.received,
        );
        finds.money(
            Wrong("核销额与核销记录不符", "what was written off differs from the write-offs"),
            record,
            self.written_off,
            stored.written_off,
        );
        finds.number(
            Wrong("应收与应收单险种不是一一对应", "bill lines and receivables are not one to one"),
            || format!("bill:{bill} insurance:{insurance}"),
            self.line.is_some().into(),
            self.receivable.is_some().into(),
        );
        if self.receivable.is_some() {
            own(finds, &stored);
        }
    }
}

/// What a receivable says of itself.
fn own(finds: &mut Finds, held: &Receivable) {
    let Receivable { due, received, written_off, .. } = *held;
    let record = || format!("receivable:{}/{}", held.bill, held.insurance);
    let covered = received + written_off;
    let within = match due {
        0.. => received >= 0 && covered <= due,
        _ => received <= 0 && received >= due,
    };
    if !within || written_off < 0 {
        let wrong = Wrong("已收与核销之和超过应收", "more is received and written off than is due");
        finds.add(wrong, record(), Fen::new(due), Fen::new(covered));
    }
    if due > 0 && (held.settled_on != 0) != (covered == due) {
        let wrong = Wrong("结清日期与余额不符", "settled although something is open, or the reverse");
        finds.add(wrong, record(), Fen::new(due), Fen::new(covered));
    }
}
