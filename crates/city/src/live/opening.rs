//! What the former system had saved: personal accounts, and the funds with the money that is theirs.

use std::collections::BTreeMap;

use business::accounts::{NewAccount, open_with};
use business::desk::services;
use business::fund;
use kernel::{AccountKind, FeeMonth, Fen, Fund, Result};
use ledger::{Deposit, Event, Opening, Source};
use serde_json::json;

use super::{Life, at, in_matter};
use crate::bank::Bank;

/// Last year whose interest is in the balances.
const SETTLED: i32 = 2022;
/// People whose accounts are opened in one transaction.
const PART: usize = 2000;
/// Pooled reserves at the start, in yuan for each person of the city; a small one has as much as if it had [`LEAST`], since one
/// death at work costs what many pay in a year.
const RESERVES: [(Fund, i64); 6] = [
    (Fund::Pension, 9000),
    (Fund::Medical, 3000),
    (Fund::Unemployment, 400),
    (Fund::Injury, 1500),
    (Fund::ResidentPension, 2500),
    (Fund::ResidentMedical, 900),
];

/// Persons that reserves are held for at least.
const LEAST: i64 = 2000;

pub(super) fn open(life: &mut Life<'_>, _: FeeMonth) -> Result<()> {
    let zhao = life.zhao(at(crate::START.first_day(), 300))?;
    let wang = life.wang(at(crate::START.first_day(), 300))?;
    let mut saved: BTreeMap<Fund, Fen> = BTreeMap::new();
    let mut kept = Vec::new();
    for citizen in &life.town.people {
        if let Some(past) = crate::past::of_resident(citizen) {
            *saved.entry(Fund::ResidentPension).or_default() += past.account;
            kept.push((citizen.no, AccountKind::ResidentPension, past.opened, past.account));
        }
        let Some(past) = &citizen.past else { continue };
        let opened = FeeMonth::of(past.first_work).max(crate::past::ACCOUNTS_SINCE);
        for (kind, fund, opening) in [
            (AccountKind::Pension, Fund::Pension, past.pension_account),
            (AccountKind::Medical, Fund::Medical, past.medical_account),
        ] {
            *saved.entry(fund).or_default() += opening;
            kept.push((citizen.no, kind, opened, opening));
        }
    }
    for (n, part) in kept.chunks(PART).enumerate() {
        life.part(&format!("part {n}"), &wang, "accounts.take-over", |life, tx| {
            let office = life.office;
            let mut accounts = Vec::with_capacity(part.len());
            for &(no, kind, opened, opening) in part {
                if let Some(person) = life.known(tx, no)? {
                    accounts.push(NewAccount { kind, person, opened, opening, opening_year: SETTLED });
                }
            }
            let command = json!({ "accounts": accounts.len() });
            in_matter(tx, office, &wang, &services::CHANGE_PERSON, None, command, |tx, _| {
                Ok(json!({ "opening": open_with(tx, &accounts)? }))
            })
            .map(drop)
        })?;
    }
    life.open_funds(&zhao, &saved)
}

impl Life<'_> {
    /// Books what each fund has, tells the platform its bank accounts, and gives the bank the money.
    fn open_funds(&mut self, zhao: &business::desk::Actor, saved: &BTreeMap<Fund, Fen>) -> Result<()> {
        let day = zhao.at.date();
        let persons = i64::try_from(self.town.people_at_start).unwrap_or(0).max(LEAST);
        let mut held = Fen::ZERO;
        let mut openings = Vec::new();
        for (fund, yuan) in RESERVES {
            let personal = saved.get(&fund).copied().unwrap_or_default();
            let pooled = Fen::from_yuan(yuan * persons);
            held += pooled + personal;
            openings
                .push((fund, Opening { fiscal: pooled + personal, pooled, personal, ..Opening::default() }));
        }
        let source = Source { kind: "take-over", id: 1 };
        self.part("funds", zhao, "fund.take-over", |_, tx| {
            for deposit in Deposit::ALL {
                fund::set_account(tx, deposit, &account(deposit))?;
            }
            for (of, opening) in &openings {
                fund::post(tx, zhao, *of, day, &Event::Opening(*opening), source, "接管期初")?;
            }
            Ok(())
        })?;
        self.kept.change().bank = Bank::open(day, &[(Deposit::Fiscal, held)]);
        Ok(())
    }
}

/// The agency's account of a kind at the city's bank.
pub(super) fn account(deposit: Deposit) -> bank::Account {
    bank::Account {
        number: format!("99010000{:04}", deposit.account().code() / 100),
        name: format!("金保市社会保险基金{}", deposit.account().zh()),
        bank: super::take_over::BANK.to_owned(),
    }
}
