//! A unit's page: its data, its staff, its operators.

use std::collections::BTreeMap;

use kernel::{FeeMonth, Fen, Insurance, PartyId, Result};
use store::params;

use super::{OPERATORS, ROSTER, UNIT, look};
use crate::Office;
use crate::desk::{self, Actor, Standing, StandingKind, User};
use crate::levy::calendar_of;
use crate::registry::facts;
use crate::registry::{Person, Unit};

/// A unit with what is due of it this month.
#[derive(Clone, Debug)]
pub struct UnitView {
    /// The unit.
    pub unit: Unit,
    /// Is it in good credit?
    pub good_credit: bool,
    /// The declaration of the present month.
    pub calendar: crate::levy::Month,
    /// People insured at it now.
    pub people: i64,
}

/// A unit's data.
pub fn unit(office: &Office, actor: &Actor, id: PartyId) -> Result<UnitView> {
    look(office, actor, &UNIT, id)?;
    let today = actor.at.date();
    let month = FeeMonth::of(today);
    office.store.read(|tx| {
        let people = tx.row(
            "SELECT count(DISTINCT person) FROM participation
             WHERE payer = $1 AND retracted_at = 0 AND from_month <= $2 AND to_month >= $2",
            params![id, month],
            |row| row.get(0),
        )?;
        Ok(UnitView {
            unit: facts::unit(tx, id, month)?,
            good_credit: facts::is_in_good_credit(tx, id, today)?,
            calendar: calendar_of(tx, office, month, today)?,
            people: people.unwrap_or(0),
        })
    })
}

/// Somebody insured at a unit.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Who.
    pub person: Person,
    /// In what.
    pub insurances: Vec<Insurance>,
    /// Since when.
    pub since: FeeMonth,
    /// Wage declared for the month.
    pub wage: Option<Fen>,
}

/// Who is insured at a unit in a month, by number of the person.
pub fn roster(office: &Office, actor: &Actor, id: PartyId, month: FeeMonth) -> Result<Vec<Staff>> {
    look(office, actor, &ROSTER, id)?;
    office.store.read(|tx| {
        let wages: BTreeMap<PartyId, Fen> = tx
            .rows(
                "SELECT person, wage FROM wage WHERE payer = $1 AND retracted_at = 0 AND from_month <= $2 AND to_month >= $2",
                params![id, month],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?
            .into_iter()
            .collect();
        let mut staff: Vec<Staff> = Vec::new();
        for participation in facts::roster(tx, id, month)? {
            if let Some(last) = staff.last_mut().filter(|last| last.person.id == participation.person) {
                last.insurances.push(participation.insurance);
                last.since = last.since.min(participation.period.from());
                continue;
            }
            staff.push(Staff {
                person: facts::person(tx, participation.person)?,
                insurances: vec![participation.insurance],
                since: participation.period.from(),
                wage: wages.get(&participation.person).copied(),
            });
        }
        Ok(staff)
    })
}

/// Who may act for a unit.
pub fn operators(office: &Office, actor: &Actor, id: PartyId) -> Result<Vec<(User, Standing)>> {
    look(office, actor, &OPERATORS, id)?;
    office.store.read(|tx| {
        let held = desk::standings_for(tx, StandingKind::Unit, id)?;
        held.into_iter().map(|standing| Ok((desk::user(tx, standing.holder)?, standing))).collect()
    })
}
