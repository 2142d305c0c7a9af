//! What a payer was billed, what was received, what is owed with the late fee to the day.

use std::collections::BTreeMap;

use kernel::{BillId, Fen, PartyId, Result};
use store::params;

use super::{DUES, look};
use crate::Office;
use crate::collection::{Arrear, owed};
use crate::desk::Actor;
use crate::levy::BillKind;
use crate::levy::facts::{Bill, bills_of};
use crate::registry::facts::payer_name;

/// A payer's bills and debts on a day.
#[derive(Clone, Debug)]
pub struct Dues {
    /// Who.
    pub payer: PartyId,
    /// Their name.
    pub name: String,
    /// Every bill, the latest first, with what was received on it; records brought in from another system owe nothing
    /// and are left out.
    pub bills: Vec<(Bill, Fen)>,
    /// What is open, overdue or not yet due, oldest first.
    pub owed: Vec<Arrear>,
}

impl Dues {
    /// Open and overdue on a day, without late fees.
    pub fn overdue(&self, on: kernel::Date) -> Fen {
        self.owed.iter().filter(|line| line.due < on).map(|line| line.open).sum()
    }

    /// Late fees so far.
    pub fn late_fees(&self) -> Fen {
        self.owed.iter().map(|line| line.late_fee).sum()
    }
}

/// The bills and debts of a person or unit on the actor's day.
pub fn dues(office: &Office, actor: &Actor, payer: PartyId) -> Result<Dues> {
    look(office, actor, &DUES, payer)?;
    office.store.read(|tx| {
        let mut received: BTreeMap<BillId, Fen> = BTreeMap::new();
        tx.each(
            "SELECT r.bill, cast(sum(r.received) as bigint) FROM bill b JOIN receivable r ON r.bill = b.id
             WHERE b.payer = $1 GROUP BY r.bill",
            params![payer],
            |row| {
                received.insert(row.get(0)?, row.get(1)?);
                Ok(())
            },
        )?;
        let bills = bills_of(tx, payer)?.into_iter().rev();
        let bills = bills.filter(|bill| bill.kind != BillKind::TakeOver.key());
        Ok(Dues {
            payer,
            name: payer_name(tx, payer)?,
            bills: bills
                .map(|bill| (bill.clone(), received.get(&bill.id).copied().unwrap_or(Fen::ZERO)))
                .collect(),
            owed: owed(tx, office, actor.at.date(), Some(payer))?,
        })
    })
}
