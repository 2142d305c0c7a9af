//! Differences (补差): what the past would be billed today, less what it was billed, as bills of their own.
//!
//! Nothing recorded is touched. A late published base, a wage corrected backwards, a joiner reported late or a leaver
//! reported late all come to the same computation ([`super::compared`]).

use kernel::{BillId, FeeMonth, Fen, PartyId, Result};
use serde_json::json;
use store::Tx;

use super::compared::{Differing, Months, differing};
use super::write::{BillDraft, BillKind, ContributionRow, Header, write_bills};
use super::{calendar_of, codes};
use crate::Office;
use crate::desk::{self, Actor, Decision, Matter, services};
use crate::registry::facts::true_record;

/// Why differences are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A late figure or a correction.
    Correction,
    /// A broken period is paid after all (断缴补缴).
    BackPayment,
}

impl Cause {
    fn bill(self) -> BillKind {
        match self {
            Cause::Correction => BillKind::Difference,
            Cause::BackPayment => BillKind::BackPayment,
        }
    }
}

/// What settling came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Bills made, in order of payers.
    pub bills: Vec<BillId>,
    /// More to collect.
    pub to_collect: Fen,
    /// To be given back; not negative.
    pub to_refund: Fen,
}

impl Settled {
    fn add(&mut self, other: Settled) {
        self.bills.extend(other.bills);
        self.to_collect += other.to_collect;
        self.to_refund += other.to_refund;
    }
}

/// Settles all differences of some payers (none named: of all) from `since` to the last assessed month, billed in `billed_in`.
/// A second call finds nothing more to settle.
pub fn difference(
    office: &Office,
    actor: &Actor,
    since: FeeMonth,
    billed_in: FeeMonth,
    payers: Option<&[PartyId]>,
    cause: Cause,
) -> Result<Settled> {
    let service = match cause {
        Cause::Correction => &services::DIFFERENCE,
        Cause::BackPayment => &services::BACK_PAYMENT,
    };
    let (months, payers) = office.store.read(|tx| {
        let months = Months::levied(tx, office, actor.at, since)?;
        let months = months.ok_or_else(|| codes::NOT_LEVIED.with("month", since))?;
        let payers = match payers {
            Some(named) => named.iter().map(|payer| true_record(tx, *payer)).collect::<Result<Vec<_>>>()?,
            None => months.payers(tx)?,
        };
        Ok((months, payers))
    })?;
    let mut settled = Settled::default();
    for some in payers.chunks(64) {
        office.store.write(&actor.act(service.code), |tx| {
            let mut found = Vec::new();
            for payer in some {
                found.extend(differing(tx, &months, *payer)?);
            }
            if found.is_empty() {
                return Ok(());
            }
            let command = json!({ "since": since, "until": months.until(), "billed_in": billed_in });
            let matter = desk::open(tx, office, actor, service, None, &command)?;
            let billed = bill_differences(tx, office, actor, &matter, (cause.bill(), billed_in), &found)?;
            let effects = json!({ "bills": billed.bills });
            settled.add(billed);
            desk::decide(tx, office, actor, &matter, &Decision::granted(command, effects))
        })?;
    }
    Ok(settled)
}

/// Settles the differences of one payer within a matter that is open, to the last assessed month.
///
/// # Errors
/// `LEV-0104` where none of the months was assessed yet.
pub(crate) fn difference_within(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    (matter, payer): (&Matter, PartyId),
    (since, billed_in): (FeeMonth, FeeMonth),
    cause: Cause,
) -> Result<Settled> {
    let months = Months::levied(tx, office, actor.at, since)?;
    let months = months.ok_or_else(|| codes::NOT_LEVIED.with("month", since))?;
    let payer = true_record(tx, payer)?;
    let found = differing(tx, &months, payer)?;
    if found.is_empty() {
        return Ok(Settled::default());
    }
    bill_differences(tx, office, actor, matter, (cause.bill(), billed_in), &found)
}

/// Writes the bills that settle differences, one a payer; what is due back is settled with them. Lines of a payer stand together.
pub(crate) fn bill_differences(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: &Matter,
    (kind, billed_in): (BillKind, FeeMonth),
    found: &[Differing],
) -> Result<Settled> {
    let (mut bills, mut rows) = (Vec::new(), Vec::with_capacity(found.len()));
    let mut settled = Settled::default();
    for of_payer in found.chunk_by(|a, b| a.payer == b.payer) {
        let Differing { payer, category, .. } = of_payer[0];
        let mut bill = BillDraft::new(payer, category, rows.len());
        for one in of_payer {
            let change = one.change();
            bill.add_line(one.person, &change);
            rows.push(ContributionRow::new(bills.len(), one.person, one.month, &change));
        }
        let total: Fen = bill.sums.iter().map(|sums| sums.unit + sums.person).sum();
        match total.is_negative() {
            true => settled.to_refund -= total,
            false => settled.to_collect += total,
        }
        bills.push(bill);
    }
    let calendar = calendar_of(tx, office, billed_in, actor.at.date())?;
    let header = Header { run: 0, matter: matter.id, kind, calendar: &calendar, at: actor.at };
    settled.bills = write_bills(tx, office, &header, &bills, &rows)?;
    crate::collection::settle_differences(tx, office, actor, matter, &settled.bills)?;
    Ok(settled)
}
