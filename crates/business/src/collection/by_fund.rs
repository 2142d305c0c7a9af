//! Bills that another fund pays (代缴): received as they are made, money on both sides of the fiscal account.

use std::collections::BTreeMap;

use kernel::{BillId, Fen, MatterId, Result};
use ledger::Deposit;
use store::Tx;

use super::book::{Book, Move, NewReceipt};
use super::lines::{Lines, Order};
use crate::Office;
use crate::desk::Actor;

/// Takes what a fund pays for some bills as one receipt and says how much. The caller posts the other side.
pub(crate) fn received_from_fund(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: MatterId,
    bills: &[BillId],
) -> Result<Fen> {
    let on = actor.at.date();
    let law = office.law.in_force(office.region.as_str(), Some(on))?;
    let mut lines = Lines::of_bills(tx, &Order::of(&law, on)?, bills)?;
    let amount: Fen = lines.iter().map(|line| line.state.due - line.state.received).sum();
    let mut book = Book::new(tx, actor, matter, 1)?;
    let receipt = book.receipt(NewReceipt {
        source: "fund",
        reference: format!("matter {matter}"),
        payer: None,
        amount,
        received_on: on,
        slip: String::new(),
        reverses: None,
    });
    for line in lines.iter_mut() {
        let open = line.state.due - line.state.received;
        book.contribute(receipt, Move::Received(Deposit::Fiscal), on, line, open);
    }
    book.write(tx, &lines, &BTreeMap::new())?;
    Ok(amount)
}
