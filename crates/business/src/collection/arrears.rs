//! Who owes what (欠费): lines whose last day has passed, with the late fee to a day, and reminders (催缴) by payer.

use kernel::{BillId, Date, FeeMonth, Fen, Insurance, PartyId, Result};
use store::Tx;

use super::fees::LateFees;
use super::lines::{Lines, Order};
use crate::Office;
use crate::registry;

/// A bill line with something open on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrear {
    /// Who owes.
    pub payer: PartyId,
    /// On which bill.
    pub bill: BillId,
    /// Month it was billed in.
    pub month: FeeMonth,
    /// For which insurance.
    pub insurance: Insurance,
    /// Last day to pay.
    pub due: Date,
    /// What is open.
    pub open: Fen,
    /// Days that bear a late fee.
    pub days: i64,
    /// Late fee: on what is open, to the day asked about, and what is still owed of earlier receipts.
    pub late_fee: Fen,
}

/// What a payer is reminded of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// Who.
    pub payer: PartyId,
    /// Their name.
    pub name: String,
    /// Bills in arrears.
    pub bills: u64,
    /// What is open.
    pub open: Fen,
    /// Late fee to the day of the reminder.
    pub late_fee: Fen,
    /// Oldest last day to pay.
    pub oldest: Date,
}

/// Everything in arrears on a day, by payer, oldest bill first; of one payer, or of all.
pub fn arrears(tx: &mut Tx<'_>, office: &Office, on: Date, payer: Option<PartyId>) -> Result<Vec<Arrear>> {
    let mut owed = owed(tx, office, on, payer)?;
    owed.retain(|line| line.due < on);
    Ok(owed)
}

/// Everything open on a day, in arrears or not yet due, by payer, oldest bill first; of one payer, or of all.
pub fn owed(tx: &mut Tx<'_>, office: &Office, on: Date, payer: Option<PartyId>) -> Result<Vec<Arrear>> {
    let law = office.law.in_force(office.region.as_str(), Some(on))?;
    let order = Order::of(&law, on)?;
    let mut fees = LateFees::new(law);
    let lines = match payer {
        Some(payer) => Lines::open(tx, &order, &[payer].into())?,
        None => Lines::all_open(tx, &order)?,
    };
    let mut owed = Vec::new();
    for line in lines.iter() {
        let open = line.state.open();
        owed.push(Arrear {
            payer: line.payer,
            bill: line.bill,
            month: line.month,
            insurance: line.insurance,
            due: line.due_day,
            open,
            days: fees.days(line, on)?,
            late_fee: line.fee.owed(fees.fee(line, open, on)?),
        });
    }
    Ok(owed)
}

/// One reminder for each payer in arrears; for one payer, or for all.
pub fn reminders(
    tx: &mut Tx<'_>,
    office: &Office,
    on: Date,
    payer: Option<PartyId>,
) -> Result<Vec<Reminder>> {
    let arrears = arrears(tx, office, on, payer)?;
    let mut reminders = Vec::new();
    for some in arrears.chunk_by(|a, b| a.payer == b.payer) {
        let bills = some.chunk_by(|a, b| a.bill == b.bill).count();
        reminders.push(Reminder {
            payer: some[0].payer,
            name: registry::facts::payer_name(tx, some[0].payer)?,
            bills: u64::try_from(bills).unwrap_or(u64::MAX),
            open: some.iter().map(|arrear| arrear.open).sum(),
            late_fee: some.iter().map(|arrear| arrear.late_fee).sum(),
            oldest: some.iter().map(|arrear| arrear.due).min().unwrap_or(on),
        });
    }
    Ok(reminders)
}
