//! Benefits: who retires claims, deaths are reported, and every month all pensions are paid through the bank.

use std::collections::BTreeSet;

use business::desk::services;
use business::payment::{self, Built};
use business::pension::{self, Claim, Death};
use business::registry::{self, Leave};
use jiff::ToSpan;
use kernel::{FeeMonth, Kind, MatterId, Moment, PartyId, Result};
use ledger::Deposit;
use rules::InsuranceSet;
use serde_json::json;

use super::{Life, at, day, in_matter, officers, opening};
use crate::life::{Choice, Happening};

/// Claims and deaths of the month; each needs a second person.
pub(super) fn decide(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let li = officers::at_work(&life.officers.li, at(day(month, 10), 0))?;
    let office = life.office;
    for happening in life.script_of(month).happenings.clone() {
        let (Happening::Retires { person: no, .. } | Happening::Dies { person: no, .. }) = happening else {
            continue;
        };
        let Some(person) = office.store.read(|tx| life.known(tx, no))? else { continue };
        let matter = match happening {
            Happening::Retires { choice, .. } => {
                let chosen = (choice != Choice::InTime).then_some(month);
                let claimed = unless_refused(pension::claim(office, &li, Claim { person, month: chosen }))?;
                claimed.filter(|claimed| claimed.refused.is_none()).map(|claimed| claimed.matter)
            }
            Happening::Dies { on, .. } => {
                unless_refused(pension::death(office, &li, Death { person, on, heir: None }))?
            }
            _ => None,
        };
        match matter {
            Some(matter) => life.approve(matter.id, at(day(month, 11), 0))?,
            None => life.leaves_all_the_same(&happening, person, month)?,
        }
    }
    Ok(())
}

/// When the figures of the year are out: provisional pensions again, and the yearly adjustment.
pub(super) fn adjust(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    if !matches!(month.month(), 7..=12) {
        return Ok(());
    }
    let li = officers::at_work(&life.officers.li, at(day(month, 12), 0))?;
    if let Some(again) = unless_refused(pension::reaward(life.office, &li, month.year()))? {
        life.approve(again.matter.id, at(day(month, 13), 0))?;
    }
    if let Some(adjusted) = unless_refused(pension::adjust(life.office, &li, month.year()))? {
        life.approve(adjusted.matter.id, at(day(month, 13), 30))?;
    }
    Ok(())
}

/// The month's run: built, approved, sent, answered; what came back is paid again once the account is right.
pub(super) fn pay(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let zhao = life.zhao(at(day(month, 15), 0))?;
    if let Some(built) = unless_refused(payment::build(life.office, &zhao, month))? {
        life.pay_run(&built, at(day(month, 15), 60))?;
    }
    let zhao = life.zhao(at(day(month, 20), 0))?;
    if let Some(built) = unless_refused(payment::repeat(life.office, &zhao, month))? {
        life.pay_run(&built, at(day(month, 20), 60))?;
    }
    Ok(())
}

impl Life<'_> {
    /// Whose benefit was refused has left the unit all the same.
    fn leaves_all_the_same(&mut self, happening: &Happening, person: PartyId, month: FeeMonth) -> Result<()> {
        let (unit, last) = match *happening {
            Happening::Retires { unit, .. } => (unit, month),
            Happening::Dies { unit, on, .. } => (unit, FeeMonth::of(on)),
            _ => return Ok(()),
        };
        let (office, wang) = (self.office, self.wang(at(day(month, 11), 30))?);
        let left = office.store.write(&wang.act(services::LEAVE.code), |tx| {
            let payer = unit.map_or(Ok(person), |unit| self.unit(tx, unit))?;
            let leave = Leave {
                payer,
                person,
                insurances: InsuranceSet::ALL,
                last,
                reason: "left".to_owned(),
                involuntary: false,
                correction: true,
            };
            let command = json!({ "month": month });
            in_matter(tx, office, &wang, &services::LEAVE, Some(person), command, |tx, matter| {
                registry::leave(tx, office, matter, &leave)?;
                Ok(json!({ "left": 1 }))
            })
        });
        unless_refused(left).map(drop)
    }

    fn approve(&mut self, matter: MatterId, when: Moment) -> Result<()> {
        business::approve(self.office, &self.chen(when)?, matter).map(drop)
    }

    fn pay_run(&mut self, built: &Built, when: Moment) -> Result<()> {
        let office = self.office;
        self.approve(built.run.matter, when)?;
        let day = when.date();
        // What came back lies in the expenditure account still.
        let transfers = if built.run.repeat {
            Vec::new()
        } else {
            office.store.read(|tx| payment::transfers(tx, built.run.id))?
        };
        for transfer in transfers {
            let reference = format!("ALLOC{}-{}", built.run.id, transfer.fund.code());
            self.kept.bank.transfer(day, transfer.from, transfer.to, transfer.amount, &reference);
        }
        let zhao = self.zhao(when.plus_micros(3_600_000_000))?;
        let file = payment::send(office, &zhao, built.run.id)?;
        let replies = self.kept.bank.carry_out(&file, &BTreeSet::new(), zhao.at)?;
        payment::answer(office, &zhao, &replies.report)?;
        let later = at(day.saturating_add(3.days()), 0);
        let account = opening::account(Deposit::Expenditure).number;
        if let Some(file) = self.kept.bank.returned_file(&account, later.date(), later)? {
            payment::returned(office, &self.zhao(later)?, &file)?;
        }
        Ok(())
    }
}

/// What the rules refuse is refused, as at any counter; only a failure of the platform stops the city.
pub(super) fn unless_refused<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Err(problem) if problem.kind() != Kind::System => Ok(None),
        other => other.map(Some),
    }
}
