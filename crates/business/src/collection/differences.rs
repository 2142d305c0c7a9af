//! Bill lines that ask for nothing or less than nothing: settled with the bill, without money.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{BillId, Fen, Result};
use store::{Tx, params};

use super::book::{Book, NewReceipt};
use super::lines::{Lines, Order};
use crate::Office;
use crate::desk::{Actor, Matter};

/// Settles the lines of difference bills on which nothing or less than nothing is due. What was contributed too much becomes the
/// payer's suspense, which later bills use or a refund gives back; the personal accounts follow at once.
pub fn settle_differences(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: &Matter,
    bills: &[BillId],
) -> Result<()> {
    let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
    let order = Order::of(&law, actor.at.date())?;
    let mut lines = Lines::of_bills(tx, &order, bills)?;
    let refunding: BTreeSet<BillId> =
        lines.iter().filter(|line| line.state.due.is_negative()).map(|line| line.bill).collect();
    let mut book = Book::new(tx, actor, matter.id, refunding.len())?;
    let (on, mut receipts) = (actor.at.date(), BTreeMap::new());
    for line in lines.iter_mut().filter(|line| line.state.due <= Fen::ZERO && line.state.received.is_zero()) {
        if line.state.due.is_zero() && line.personal.is_zero() && !has_accounts(tx, line.bill)? {
            continue;
        }
        let receipt = match receipts.get(&line.bill) {
            Some(receipt) => *receipt,
            None if line.state.due.is_zero() => 0,
            None => {
                let receipt = book.receipt(NewReceipt {
                    source: "difference",
                    reference: line.bill.to_string(),
                    payer: Some(line.payer),
                    amount: Fen::ZERO,
                    received_on: on,
                    slip: String::new(),
                    reverses: None,
                });
                receipts.insert(line.bill, receipt);
                receipt
            }
        };
        book.settle(receipt, on, line);
    }
    book.write(tx, &lines, &BTreeMap::new())
}

/// Do people on the bill have account parts that cancel out?
fn has_accounts(tx: &mut Tx<'_>, bill: BillId) -> Result<bool> {
    let found =
        tx.row("SELECT 1 FROM contribution WHERE bill = $1 AND account <> 0", params![bill], |row| {
            row.get::<i64>(0)
        })?;
    Ok(found.is_some())
}
