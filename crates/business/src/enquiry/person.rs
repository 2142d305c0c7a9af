//! A person's own page: who they are, how they stand, what they are insured in, their accounts.

use kernel::{PartyId, Result};

use super::{PROFILE, STATEMENT, look};
use crate::Office;
use crate::accounts::{self, Statement};
use crate::desk::Actor;
use crate::registry::facts::{self, payer_name};
use crate::registry::{CardState, Participation, Person, Status};

/// What is on record about a person.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Who.
    pub person: Person,
    /// How they stand.
    pub status: Status,
    /// Phone number, masked.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// The card's account, masked, and the state of its social function.
    pub card: Option<(String, CardState)>,
    /// What they are or were insured in, the latest first, with the payer's name.
    pub participations: Vec<(Participation, String)>,
}

/// What is on record about a person.
pub fn profile(office: &Office, actor: &Actor, id: PartyId) -> Result<Profile> {
    look(office, actor, &PROFILE, id)?;
    let today = actor.at.date();
    office.store.read(|tx| {
        let mut participations = Vec::new();
        for participation in facts::participations(tx, id)?.into_iter().rev() {
            let name = payer_name(tx, participation.payer)?;
            participations.push((participation, name));
        }
        Ok(Profile {
            person: facts::person(tx, id)?,
            status: facts::status(tx, id, today)?,
            phone: facts::fact(tx, id, "phone", today)?,
            address: facts::fact(tx, id, "address", today)?,
            card: facts::card(tx, office, id)?.map(|card| (card.masked, card.social)),
            participations,
        })
    })
}

/// A person's accounts over a year, with their growth.
pub fn statement(office: &Office, actor: &Actor, id: PartyId, year: i32) -> Result<(Person, Vec<Statement>)> {
    look(office, actor, &STATEMENT, id)?;
    office.store.read(|tx| Ok((facts::person(tx, id)?, accounts::statement(tx, id, year)?)))
}
