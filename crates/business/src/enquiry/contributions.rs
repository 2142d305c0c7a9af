//! A person's contributions, month by month since records began, by insurance and payer.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{FeeMonth, Fen, Insurance, PartyId, Result};

use super::{CONTRIBUTIONS, look};
use crate::Office;
use crate::desk::{Actor, Role};
use crate::levy::facts::{history, received_history};
use crate::registry::Person;
use crate::registry::facts::{payer_name, person, records_of};

/// One insurance of one month at one payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Fee month.
    pub month: FeeMonth,
    /// Insurance.
    pub insurance: Insurance,
    /// Who paid.
    pub payer: PartyId,
    /// Their name.
    pub payer_name: String,
    /// Base, differences included.
    pub base: Fen,
    /// Unit part.
    pub unit: Fen,
    /// Person part.
    pub personal: Fen,
    /// Part for the personal account.
    pub account: Fen,
    /// Has all of it arrived?
    pub received: bool,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Contributions {
    /// Whose.
    pub person: Person,
    /// Latest month first.
    pub lines: Vec<Line>,
}

/// The record of a person. A unit sees what was paid at that unit, nothing else.
pub fn contributions(office: &Office, actor: &Actor, id: PartyId) -> Result<Contributions> {
    look(office, actor, &CONTRIBUTIONS, id)?;
    let only = actor.party.filter(|_| actor.roles.iter().all(|role| Role::UNIT.contains(role)));
    office.store.read(|tx| {
        let mut sums: BTreeMap<(FeeMonth, Insurance, PartyId), Line> = BTreeMap::new();
        let mut names: BTreeMap<PartyId, String> = BTreeMap::new();
        for record in records_of(tx, id)? {
            let received: BTreeSet<_> = received_history(tx, record)?
                .into_iter()
                .map(|line| (line.bill, line.insurance, line.month))
                .collect();
            for line in
                history(tx, record)?.into_iter().filter(|line| only.is_none_or(|unit| line.payer == unit))
            {
                let name = match names.get(&line.payer) {
                    Some(name) => name.clone(),
                    None => {
                        let name = payer_name(tx, line.payer)?;
                        names.insert(line.payer, name.clone());
                        name
                    }
                };
                let sum = sums.entry((line.month, line.insurance, line.payer)).or_insert(Line {
                    month: line.month,
                    insurance: line.insurance,
                    payer: line.payer,
                    payer_name: name,
                    base: Fen::ZERO,
                    unit: Fen::ZERO,
                    personal: Fen::ZERO,
                    account: Fen::ZERO,
                    received: true,
                });
                sum.base += line.base;
                sum.unit += line.unit;
                sum.personal += line.personal;
                sum.account += line.account;
                sum.received &= received.contains(&(line.bill, line.insurance, line.month));
            }
        }
        Ok(Contributions { person: person(tx, id)?, lines: sums.into_values().rev().collect() })
    })
}
