//! Benefits: who retires claims, deaths are reported, and every month all pensions are paid through the bank.

use std::collections::BTreeSet;

use business::desk::services;
use business::payment;
use business::pension::{self, Claim, Death};
use business::registry::{self, Leave, facts};
use jiff::ToSpan;
use kernel::{FeeMonth, Moment, PartyId, Result};
use ledger::Deposit;
use rules::InsuranceSet;
use serde_json::json;

use super::{Life, at, day, in_matter, officers, opening};
use crate::life::{Choice, Happening};

/// Claims and deaths of the month are asked for.
pub(super) fn ask(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let li = officers::at_work(&life.officers.li, at(day(month, 10), 0))?;
    for happening in life.script_of(month).happenings.clone() {
        let (Happening::Retires { person: no, .. } | Happening::Dies { person: no, .. }) = happening else {
            continue;
        };
        let Some(person) = life.office.store.read(|tx| life.known(tx, no))? else { continue };
        match happening {
            Happening::Retires { choice, .. } => {
                let claim = Claim { person, month: (choice != Choice::InTime).then_some(month) };
                life.ask(&format!("retire {person}"), |office| pension::claim(office, &li, claim))?;
            }
            Happening::Dies { on, .. } => {
                let death = Death { person, on, heir: None };
                life.ask(&format!("die {person}"), |office| pension::death(office, &li, death))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whose benefit was refused has left the unit all the same.
pub(super) fn leave_all_the_same(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let (office, wang) = (life.office, life.wang(at(day(month, 11), 30))?);
    for happening in life.script_of(month).happenings.clone() {
        let (no, unit, last) = match happening {
            Happening::Retires { person, unit, .. } => (person, unit, month),
            Happening::Dies { person, unit, on } => (person, unit, FeeMonth::of(on)),
            _ => continue,
        };
        let (person, payer, goes_on) = office.store.read(|tx| {
            let person = life.known(tx, no)?.unwrap_or(PartyId::new(0));
            let payer = unit.map_or(Ok(person), |unit| life.unit(tx, unit))?;
            let all = facts::participations(tx, person)?;
            Ok((person, payer, all.iter().any(|p| p.payer == payer && p.period.to() > last)))
        })?;
        if !goes_on {
            continue;
        }
        let leave = Leave {
            payer,
            person,
            insurances: InsuranceSet::ALL,
            last,
            reason: "left".to_owned(),
            involuntary: false,
            correction: true,
        };
        life.part(&format!("leave {person}"), &wang, services::LEAVE.code, |_, tx| {
            let command = json!({ "month": month });
            in_matter(tx, office, &wang, &services::LEAVE, Some(person), command, |tx, matter| {
                registry::leave(tx, office, matter, &leave)?;
                Ok(json!({ "left": 1 }))
            })
            .map(drop)
        })?;
    }
    Ok(())
}

/// Provisional pensions again, when the figures of the year are out.
pub(super) fn reaward(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    if !figures_may_be_out(month) {
        return Ok(());
    }
    let li = officers::at_work(&life.officers.li, at(day(month, 12), 0))?;
    life.ask("re-award", |office| pension::reaward(office, &li, month.year()))
}

/// The yearly adjustment, when its scheme is out.
pub(super) fn adjust(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    if !figures_may_be_out(month) {
        return Ok(());
    }
    let li = officers::at_work(&life.officers.li, at(day(month, 13), 15))?;
    life.ask("adjust", |office| pension::adjust(office, &li, month.year()))
}

fn figures_may_be_out(month: FeeMonth) -> bool {
    matches!(month.month(), 7..=12)
}

/// The month's run.
pub(super) fn build(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let zhao = life.zhao(at(day(month, 15), 0))?;
    life.ask("build", |office| payment::build(office, &zhao, month))
}

/// What came back is paid again once the account is right.
pub(super) fn repeat(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let zhao = life.zhao(at(day(month, 20), 0))?;
    life.ask("repeat", |office| payment::repeat(office, &zhao, month))
}

/// When the second person agrees to a run of the month.
pub(super) fn approval(month: FeeMonth, repeat: bool) -> Moment {
    at(day(month, if repeat { 20 } else { 15 }), 60)
}

/// The approved run goes to the bank; the bank's answers, and days later what comes back, are taken.
pub(super) fn send(life: &mut Life<'_>, month: FeeMonth, repeat: bool) -> Result<()> {
    let runs = life.office.store.read(payment::runs)?;
    let Some(run) = runs.into_iter().find(|run| run.month == month && run.repeat == repeat) else {
        return Ok(());
    };
    let when = approval(month, repeat);
    let today = when.date();
    // What came back lies in the expenditure account still.
    if !repeat {
        for transfer in life.office.store.read(|tx| payment::transfers(tx, run.id))? {
            let reference = format!("ALLOC{}-{}", run.id, transfer.fund.code());
            let bank = &mut life.kept.change().bank;
            bank.transfer(today, transfer.from, transfer.to, transfer.amount, &reference);
        }
    }
    let zhao = life.zhao(when.plus_micros(3_600_000_000))?;
    let file = payment::send(life.office, &zhao, run.id)?;
    let replies = life.kept.change().bank.carry_out(&file, &BTreeSet::new(), zhao.at)?;
    life.deed("answer", |office| payment::answer(office, &zhao, &replies.report))?;
    let later = at(today.saturating_add(3.days()), 0);
    let account = opening::account(Deposit::Expenditure).number;
    if let Some(file) = life.kept.change().bank.returned_file(&account, later.date(), later)? {
        let zhao = life.zhao(later)?;
        life.deed("returned", |office| payment::returned(office, &zhao, &file))?;
    }
    Ok(())
}
