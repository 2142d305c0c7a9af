//! Contributions come in: by direct debit, through the tax authority, at the counter; short, late, in parts or too much, as
//! each purse ([`crate::purse`]) has it.

use std::collections::{BTreeMap, BTreeSet};

use business::collection::{self, Agree, Arrear, Item, Payment, Refund, TaxReceipt};
use jiff::ToSpan;
use kernel::{FeeMonth, Fen, Insurance, Moment, PartyId, Result};
use ledger::Deposit;
use serde::{Deserialize, Serialize};

use super::declare::Payer;
use super::{Life, take_over};
use crate::purse::{self, PayStyle, Paying};

/// Refunds a month; the rest waits.
const REFUNDS: usize = 3;

/// Who is about to pay what, other than by debit: settled before the money moves, so that a killed month pays the same.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Purses {
    /// Rows of the tax authority's file.
    tax: Vec<TaxRow>,
    /// Payers at the counter.
    counter: Vec<(PartyId, Fen)>,
    /// Payers who ask for money back.
    refunds: Vec<(PartyId, Fen)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct TaxRow {
    payer: PartyId,
    month: FeeMonth,
    insurance: Insurance,
    late_fee: bool,
    amount: Fen,
}

/// How a payer's money comes, and what they do about a bill of a month.
impl Life<'_> {
    fn style(&self, payer: Payer, resident: bool) -> PayStyle {
        match payer {
            Payer::Unit(unit) => self.town.unit(unit).pays,
            Payer::Person(_) if resident => PayStyle::Tax,
            Payer::Person(_) => PayStyle::Debit,
        }
    }

    fn paying(&self, payer: Payer, month: FeeMonth) -> Paying {
        match payer {
            Payer::Unit(unit) => purse::unit(self.town.seed, self.town.unit(unit), month),
            Payer::Person(person) => purse::person(self.town.seed, person, month),
        }
    }

    fn purse_account(&self, payer: Payer) -> String {
        match payer {
            Payer::Unit(unit) => self.town.unit(unit).account.clone(),
            Payer::Person(person) => self.account_of(person),
        }
    }

    fn collection_day(&self, month: FeeMonth, days: i64) -> Result<Moment> {
        let day = self.assessment_day(month)?.date().saturating_add(days.days());
        Ok(super::at(
            self.office.calendar.on_or_after(day.min(month.last_day())).date.min(month.last_day()),
            60,
        ))
    }

    /// When refunds are asked for.
    pub(super) fn refund_day(&self, month: FeeMonth) -> Result<Moment> {
        self.collection_day(month, 4)
    }

    fn owed(&self, on: Moment) -> Result<Vec<Arrear>> {
        self.office.store.read(|tx| collection::owed(tx, self.office, on.date(), None))
    }
}

fn is_resident(lines: &[Arrear]) -> bool {
    lines.iter().all(|line| line.insurance == Insurance::ResidentMedical)
}

/// What payers have too much is used for what they owe.
pub(super) fn use_suspense(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let zhao = life.zhao(life.collection_day(month, 1)?)?;
    life.deed("suspense", |office| collection::apply_suspense(office, &zhao)).map(drop)
}

/// Everybody who pays by debit and has no agreement yet gives one.
pub(super) fn agree(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let wang = life.wang(life.collection_day(month, 1)?)?;
    let owed = life.owed(wang.at)?;
    let office = life.office;
    let today = wang.at.date();
    let new = office.store.read(|tx| {
        let parties = life.parties(tx)?;
        let mut new = Vec::new();
        for lines in owed.chunk_by(|a, b| a.payer == b.payer) {
            let Some(&payer) = parties.get(&lines[0].payer) else { continue };
            let debit = life.style(payer, is_resident(lines)) == PayStyle::Debit;
            if !debit || collection::agreement(tx, lines[0].payer, today)?.is_some() {
                continue;
            }
            let holder = match payer {
                Payer::Unit(unit) => life.town.unit(unit).name.clone(),
                Payer::Person(person) => life.town.person(person).name.clone(),
            };
            let bank = take_over::BANK.to_owned();
            let account = life.purse_account(payer);
            new.push(Agree { party: lines[0].payer, mandate: None, bank, account, holder, from: today });
        }
        Ok(new)
    })?;
    if new.is_empty() {
        return Ok(());
    }
    life.deed("agreements", |office| collection::agree_all(office, &wang, &new)).map(drop)
}

/// The debit file goes out; the bank collects what the purses hold, and answers.
pub(super) fn debit(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let wang = life.wang(life.collection_day(month, 1)?)?;
    let office = life.office;
    let parties = office.store.read(|tx| life.parties(tx))?;
    let short: BTreeSet<String> = parties
        .values()
        .filter(|payer| matches!(life.paying(**payer, month), Paying::Short { .. } | Paying::Never))
        .map(|payer| life.purse_account(*payer))
        .collect();
    life.ask("debits", |office| collection::debits_out(office, &wang, month, &mut std::io::sink()))?;
    let Some(batch) = office.store.read(|tx| collection::last_batch(tx, month))? else { return Ok(()) };
    let mut file = Vec::new();
    collection::export_debits(office, &batch.message, &mut file)?;
    let wang = life.wang(life.collection_day(month, 2)?)?;
    let replies = life.kept.change().bank.carry_out(&file, &short, wang.at)?;
    life.deed("answer", |office| collection::debits_in(office, &wang, replies.report.as_slice())).map(drop)
}

/// Everybody else decides what to pay this month.
pub(super) fn open_purses(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let when = life.collection_day(month, 3)?;
    let owed = life.owed(when)?;
    let office = life.office;
    let parties = office.store.read(|tx| life.parties(tx))?;
    let mut purses = Purses::default();
    for lines in owed.chunk_by(|a, b| a.payer == b.payer) {
        let Some(&payer) = parties.get(&lines[0].payer) else { continue };
        match life.style(payer, is_resident(lines)) {
            PayStyle::Debit => {}
            PayStyle::Tax => lines.iter().for_each(|line| {
                let wanted = share(life.paying(payer, line.month), line, month);
                let row = TaxRow {
                    payer: line.payer,
                    month: line.month,
                    insurance: line.insurance,
                    late_fee: false,
                    amount: wanted,
                };
                if wanted > Fen::ZERO {
                    purses.tax.push(row.clone());
                }
                if wanted >= line.open && line.late_fee > Fen::ZERO {
                    purses.tax.push(TaxRow { late_fee: true, amount: line.late_fee, ..row });
                }
            }),
            PayStyle::Counter => {
                let wanted: Fen = lines
                    .iter()
                    .map(|line| (share(life.paying(payer, line.month), line, month), line))
                    .map(|(wanted, line)| if wanted >= line.open { wanted + line.late_fee } else { wanted })
                    .sum();
                if wanted > Fen::ZERO {
                    purses.counter.push((lines[0].payer, wanted));
                }
            }
        }
    }
    life.kept.change().purses = purses;
    Ok(())
}

/// What a payer pays on a line this month.
fn share(paying: Paying, line: &Arrear, month: FeeMonth) -> Fen {
    let since = line.month.months_until(month);
    match paying {
        Paying::Never => Fen::ZERO,
        Paying::Short { months } if since < months => Fen::ZERO,
        Paying::Partly { months, .. } if since > 0 && since < months => Fen::ZERO,
        Paying::Partly { thousandths, .. } if since == 0 => Fen::new(line.open.get() * thousandths / 1000),
        Paying::Over { yuan } if line.insurance == Insurance::Pension && since == 0 => {
            line.open + Fen::from_yuan(yuan)
        }
        _ => line.open,
    }
}

/// The tax authority's file, and its money in the fiscal account.
pub(super) fn by_tax(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let zhao = life.zhao(life.collection_day(month, 3)?)?;
    let day = zhao.at.date();
    let rows: Vec<TaxReceipt> = (1u64..)
        .zip(&life.kept.world().purses.tax)
        .map(|(row, paid)| TaxReceipt {
            row,
            voucher: format!("SW{}{row:06}", month.yyyymm()),
            payer: paid.payer.to_string(),
            month: paid.month,
            insurance: paid.insurance,
            item: if paid.late_fee { Item::LateFee } else { Item::Contribution },
            item_key: if paid.late_fee { "late-fee" } else { "unit" },
            amount: paid.amount,
            received_on: day,
            slip: format!("SP{}{row:06}", month.yyyymm()),
        })
        .collect();
    let total: Fen = rows.iter().map(|row| row.amount).sum();
    if total.is_zero() {
        return Ok(());
    }
    life.deed("tax", |office| collection::tax_receipts(office, &zhao, &rows))?;
    life.kept.change().bank.pay_in(day, Deposit::Fiscal, total, &format!("TAX{}", month.yyyymm()));
    Ok(())
}

/// Who pays at the counter.
pub(super) fn at_counter(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let zhao = life.zhao(life.collection_day(month, 3)?)?;
    let received_on = zhao.at.date();
    for (n, (payer, amount)) in life.kept.world().purses.counter.clone().into_iter().enumerate() {
        let reference = format!("GT{}{n:06}", month.yyyymm());
        life.kept.change().bank.pay_in(received_on, Deposit::Income, amount, &reference);
        let slip = String::new();
        let (payer, into) = (Some(payer), Deposit::Income);
        let payment = Payment { payer, amount, received_on, reference, slip, into };
        life.deed(&format!("counter {n}"), |office| collection::receive(office, &zhao, &payment))?;
    }
    Ok(())
}

/// The treasury sends its part of what residents paid.
pub(super) fn treasury(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let day = life.collection_day(month, 4)?.date();
    for (fund, amount) in life.office.store.read(collection::subsidies_due)? {
        let reference = format!("BT{}{}", month.yyyymm(), fund.key());
        life.kept.change().bank.pay_in(day, Deposit::Fiscal, amount, &reference);
    }
    Ok(())
}

/// The treasury's money is booked.
pub(super) fn subsidies(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let zhao = life.zhao(life.collection_day(month, 4)?)?;
    life.deed("subsidies", |office| collection::subsidies_received(office, &zhao, month)).map(drop)
}

/// Some want back at once what they paid too much, the others what no bill of theirs has needed since.
pub(super) fn plan_refunds(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let mut kept: BTreeMap<PartyId, Fen> = BTreeMap::new();
    for one in life.office.store.read(|tx| collection::kept(tx, None))? {
        let Some(payer) = one.payer else { continue };
        let waits = one.received_on >= month.first_day() && !purse::wants_back(life.town.seed, payer, month);
        if !waits && one.amount > Fen::ZERO {
            *kept.entry(payer).or_default() += one.amount;
        }
    }
    life.kept.change().purses.refunds = kept.into_iter().take(REFUNDS).collect();
    Ok(())
}

/// They ask for it.
pub(super) fn ask_refunds(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let zhao = life.zhao(life.refund_day(month)?)?;
    for (payer, amount) in life.kept.world().purses.refunds.clone() {
        let refund = Refund { payer, amount, fiscal: true };
        life.deed(&format!("refund {payer}"), |office| {
            collection::refund(office, &zhao, refund, "多缴退费")
        })?;
    }
    Ok(())
}

/// The bank pays what was agreed to.
pub(super) fn pay_refunds(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let today = life.refund_day(month)?.date();
    for (payer, amount) in life.kept.world().purses.refunds.clone() {
        let reference = format!("TF{}-{payer}", month.yyyymm());
        life.kept.change().bank.pay_out(today, Deposit::Fiscal, amount, &reference);
    }
    Ok(())
}
